"""The process that fills strangers' templates: `python -m clientela.messaging.liquid.child`.

Each request and each answer is one line of JSON. A request has `parts` (name, source, whether it is HTML) and
`values`; the answer has the filled `parts` or a `problem`. The process holds nothing of the store, may use
512 MiB, and two seconds of processor time for each request; whoever exceeds that ends it, and only it.
"""

import json
import resource
import sys
from typing import Any

from clientela.messaging.liquid.engine import TemplateBroken, fill

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 2


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """What a request asks for."""
    try:
        return {
            "parts": {
                name: fill(source, request["values"], part=name, escapes=escapes)
                for name, source, escapes in request["parts"]
            }
        }
    except TemplateBroken as broken:
        return {"problem": broken.problem.as_dict()}


def _allow_a_little_more() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + CPU_SECONDS
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


def main() -> None:
    """Answer line by line until nobody asks any more."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    for line in sys.stdin:
        _allow_a_little_more()
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
