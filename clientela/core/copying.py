"""Many rows into a table at once, by COPY: the set form of an insert."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from psycopg import sql
from psycopg.types.json import Jsonb


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    """Insert rows in the running transaction; dicts go as JSON. One that can't be refuses all."""
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    count = 0  # of rows written, which is what this gives
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([Jsonb(value) if isinstance(value, dict) else value for value in row])
            count += 1
    return count


def new_ids(sequence: str, count: int) -> list[int]:
    """So many fresh numbers of a sequence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(%s) FROM generate_series(1, %s)", [sequence, count])
        return [int(row[0]) for row in cursor.fetchall()]


def tsvector(words: Iterable[str]) -> str:
    """Search words as the text of a `tsvector`; they hold only letters and digits."""
    return " ".join(f"'{word}'" for word in words)
