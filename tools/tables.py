"""The tables of the documents, drawn from the code: `bin/docs write` and `bin/docs check`.

A document holds `<!-- table: NAME -->` and `<!-- end -->`; what stands between them is written anew.
"""

import argparse
import ast
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from clientela.segments.filters import Filter

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
_TABLE = re.compile(r"(<!-- table: (?P<name>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_VARIABLE = re.compile(r"(CLIENTELA|DATABASE)_[A-Z_]+")


def _drawn(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(_cell(part) for part in line)} |\n" for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).replace("|", "\\|").split())


def settings() -> str:
    """Every store setting: its key, what it is, and what it is at first."""
    from clientela.store import keys

    rows = [
        (f"`{s.key}`", s.label, s.help or _choices(s.field), _first(s.text(s.model()))) for s in keys.every()
    ]
    return _drawn(("Key", "What it is", "More", "At first"), rows)


def _choices(field: object) -> str:
    choices = getattr(field, "choices", None) or []
    return ", ".join(f"`{value}`: {words}" for value, words in choices)


def _first(value: str) -> str:
    return f"`{value}`" if value else ""


def roles() -> str:
    """Every power, and the roles that hold it."""
    from clientela.admin.views import people
    from clientela.core.powers import Power
    from clientela.staff.roles import POWERS, Role

    rows = [
        (
            people.POWER_WORDS[power],
            f"`{power.value}`",
            *("yes" if power in POWERS[role] else "" for role in Role),
        )
        for power in Power
    ]
    return _drawn(("What", "Power", *map(str, Role.labels)), rows)


def events() -> str:
    """Every kind of fact in the log."""
    from clientela.journal.facts import KINDS

    rows = [
        (
            f"`{kind.name}`",
            kind.sentence,
            ", ".join(f"`{name}`" for name in kind.fact.__dataclass_fields__),  # type: ignore[attr-defined]
            ", ".join(f"`{name}`" for name in sorted(kind.personal)),
            f"`{kind.power.value}`",
            _first(kind.webhook),
        )
        for kind in sorted(KINDS.values(), key=lambda kind: kind.name)
    ]
    return _drawn(("Fact", "On the timeline", "Fields", "Personal", "Seen with", "Webhook"), rows)


def notifications() -> str:
    """Every email that the system sends to customers."""
    from clientela.messaging.kinds import KINDS

    rows = [
        (
            kind.title,
            f"`{kind.kind}`",
            f"`{kind.subject}`",
            "; ".join(
                f"`{name}`: {words}{' (hidden from staff)' if kind.hides(name) else ''}"
                for name, words in kind.variables.items()
            ),
        )
        for kind in sorted(KINDS.values(), key=lambda kind: kind.kind)
    ]
    return _drawn(("Email", "Kind", "Subject", "What it may name"), rows)


def limits() -> str:
    """Every brake."""
    from clientela.gate.limits import LIMITS

    rows = [
        (f"`{x.name}`", x.per, f"{x.most:,}", _span(x.seconds), _growth(x.grows)) for x in LIMITS.values()
    ]
    return _drawn(("Limit", "Counted per", "At most", "Within", "Then"), rows)


def _growth(seconds: int) -> str:
    """How the wait grows, where it does."""
    return f"wait {_span(seconds)}, twice as long each time" if seconds else ""


def _span(seconds: int) -> str:
    for length, words in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds % length == 0:
            count = seconds // length
            return f"{count} {words}{'' if count == 1 else 's'}"
    return f"{seconds} seconds"


def schedule() -> str:
    """What happens by the clock."""
    from clientela.config.schedule import SCHEDULE

    rows = [(f"`{task}`", *words.split(": ", 1)) for task, _cron, words in SCHEDULE]
    return _drawn(("Task", "When", "What"), rows)


def metrics() -> str:
    """Every figure for Prometheus."""
    from clientela.config.metrics import FIGURES, REQUESTS, SECONDS

    asked = [(f.name, f.words, f.labels, "gauge") for f in FIGURES]
    counted = [
        ("clientela_requests_total", REQUESTS._documentation, REQUESTS._labelnames, "counter"),
        ("clientela_request_seconds", SECONDS._documentation, SECONDS._labelnames, "histogram"),
    ]
    rows = [
        (f"`{name}`", kind, ", ".join(f"`{label}`" for label in labels), words)
        for name, words, labels, kind in [*counted, *asked]
    ]
    return _drawn(("Figure", "Kind", "By", "What it is"), rows)


def filters() -> str:
    """Every filter of the segment language that comes with it; custom fields add their own."""
    from clientela.segments.filters import FILTERS, GROUPS

    rows = [
        (f"`{each.name}`", each.label, GROUPS[each.group], _codes(each.operators), _values(each))
        for each in FILTERS
    ]
    return _drawn(("Filter", "In words", "Group", "Operators", "Values, or parameters with theirs"), rows)


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _values(found: "Filter") -> str:
    if found.parameters:
        return "; ".join(f"`{each.name}`: {each.label}" for each in found.parameters)
    return _codes(f"'{name}'" for name in found.choices) if found.choices else str(found.kind.value)


def checks() -> str:
    """What `clientela check` looks at."""
    from clientela.config.checks import CHECKS

    return _drawn(("Check", "What has to be so"), [(f"`{c.__name__}`", c.__doc__) for c in CHECKS])


def addresses() -> str:
    """Every address, and who may come."""
    from tools.addresses import addresses as every

    rows = [(f"`{found.route}`", found.methods, found.words, found.open_to) for found in every()]
    return _drawn(("Address", "Method", "What stands there", "Open to"), rows)


def packages() -> str:
    """Every package that is installed with it."""
    from tools.packages import pinned

    return _drawn(("Package", "Version", "Licence"), [(p.name, p.version, p.licence) for p in pinned()])


TABLES: dict[str, Callable[[], str]] = {
    made.__name__: made
    for made in (
        *(settings, roles, events, notifications, limits, schedule, addresses, metrics, checks),
        filters,
        packages,
    )
}


def variables() -> set[str]:
    """Every environment variable that the package reads."""
    found = set()
    for path in (ROOT / "clientela").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value} if _VARIABLE.fullmatch(node.value) else set()
    return found


def documents() -> list[Path]:
    """The documents that hold a table."""
    return sorted(path for path in DOCS.rglob("*.md") if _TABLE.search(path.read_text(encoding="utf-8")))


def written(path: Path) -> str:
    """A document with today's tables."""
    from django.utils import translation

    with translation.override("en"):
        return _TABLE.sub(
            lambda found: f"{found[1]}\n{TABLES[found['name']]()}\n{found[3]}",
            path.read_text(encoding="utf-8"),
        )


def main() -> int:
    """Write the tables, or tell which are out of date. Gives the exit code."""
    parser = argparse.ArgumentParser(prog="bin/docs", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("command", choices=("write", "check"))
    command = parser.parse_args().command
    # Nothing is asked of the database; but Django wants to know of one.
    os.environ.setdefault("DATABASE_URL", "postgresql://localhost/none")
    os.environ.setdefault("CLIENTELA_SECRET_KEY", "reads only what the code says")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientela.config.settings")
    django.setup()
    stale = [path for path in documents() if path.read_text(encoding="utf-8") != written(path)]
    for path in stale:
        sys.stdout.write(f"{path.relative_to(ROOT)}\n")
        if command == "write":
            path.write_text(written(path), encoding="utf-8")
    return 1 if stale and command == "check" else 0


if __name__ == "__main__":
    sys.exit(main())
