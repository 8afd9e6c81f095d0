"""Many rows into a table at once, by COPY: the set form of an insert."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import sql

_BLOCK = 2000  # rows sent at once
# So few where drawing them is work, too: the database begins with the first while the next are drawn.
_STREAMED = 100
_encode = json.JSONEncoder(ensure_ascii=False).encode


def _text(value: str) -> str:
    # Nearly all texts have nothing to escape; looking first is five times as quick.
    if "\\" not in value and value.isprintable():
        return value
    # One pass for each sign is far quicker than a table for them all: emails are long.
    value = value.replace("\\", "\\\\").replace("\t", "\\t")
    return value.replace("\n", "\\n").replace("\r", "\\r")


def _json(value: dict[str, Any]) -> str:
    return _text(_encode(value))


def _array(values: list[object]) -> str:
    if not values:
        return "{}"
    quoted = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return _text("{" + ",".join(f'"{value}"' for value in quoted) + "}")


class _Forms(dict[type, Callable[[Any], str]]):
    """How values of a type are written; kinds of these types (an enum of texts) as they are."""

    def __missing__(self, kind: type) -> Callable[[Any], str]:
        form = next((self[base] for base in kind.__mro__ if base in self), None)
        if form is None:
            raise TypeError(f"COPY isn't taught to write {kind.__name__}.")
        return self.setdefault(kind, form)


_FORMS = _Forms(
    {
        type(None): lambda _none: "\\N",
        str: _text,
        int: str,
        bool: lambda value: "t" if value else "f",
        datetime: datetime.isoformat,
        date: date.isoformat,
        UUID: str,
        dict: _json,
        list: _array,
    }
)


def line(values: Iterable[Any]) -> str:
    """One row as COPY reads it; dicts go as JSON, lists as arrays."""
    return "\t".join([_FORMS[type(value)](value) for value in values]) + "\n"


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of one table written out for COPY; they can be written in one process and copied by another."""

    table: str
    columns: Sequence[str]
    text: bytes

    @classmethod
    def of(cls, table: str, columns: Sequence[str], lines: Iterable[str]) -> "Sheet":
        """A sheet of such lines, each as `line` writes them."""
        return cls(table, columns, "".join(lines).encode())


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows in the running transaction. One that can't be inserted refuses all. Gives how many."""
    return _copy(table, columns, (block.encode() for block in _blocks(map(line, rows))))


def copy_lines(table: str, columns: Sequence[str], lines: Iterable[str]) -> int:
    """Insert rows that `line` writes, drawing each while the database works on those before it."""
    return _copy(table, columns, (block.encode() for block in _blocks(iter(lines), _STREAMED)))


def copy_sheet(sheet: Sheet) -> int:
    """Insert the rows of a sheet in the running transaction, all or none. Gives how many."""
    return _copy(sheet.table, sheet.columns, [sheet.text] if sheet.text else [])


def _blocks(lines: Iterator[str], size: int = _BLOCK) -> Iterator[str]:
    while block := "".join(islice(lines, size)):
        yield block


def _copy(table: str, columns: Sequence[str], blocks: Iterable[bytes]) -> int:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor, connection.wrap_database_errors:
        with cursor.copy(statement) as copy:
            for block in blocks:
                copy.write(block)
        return int(cursor.rowcount)


def new_ids(sequence: str, count: int) -> list[int]:
    """So many fresh numbers of a sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(array_agg(nextval(%s)), '{}') FROM generate_series(1, %s)", [sequence, count]
        )
        return list(cursor.fetchone()[0])


def check_references() -> None:
    """Check the references of the rows written so far, which otherwise wait in memory for the commit."""
    connection.check_constraints()


def tsvector(words: Iterable[str]) -> str:
    """Search words as the text of a `tsvector`; they hold only letters and digits."""
    return " ".join(f"'{word}'" for word in words)
