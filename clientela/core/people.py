"""Whom it is about when people are told, forgotten or let go, in the same form for every app."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Field, Func, TextField, Value


@dataclass(frozen=True)
class People:
    """Customers by id, whoever was merged into them among them, and the addresses that are theirs alone.

    `emails` are canonical keys. An address that another customer has by now is not among them, so that
    nothing of that person is touched.
    """

    ids: Sequence[int]
    emails: Sequence[str] = ()

    @property
    def any(self) -> Func:
        """Any of them: `filter(customer__in=people.any)`."""
        return among(self.ids)

    @property
    def any_email(self) -> Func:
        """Any of their addresses."""
        return among_texts(self.emails)


def among(ids: Sequence[int]) -> Func:
    """Any of these ids, sent as one value: twenty thousand placeholders would cost more than the work."""
    return _each(list(ids), BigIntegerField())


def among_texts(texts: Sequence[str]) -> Func:
    """Any of these texts, sent as one value."""
    return _each(list(texts), TextField())


def _each(values: list[Any], field: "Field[Any, Any]") -> Func:
    rows = Value(values, ArrayField(field))
    return Func(rows, template="(SELECT unnest(%(expressions)s))", output_field=field)
