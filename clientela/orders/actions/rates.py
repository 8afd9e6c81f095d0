"""What sending costs, and simple tax rates."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from clientela.core import places
from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.journal.actions import Subject, record
from clientela.orders.events import (
    ShippingRateDeleted,
    ShippingRateSaved,
    TaxRateDeleted,
    TaxRateSaved,
)
from clientela.orders.models import ShippingRate, TaxRate
from clientela.orders.pricing import WHOLE

MOST_MONEY = 10**12


class RateTaken(Refused):
    """There is a tax rate for this place already."""

    code = "rate_taken"
    sentence = _("There is a tax rate for this country and region already.")
    field = "country"


@dataclass(frozen=True)
class Shipping:
    """A way of sending; prices in minor units. No countries means everywhere else."""

    name: str
    price: int
    countries: tuple[str, ...] = ()
    free_from: int | None = None
    days: str = ""


@dataclass(frozen=True)
class Taxing:
    """A tax rate in hundredths of a percent, of a country or one of its regions."""

    country: str
    name: str
    rate: int
    region: str = ""


def set_shipping_rates(rates: Sequence[ShippingRate], *, by: Actor) -> None:
    """Make these the ways of sending, in this order."""
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        ShippingRate.objects.all().delete()
        for position, rate in enumerate(rates):
            rate.position = position
        ShippingRate.objects.bulk_create(rates)


def set_tax_rates(rates: Sequence[TaxRate], *, by: Actor) -> None:
    """Make these the tax rates."""
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        TaxRate.objects.all().delete()
        TaxRate.objects.bulk_create(rates)


def save_shipping_rate(values: Shipping, *, by: Actor, rate_id: int | None = None) -> ShippingRate:
    """Add a way of sending behind the others, or change one. Raises `NotThere`, `Refused` by field."""
    by.must(Power.SETTINGS_EDIT)
    _check_name(values.name, 120)
    _check(values.days, 40, "days")
    for name in ("price", "free_from"):
        _check_number(getattr(values, name) or 0, MOST_MONEY, name)
    if set(values.countries) - places.country_codes():
        raise Refused(_("Choose countries from the list."), field="countries", code="country_unknown")
    with transaction.atomic():
        rate = _locked_shipping(rate_id) if rate_id else ShippingRate(position=_next_position())
        for name, value in (asdict(values) | {"countries": sorted(set(values.countries))}).items():
            setattr(rate, name, value)
        rate.save()
        record(ShippingRateSaved(rate.name), by=by, subject=Subject("shipping_rate", rate.pk))
    return rate


def delete_shipping_rate(rate_id: int, *, by: Actor) -> None:
    """Take a way of sending away; whoever chose it in a checkout chooses again. Raises `NotThere`."""
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        rate = _locked_shipping(rate_id)
        record(ShippingRateDeleted(rate.name), by=by, subject=Subject("shipping_rate", rate.pk))
        rate.delete()


def save_tax_rate(values: Taxing, *, by: Actor, rate_id: int | None = None) -> TaxRate:
    """Add a tax rate, or change one. Raises `RateTaken`, `NotThere`, `Refused` by field."""
    by.must(Power.SETTINGS_EDIT)
    _check_name(values.name, 60)
    _check_number(values.rate, WHOLE, "rate")
    if values.country not in places.country_codes():
        raise Refused(_("Choose a country."), field="country", code="country_unknown")
    region = _region(values)
    with transaction.atomic():
        rate = _locked_tax(rate_id) if rate_id else TaxRate()
        for name, value in (asdict(values) | {"region": region}).items():
            setattr(rate, name, value)
        _save_once(rate.save)
        record(TaxRateSaved(rate.name, rate.country), by=by, subject=Subject("tax_rate", rate.pk))
    return rate


def delete_tax_rate(rate_id: int, *, by: Actor) -> None:
    """Take a tax rate away. Raises `NotThere`."""
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        rate = _locked_tax(rate_id)
        record(TaxRateDeleted(rate.name, rate.country), by=by, subject=Subject("tax_rate", rate.pk))
        rate.delete()


def _region(values: Taxing) -> str:
    """The code of the region, whether code or name were given."""
    part = next((part for part in places.form(values.country) if part.name == "region"), None)
    typed = values.region.strip().casefold()
    for code, name in part.choices if part and typed else ():
        if typed in {code.casefold(), name.casefold()}:
            return code[:20]
    if typed:
        raise Refused(_("This country has no such region."), field="region", code="region_unknown")
    return ""


def _locked_shipping(rate_id: int) -> ShippingRate:
    rate = ShippingRate.objects.select_for_update().filter(pk=rate_id).first()
    if rate is None:
        raise NotThere
    return rate


def _locked_tax(rate_id: int) -> TaxRate:
    rate = TaxRate.objects.select_for_update().filter(pk=rate_id).first()
    if rate is None:
        raise NotThere
    return rate


def _next_position() -> int:
    last = ShippingRate.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _save_once(save: Callable[[], object]) -> None:
    try:
        with transaction.atomic():
            save()
    except IntegrityError as error:
        raise RateTaken from error


def _check_name(name: str, most: int) -> None:
    if not name.strip():
        raise Refused(_("Enter a name."), field="name", code="name_missing")
    _check(name, most, "name")


def _check(text: str, most: int, field: str) -> None:
    if len(text) > most:
        raise Refused(_("This is too long."), field=field, code="too_long")


def _check_number(number: int, most: int, field: str) -> None:
    if not 0 <= number <= most:
        raise Refused(_("This number can't be right."), field=field, code="out_of_range")
