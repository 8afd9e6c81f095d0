"""Filters over a customer's addresses: country, region, city."""

from collections.abc import Callable

from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value
from django.utils.translation import gettext_lazy as _

from clientela.core import places
from clientela.customers.models import Address
from clientela.segments.clock import Clock
from clientela.segments.filters import conditions
from clientela.segments.filters.kinds import Filter, Group, Kind
from clientela.segments.language.tree import Test

# Looking for cities reads so many of the newest addresses.
_LOOKED_AT = 20_000


class _Joined(Func):
    """A text without its spaces: *New York City* is NewYorkCity."""

    function = "replace"
    output_field = TextField()

    def __init__(self, column: str) -> None:
        super().__init__(F(column), Value(" "), Value(""))


def _somewhere(fits: Callable[[str], Q], filled: Q) -> conditions.Where:
    """Whether one of a customer's addresses fits one of the names."""

    def where(test: Test, clock: Clock) -> Q:
        rows = Address.objects.filter(customer=OuterRef("pk"))

        def at(names: list[str]) -> Q:
            wanted = Q(pk__in=[])
            for name in names:
                wanted |= fits(name)
            return Q(Exists(rows.alias(joined_city=_Joined("city")).filter(wanted)))

        return conditions.one_of(test, at, ~Q(Exists(rows.filter(filled))))

    return where


def _region(name: str) -> Q:
    country, _dash, region = name.partition("-")
    return Q(country=country, region=region)


def _city(name: str) -> Q:
    """`US-NY-NewYorkCity`, or `NO-Oslo` in a country whose addresses name no region."""
    country, _dash, rest = name.partition("-")
    region, dash, city = rest.partition("-")
    plain = Q(country=country, joined_city=rest)
    return plain | Q(country=country, region=region, joined_city=city) if dash else plain


def _countries(typed: str, most: int) -> list[tuple[str, str]]:
    wanted = typed.casefold()
    found = [(code, name) for code, name in places.countries() if code.casefold().startswith(wanted)]
    found += [(code, name) for code, name in places.countries() if name.casefold().startswith(wanted)]
    return list(dict.fromkeys(found))[:most]


def _newest(typed: str, most: int, *columns: str) -> list[tuple[str, str]]:
    """Names of places among the newest addresses, those that most of them share first."""
    newest = Address.objects.order_by("-pk").values_list(*columns)[:_LOOKED_AT]
    counted: dict[str, int] = {}
    for row in newest:
        if row[-1]:
            name = "-".join(part for part in row if part).replace(" ", "")
            counted[name] = counted.get(name, 0) + 1
    wanted = typed.casefold().replace(" ", "")
    found = [name for name in counted if wanted in name.casefold()]
    return [(name, name) for name in sorted(found, key=lambda name: (-counted[name], name))[:most]]


FILTERS = (
    Filter(
        "customer_countries",
        _("Country"),
        Kind.CHOICES,
        Group.PLACES,
        where=_somewhere(lambda name: Q(country=name), Q()),
        suggest=_countries,
    ),
    Filter(
        "customer_regions",
        _("Region"),
        Kind.CHOICES,
        Group.PLACES,
        where=_somewhere(_region, ~Q(region="")),
        suggest=lambda typed, most: _newest(typed, most, "country", "region"),
    ),
    Filter(
        "customer_cities",
        _("City"),
        Kind.CHOICES,
        Group.PLACES,
        where=_somewhere(_city, ~Q(city="")),
        suggest=lambda typed, most: _newest(typed, most, "country", "region", "city"),
    ),
)
