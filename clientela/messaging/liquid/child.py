"""The process that fills strangers' templates: `python -m clientela.messaging.liquid.child`.

Each request and each answer is one line of JSON. A request has `parts` (name, source, whether it is HTML)
and `values`, or a `page` whose styles are put in their places; the answer has the filled `parts`, the `page`,
or a `problem`. The process holds nothing of the store, may use 512 MiB, and two seconds of processor time for
each request; whoever exceeds that ends it, and only it.
"""

import json
import resource
import sys
from typing import Any

from clientela.messaging.liquid.engine import Problem, TemplateBroken, fill

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 2
LONGEST_PAGE = 2_000_000


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """What a request asks for."""
    try:
        if "page" in request:
            return {"page": inlined(request["page"])}
        return {
            "parts": {
                name: fill(source, request["values"], part=name, escapes=escapes)
                for name, source, escapes in request["parts"]
            }
        }
    except TemplateBroken as broken:
        return {"problem": broken.problem.as_dict()}


def inlined(page: str) -> str:
    """The page with its styles where mail programs read them. HTML nested deep enough ends the process."""
    # Only emails of HTML need it.
    import css_inline

    try:
        found = css_inline.inline(page, keep_style_tags=True, load_remote_stylesheets=False)
    except ValueError as error:
        raise TemplateBroken(Problem("the styles can't be read", "body")) from error
    if len(found) > LONGEST_PAGE:
        raise TemplateBroken(Problem("this makes or takes too much text", "body"))
    return found


def _allow_a_little_more() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


def main() -> None:
    """Answer line by line until nobody asks any more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    # What customers' values are in must not lie on a disk when it ends badly.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for line in sys.stdin:
        _allow_a_little_more()
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
