"""Filters over metafields: one for each that the store defined, and anniversaries of their days."""

from calendar import isleap
from collections.abc import Callable
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import ExtractDay, ExtractMonth
from django.utils.translation import gettext_lazy as _

from clientela.customers.models import Metafield, MetafieldDefinition
from clientela.segments.clock import Clock
from clientela.segments.filters import conditions
from clientela.segments.filters.kinds import Filter, Group, Kind
from clientela.segments.language import tree
from clientela.segments.language.tree import Test

PREFIXES = ("customer.metafields.", "metafields.")
_KINDS = {
    MetafieldDefinition.Type.TEXT: Kind.TEXT,
    MetafieldDefinition.Type.CHOICE: Kind.CHOICE,
    MetafieldDefinition.Type.NUMBER: Kind.NUMBER,
    MetafieldDefinition.Type.DATE: Kind.DATE,
    MetafieldDefinition.Type.BOOLEAN: Kind.BOOLEAN,
    MetafieldDefinition.Type.LIST: Kind.TEXTS,
}
_POSITIVE = {"!=": "=", "NOT IN": "IN", "NOT CONTAINS": "CONTAINS", "IS NULL": "IS NOT NULL"}


def plain_name(name: str) -> str:
    """A metafield's name without what may stand before it: `facts.size`."""
    for prefix in PREFIXES:
        if name.startswith(prefix):
            return name.removeprefix(prefix)
    return ""


def definitions() -> list[Filter]:
    """A filter for each metafield that the store defined."""
    return [_filter(each) for each in MetafieldDefinition.objects.in_use()]


def find(name: str) -> Filter | None:
    """The filter of a metafield, by its name in a query."""
    namespace, _dot, key = plain_name(name).partition(".")
    known = MetafieldDefinition.objects.in_use()
    found = known.filter(namespace=namespace, key=key).first() if key else None
    return _filter(found) if found else None


def _filter(definition: MetafieldDefinition) -> Filter:
    kind = _KINDS[MetafieldDefinition.Type(definition.type)]
    return Filter(
        f"metafields.{definition.namespace}.{definition.key}",
        definition.name,
        kind,
        Group.CUSTOM,
        where=_where(definition),
        choices={choice: choice for choice in definition.choices} if kind == Kind.CHOICE else None,
        takes_moment=False,
    )


def _where(definition: MetafieldDefinition) -> conditions.Where:
    def where(test: Test, clock: Clock) -> Q:
        """What isn't there fits the negative tests: they are the opposite of the positive ones."""
        rows = Metafield.objects.alias(small_texts=conditions.Small("texts"))
        rows = rows.filter(customer=OuterRef("pk"), definition=definition.pk)
        positive = Test(_POSITIVE.get(test.operator, test.operator), test.values)
        filled = Q(**{f"{_COLUMNS[definition.type]}__isnull": False})
        fits = filled if positive.operator == "IS NOT NULL" else _FITS[definition.type](positive, clock)
        found = Q(Exists(rows.filter(fits)))
        return ~found if test.operator in _POSITIVE else found

    return where


_COLUMNS = {
    MetafieldDefinition.Type.TEXT.value: "text",
    MetafieldDefinition.Type.CHOICE.value: "text",
    MetafieldDefinition.Type.NUMBER.value: "number",
    MetafieldDefinition.Type.DATE.value: "date",
    MetafieldDefinition.Type.BOOLEAN.value: "boolean",
    MetafieldDefinition.Type.LIST.value: "texts",
}


def _text(test: Test, clock: Clock) -> Q:
    return Q(text__in=[conditions.text_of(value) for value in test.values])


def _boolean(test: Test, clock: Clock) -> Q:
    return Q(boolean=test.values[0] == tree.Word("true"))


def _contains(test: Test, clock: Clock) -> Q:
    """Whether a list holds a text, whatever its case."""
    return Q(small_texts__contains=[conditions.text_of(test.values[0]).lower()])


_FITS: dict[str, Callable[[Test, Clock], Q]] = {
    MetafieldDefinition.Type.TEXT.value: _text,
    MetafieldDefinition.Type.CHOICE.value: _text,
    MetafieldDefinition.Type.NUMBER.value: lambda test, clock: conditions.numbers(
        "number", test, whole=False
    ),
    MetafieldDefinition.Type.DATE.value: lambda test, clock: conditions.days("date", test, clock),
    MetafieldDefinition.Type.BOOLEAN.value: _boolean,
    MetafieldDefinition.Type.LIST.value: _contains,
}


def anniversary(name: str) -> Filter | None:
    """The filter over the yearly return of a metafield's day."""
    of = find(name)
    if of is None or of.kind != Kind.DATE:
        return None
    namespace, _dot, key = plain_name(name).partition(".")

    def where(test: Test, clock: Clock) -> Q:
        rows = Metafield.objects.filter(customer=OuterRef("pk"), date__isnull=False)
        rows = rows.filter(definition__namespace=namespace, definition__key=key)
        in_year = ExtractMonth("date") * 100 + ExtractDay("date")
        first, last = clock.day(test.values[0]), clock.day(test.values[-1])
        return Q(Exists(rows.alias(in_year=in_year).filter(_returns(first, last))))

    return Filter("anniversary", _("Anniversary"), Kind.YEARLY, Group.CUSTOM, where=where, takes_moment=False)


def _returns(first: date, last: date) -> Q:
    """Days of the year from one day to another: past New Year, and the 29th of February on the 28th else."""
    if last < first:
        return Q(pk__in=[])
    if (last - first).days >= 365:
        return Q()
    start, end = first.month * 100 + first.day, last.month * 100 + last.day
    if end == 228 and not isleap(last.year):
        end = 229
    return Q(in_year__range=(start, end)) if start <= end else Q(in_year__gte=start) | Q(in_year__lte=end)
