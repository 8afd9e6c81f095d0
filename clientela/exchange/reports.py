"""What became of an import, in words and as a file that can be mended and brought in again."""

import csv
import io
from collections.abc import Iterator, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela.exchange import headings
from clientela.exchange.actions.bringing import ADDED, CHANGED, NOTED, REFUSED, REPLACED, UNCHANGED
from clientela.exchange.cells import neutral
from clientela.exchange.models import Import, ImportLine
from clientela.jobs.models import Item

_BLOCK = 2_000
RESULTS: dict[str, str | Promise] = {
    ADDED: gettext_lazy("Added"),
    CHANGED: gettext_lazy("Changed"),
    UNCHANGED: gettext_lazy("Already so"),
    REPLACED: gettext_lazy("Left out"),
    REFUSED: gettext_lazy("Not brought in"),
}
_PROBLEMS: dict[str, str | Promise] = {
    "email_not_valid": gettext_lazy("This isn't an email address."),
    "phone_not_valid": gettext_lazy("This isn't a phone number; write it with its country code."),
    "phone_of_another": gettext_lazy("Another customer has this phone number."),
    "country_not_valid": gettext_lazy("There is no such country, or none is given."),
    "address_not_valid": gettext_lazy("This address of the US military post isn't right."),
    "too_long": gettext_lazy("This is too long."),
    "tag_too_long": gettext_lazy("A tag has at most 255 characters."),
    "too_many_tags": gettext_lazy("A customer has at most 250 tags."),
    "nobody": gettext_lazy("There is no email address, phone number or name."),
    "not_valid": gettext_lazy("This can't be read here."),
}
_DOUBT = gettext_lazy("doesn't fit the country, taken as it is")


def result_of(item: Item) -> str:
    """What became of a line, as one word of ours."""
    return REFUSED if item.outcome == Item.Outcome.FAILED else item.reason.partition(":")[0]


def reason_of(item: Item, labels: dict[str, str | Promise]) -> str:
    """Why a line wasn't brought in, or what is odd about it, in words; each with the column it is about."""
    if item.outcome == Item.Outcome.SKIPPED and item.reason.startswith(REPLACED):
        return (
            _("Line %s is about the same customer, and the last one counts.") % item.reason.partition(":")[2]
        )
    if item.outcome == Item.Outcome.DONE:
        doubts = ", ".join(str(labels.get(name, name)) for name in item.reason.partition(":")[2].split(","))
        return f"{doubts}: {_DOUBT}" if doubts else ""
    if item.outcome != Item.Outcome.FAILED:
        return ""
    return " ".join(_problem(part, labels) for part in item.reason.split())


def said(reason: str) -> str:
    """What became of a line, in words, where only its code is at hand; nothing for codes of other jobs."""
    if reason.partition(":")[0] in RESULTS:
        return str(RESULTS[reason.partition(":")[0]])
    if "@" not in reason:
        return ""
    labels = headings.labels()
    return " ".join(_problem(part, labels) for part in reason.split())


def _problem(part: str, labels: dict[str, str | Promise]) -> str:
    code, _at, name = part.partition("@")
    if code.startswith("same_as"):
        number = code.partition(":")[2]
        if number == "0":
            return _("An earlier line is about the same customer.")
        return _("Line %s is about the same customer.") % number
    return f"{labels.get(name, name)}: {_PROBLEMS.get(code, _PROBLEMS['not_valid'])}"


def job_of(source: Import) -> int:
    """The job that says what became of each line: bringing in, else trying out; 0 for none."""
    return source.job_id or source.dry_job_id or 0


def counts_of(source: Import) -> dict[str, int]:
    """How many lines came to what."""
    found = source.counts if source.job_id else source.dry_counts
    return {name: found.get(name, 0) for name in RESULTS}


def noted(source: Import) -> int:
    """How many addresses are taken (or would be) that don't fit their country."""
    counts = source.counts if source.job_id else source.dry_counts
    return int(counts.get(NOTED, 0))


def sentences(source: Import) -> Iterator[str]:
    """The report in words."""
    counts = counts_of(source)
    would = "" if source.job_id else "would be "
    yield f"{source.lines:,} lines: {counts[ADDED]:,} customers {would}added, {counts[CHANGED]:,} changed."
    yield f"{counts[UNCHANGED]:,} are so already, {counts[REFUSED]:,} can't be brought in."
    if counts[REPLACED]:
        yield f"{counts[REPLACED]:,} lines are replaced by later ones about the same customer."
    if doubted := noted(source):
        yield f"{doubted:,} addresses don't fit their country; they are taken all the same."
    if not (counts[ADDED] or counts[CHANGED]):
        yield "Nothing changes."


def examples(source: Import, result: str, most: int) -> list[tuple[Item, list[str], str]]:
    """The first lines that came to this, with their cells and why."""
    found = Item.objects.filter(job_id=job_of(source)).order_by("key")
    if result == REFUSED:
        found = found.filter(outcome=Item.Outcome.FAILED)
    elif result == NOTED:
        found = found.filter(outcome=Item.Outcome.DONE, reason__contains=":")
    else:
        found = found.filter(reason__startswith=result).exclude(outcome=Item.Outcome.FAILED)
    return list(_with_cells(source, list(found[:most])))


def _with_cells(source: Import, items: Sequence[Item]) -> Iterator[tuple[Item, list[str], str]]:
    lines = ImportLine.objects.filter(source=source, line__in=[item.key for item in items])
    cells, labels = dict(lines.values_list("line", "cells")), headings.labels()
    for item in items:
        yield item, cells.get(item.key, []), reason_of(item, labels)


def csv_lines(source: Import, *, refused_only: bool = False) -> Iterator[bytes]:
    """The file's columns with what became of each line behind them: mended, it can be brought in again."""
    width = len(source.header)
    yield _line([*source.header, "Line", "Result", "Reason"])
    found, last = Item.objects.filter(job_id=job_of(source)), -1
    if refused_only:
        found = found.filter(outcome=Item.Outcome.FAILED)
    while block := list(found.filter(key__gt=last).order_by("key")[:_BLOCK]):
        last = block[-1].key
        yield b"".join(
            _line([*_wide(cells, width), str(item.key), str(RESULTS.get(result_of(item), "")), reason])
            for item, cells, reason in _with_cells(source, block)
        )


def _wide(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))][:width]


def _line(cells: Sequence[str]) -> bytes:
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerow([_kept(cell) for cell in cells])
    return target.getvalue().encode()


def _kept(cell: str) -> str:
    """A cell as it came; one that may be a formula is made text, one that is marked already stays."""
    return cell if cell.startswith("'") else neutral(cell)
