"""Settings that are lists: ways of sending, and tax rates."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_percent
from django.contrib import messages
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.rates import ShippingForm, TaxForm
from clientela.admin.frame import SeeOther, show
from clientela.core import money, places
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.orders import actions
from clientela.orders.models import ShippingRate, TaxRate
from clientela.orders.pricing import WHOLE
from clientela.ui.forms import show as show_refusal

FEW = 3


@dataclass(frozen=True)
class Kind:
    """One of the two lists: its words, where it stands, and what can be done."""

    path: str
    title: str | Promise
    about: str | Promise
    adding: str | Promise
    icon: str
    heads: tuple[str | Promise, ...]
    rows: Callable[[str], list[tuple[int, str, list[str]]]]
    model: type[ShippingRate] | type[TaxRate]
    form: type[ShippingForm] | type[TaxForm]
    save: Callable[..., object]
    delete: Callable[..., None]


def _where(codes: list[str]) -> str:
    if not codes:
        return _("Everywhere else")
    names = [places.country_name(code) for code in codes[:FEW]]
    more = [_("%(count)s more") % {"count": len(codes) - FEW}] if len(codes) > FEW else []
    return ", ".join([*names, *more])


def _shipping_rows(currency: str) -> list[tuple[int, str, list[str]]]:
    rates = ShippingRate.objects.order_by("position", "pk")
    shown = [(rate, money.shown(rate.price, currency), rate.free_from) for rate in rates]
    return [
        (rate.pk, rate.name, [_where(rate.countries), price, money.shown(free, currency) if free else "–"])
        for rate, price, free in shown
    ]


def _tax_rows(_currency: str) -> list[tuple[int, str, list[str]]]:
    rates = TaxRate.objects.order_by("country", "region")
    return [(rate.pk, rate.name, [_place(rate), _percent(rate.rate)]) for rate in rates]


def _place(rate: TaxRate) -> str:
    country = places.country_name(rate.country)
    return f"{country}, {rate.region}" if rate.region else country


def _percent(rate: int) -> str:
    return str(format_percent(rate / WHOLE, "#,##0.##%", locale=money.locale()))


SHIPPING = Kind(
    "/admin/settings/shipping",
    gettext_lazy("Shipping"),
    gettext_lazy("Ways of sending, where they go and what they cost"),
    gettext_lazy("Add shipping rate"),
    "truck",
    (gettext_lazy("Countries"), gettext_lazy("Price"), gettext_lazy("Free from")),
    _shipping_rows,
    ShippingRate,
    ShippingForm,
    actions.save_shipping_rate,
    actions.delete_shipping_rate,
)
TAXES = Kind(
    "/admin/settings/taxes",
    gettext_lazy("Taxes"),
    gettext_lazy("Tax rates by country and region"),
    gettext_lazy("Add tax rate"),
    "percent",
    (gettext_lazy("Country"), gettext_lazy("Rate")),
    _tax_rows,
    TaxRate,
    TaxForm,
    actions.save_tax_rate,
    actions.delete_tax_rate,
)


@needs(Power.SETTINGS_VIEW)
@require_safe
def shipping_list(request: StaffRequest) -> HttpResponse:
    """All ways of sending."""
    return _list(request, SHIPPING)


@needs(Power.SETTINGS_VIEW)
@require_safe
def tax_list(request: StaffRequest) -> HttpResponse:
    """All tax rates."""
    return _list(request, TAXES)


def _list(request: StaffRequest, kind: Kind) -> HttpResponse:
    context = {"kind": kind, "rows": kind.rows(request.store.currency)}
    return show(request, "admin/rates.html", context, current="settings")


@needs(Power.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def shipping_rate(request: StaffRequest, rate_id: int | None = None) -> HttpResponse:
    """Add a way of sending, or change one."""
    return _edit(request, SHIPPING, rate_id)


@needs(Power.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def tax_rate(request: StaffRequest, rate_id: int | None = None) -> HttpResponse:
    """Add a tax rate, or change one."""
    return _edit(request, TAXES, rate_id)


def _found(kind: Kind, rate_id: int) -> Any:
    manager: Any = kind.model.objects
    rate = manager.filter(pk=rate_id).first()
    if rate is None:
        raise NotThere
    return rate


def _edit(request: StaffRequest, kind: Kind, rate_id: int | None) -> HttpResponse:
    rate = _found(kind, rate_id) if rate_id else None
    form = kind.form(request.POST or None, rate, request.store.currency, request.store.country)
    if form.is_bound and form.is_valid():
        try:
            kind.save(form.values(), rate_id=rate_id, by=request.actor)
        except NotThere:
            raise
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved."))
            return SeeOther(kind.path)
    context = {"kind": kind, "rate": rate, "form": form}
    status = 422 if form.errors else 200
    return show(request, "admin/rate.html", context, current="settings", status=status)


@needs(Power.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def delete_shipping(request: StaffRequest, rate_id: int) -> HttpResponse:
    """Take a way of sending away, after asking."""
    return _delete(request, SHIPPING, rate_id)


@needs(Power.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def delete_tax(request: StaffRequest, rate_id: int) -> HttpResponse:
    """Take a tax rate away, after asking."""
    return _delete(request, TAXES, rate_id)


def _delete(request: StaffRequest, kind: Kind, rate_id: int) -> HttpResponse:
    if request.method != "POST":
        context = {"kind": kind, "rate": _found(kind, rate_id)}
        return show(request, "admin/rate_delete.html", context, current="settings")
    kind.delete(rate_id, by=request.actor)
    messages.success(request, _("Deleted."))
    return SeeOther(kind.path)
