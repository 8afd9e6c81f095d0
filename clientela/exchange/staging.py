"""The lines of a file laid ready in a table, so that work on them can stop anywhere and go on."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import connection

from clientela.core import emails, phones
from clientela.core.copying import copy_rows
from clientela.exchange.cells import bare, unmarked
from clientela.exchange.csv_files import Line, lines
from clientela.exchange.models import Import, ImportLine, ImportPart
from clientela.exchange.sealing import unseal

# So many by one statement: none may take half a minute.
_AT_ONCE = 10_000
# The lines are too new for the planner to know of: it would take them for a few and compare each with each.
_LATER = """
SET LOCAL enable_nestloop = off;
UPDATE exchange_import_line l SET later = s.last
  FROM (SELECT line, max(line) OVER (PARTITION BY key) AS last
          FROM exchange_import_line WHERE source_id = %(source)s AND key <> '') s
 WHERE l.source_id = %(source)s AND l.line = s.line AND s.last <> s.line;
SET LOCAL enable_nestloop = on
"""


def place(source_id: int, number: int) -> str:
    """Where a part of the file stands, for its seal."""
    return f"exchange_import_part|{source_id}|{number}"


def parts(source: Import) -> Iterator[bytes]:
    """The file as it came, part by part."""
    for number in list(source.parts.order_by("number").values_list("number", flat=True)):
        part = ImportPart.objects.get(source=source, number=number)
        yield unseal(part.content, place(source.pk, number))


def lay_out(source: Import) -> None:
    """Lay the file's lines ready, and find those that a later line about the same customer replaces.

    Lines that lie there already are left, as long as email and phone are read from the same columns.
    Raises `FileNotReadable`.
    """
    wanted = [source.places.get("email"), source.places.get("phone")]
    if source.sorted_by == wanted:
        return
    ImportLine.objects.filter(source=source).delete()
    found = lines(parts(source), source.encoding, source.delimiter)
    next(found, None)
    source.lines = _copied(source.pk, found, *wanted)
    source.sorted_by = wanted
    with connection.cursor() as cursor:
        cursor.execute(_LATER, {"source": source.pk})
    source.save(update_fields=["lines", "sorted_by"])


def _copied(source_id: int, found: Iterable[Line], email_at: int | None, phone_at: int | None) -> int:
    rows = ((source_id, line.number, *_row(line, email_at, phone_at)) for line in found)
    total = 0
    while block := list(islice(rows, _AT_ONCE)):
        total += copy_rows("exchange_import_line", ("source_id", "line", "key", "cells"), block)
    return total


def _row(line: Line, email_at: int | None, phone_at: int | None) -> tuple[str, list[str]]:
    cells = line.cells
    email = cells[email_at].strip() if email_at is not None and email_at < len(cells) else ""
    phone = cells[phone_at].strip() if phone_at is not None and phone_at < len(cells) else ""
    return _key(email, phone), cells


def _key(email: str, phone: str) -> str:
    """By what two lines are about the same customer; what is no address is looked at later."""
    if email:
        text = bare(email)
        return (text.lower() if text.isascii() else _canonical(text))[:255]
    if phone:
        try:
            return phones.e164(unmarked(phone))
        except phones.PhoneNotValid:
            return phone[:255]
    return ""


def _canonical(text: str) -> str:
    try:
        return emails.canonical(text)
    except emails.EmailNotValid:
        return text


def numbers(source: Import) -> Iterator[int]:
    """The numbers of the lines, in order."""
    rows, last = ImportLine.objects.filter(source=source).order_by("line"), 0
    while block := list(rows.filter(line__gt=last).values_list("line", flat=True)[:_AT_ONCE]):
        yield from block
        last = block[-1]
