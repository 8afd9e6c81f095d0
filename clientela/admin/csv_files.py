"""Tables as files: line by line, however long, and harmless to whoever opens them in a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """What a writer of CSV writes to, to get the line back."""

    def write(self, line: str) -> str:
        return line


def as_csv(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """A file of this name for the browser to keep; a head and its rows."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(_lines(head, rows), content_type="text/csv; charset=utf-8", headers=headers)


def _lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield str(writer.writerow(head))
    for row in rows:
        yield str(writer.writerow([_cell(value) for value in row]))


def _cell(value: object) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULAS) else text
