"""The one row of a settings table. Pages read it several times each: its statement is put together once."""

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


@dataclass(frozen=True)
class _Question:
    """The statement; how many of its columns are the row's own; and the table that a key of it leads to."""

    sql: str
    own: int
    other: type[models.Model] | None


def read(model: type[Row], along: str = "") -> Row:
    """The row with id 1 as it is now, with what its key `along` leads to. Raises `ObjectDoesNotExist`."""
    asked = _question(model, along)
    with connection.cursor() as cursor:
        cursor.execute(asked.sql)
        values = cursor.fetchone()
    if values is None:
        raise ObjectDoesNotExist(model.__name__)
    found = _made(model, values[: asked.own])
    if asked.other:
        other = _made(asked.other, values[asked.own :])
        setattr(found, along, None if other.pk is None else other)
    return found


@cache
def _question(model: type[models.Model], along: str) -> _Question:
    quoted, table = connection.ops.quote_name, model._meta.db_table
    columns, join, other = _columns(model), "", None
    if along:
        key = model._meta.get_field(along)
        assert isinstance(key, models.ForeignKey)
        other = key.remote_field.model
        theirs, column = quoted(other._meta.db_table), quoted(str(key.column))
        columns = [*columns, *_columns(other)]
        join = f" LEFT JOIN {theirs} ON {theirs}.id = {quoted(table)}.{column}"
    sql = f"SELECT {', '.join(columns)} FROM {quoted(table)}{join} WHERE {quoted(table)}.id = 1"  # noqa: S608 - names of ours
    return _Question(sql, len(_columns(model)), other)


def _columns(model: type[models.Model]) -> list[str]:
    quoted, table = connection.ops.quote_name, model._meta.db_table
    return [f"{quoted(table)}.{quoted(str(field.column))}" for field in model._meta.concrete_fields]


@cache
def _readers(model: type[models.Model]) -> tuple[tuple[int, Any, Any], ...]:
    """The columns whose values aren't those of the database, with what makes them."""
    fields = enumerate(model._meta.concrete_fields)
    return tuple(
        (place, field, reader) for place, field in fields for reader in field.get_db_converters(connection)
    )


def _made(model: type[Row], values: tuple[Any, ...]) -> Row:
    row = list(values)
    for place, field, reader in _readers(model):
        row[place] = reader(row[place], field.cached_col, connection)
    return model.from_db(connection.alias, [field.attname for field in model._meta.concrete_fields], row)
