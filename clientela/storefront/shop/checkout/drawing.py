"""How the checkout looks: done steps in one line each, one open, those to come named."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from clientela.accounts.buying import needs_sign_in
from clientela.checkout import progress, quotes
from clientela.checkout.models import Checkout
from clientela.checkout.progress import STEPS, Progress, Step
from clientela.core import phones, places
from clientela.customers.models import Address
from clientela.orders.queries import rates_for
from clientela.payments.models import Payment
from clientela.payments.providers import Answer, gateway
from clientela.storefront import carried
from clientela.storefront.account.gates import SeeOther
from clientela.storefront.address_form import AddressForm
from clientela.storefront.context import page, whose
from clientela.storefront.door import ShopperRequest, cookie_name
from clientela.storefront.shop import shown
from clientela.storefront.shop.checkout.forms import ContactForm

RECENT = 5


@dataclass(frozen=True)
class Fold:
    """One step as the page shows it: `state` is done, open or later."""

    name: str
    title: str
    state: str
    summary: str


def token(request: ShopperRequest) -> str:
    """The token of this browser's checkout."""
    return request.COOKIES.get(cookie_name("checkout"), "")


def now(request: ShopperRequest) -> Progress:
    """How far this browser's checkout has got."""
    return progress.of_browser(whose(request), token(request), request.store)


def draw(
    request: ShopperRequest, *, wanted: str = "", form: forms.BaseForm | None = None, problem: str = ""
) -> HttpResponse:
    """The checkout with one step open; with its form where something in it was refused."""
    found = now(request)
    if found.checkout and found.checkout.state == Checkout.State.PLACING:
        return _draw_waiting(request, found, problem)
    if not found.items:
        return SeeOther("/cart")
    if needs_sign_in(request.actor):
        return page(request, "shop/checkout/sign_in.html", summary(request, found))
    step = found.open_step(wanted)
    values = {
        "step": step.value,
        "template": f"shop/checkout/{step.value}.html",
        "folds": [_fold(name, found, step) for name in STEPS],
        "problem": problem,
        "form": form,
        **summary(request, found),
        **_of_step(request, found, step, form),
    }
    return page(request, "shop/checkout/page.html", values, status=422 if form or problem else 200)


def summary(request: ShopperRequest, found: Progress) -> dict[str, Any]:
    """What is bought and what it comes to, beside the steps."""
    has_shipping = bool(found.checkout and quotes.chosen_rate(found.checkout))
    return {
        "lines": [shown.cart_line(item, request.store.currency) for item in found.items],
        "sums": shown.quote_sums(found.quote, has_shipping=has_shipping),
        "is_short": any(item.is_short for item in found.items),
    }


def _fold(step: Step, found: Progress, open_step: Step) -> Fold:
    state = "open" if step is open_step else "done" if found.is_done(step) else "later"
    return Fold(step.value, _title(step), state, _words(step, found) if state == "done" else "")


def _title(step: Step) -> str:
    return {
        Step.CONTACT: _("Contact"),
        Step.ADDRESS: _("Delivery address"),
        Step.SHIPPING: _("Shipping method"),
        Step.PAYMENT: _("Payment"),
        Step.REVIEW: _("Review and place order"),
    }[step]


def _words(step: Step, found: Progress) -> str:
    """A done step in one line."""
    checkout, card = found.checkout, found.card
    assert checkout
    if step is Step.CONTACT:
        return ", ".join(part for part in (checkout.email, phones.shown(checkout.phone)) if part)
    if step is Step.ADDRESS:
        return ", ".join(places.lines(checkout.place))
    if step is Step.SHIPPING:
        price = shown.quote_sums(found.quote, has_shipping=True).shipping
        return f"{found.quote.shipping_title}, {price}"
    return f"{card.brand} •••• {card.last4}" if card else _("Nothing to pay")


def _of_step(
    request: ShopperRequest, found: Progress, step: Step, form: forms.BaseForm | None
) -> dict[str, Any]:
    if step is Step.CONTACT:
        return _contact(request, found.checkout, form)
    assert found.checkout
    if step is Step.ADDRESS:
        return _address(request, found.checkout, form)
    if step is Step.SHIPPING:
        return {"rates": _rates(found, request.store.currency)}
    return {"seen": found.quote.digest(found.checkout)}


def _contact(
    request: ShopperRequest, checkout: Checkout | None, form: forms.BaseForm | None
) -> dict[str, Any]:
    remembered = {} if request.customer else carried.kept(request, carried.REMEMBERED)
    start = {"email": remembered.get("email", ""), "phone": remembered.get("phone", "")}
    if request.customer:
        start = {"email": request.customer.email, "phone": phones.shown(request.customer.phone or "")}
    if checkout and (checkout.is_signed_in or not request.customer):
        phone = phones.shown(checkout.phone)
        start = {"email": checkout.email, "phone": phone, "newsletter": checkout.wants_newsletter}
    return {"form": form or ContactForm(initial=start), "is_remembered": bool(remembered)}


def _address(request: ShopperRequest, checkout: Checkout, form: forms.BaseForm | None) -> dict[str, Any]:
    place = checkout.place if checkout.address else None
    remembered = {} if checkout.is_signed_in else carried.kept(request, carried.REMEMBERED)
    if place is None and isinstance(remembered.get("address"), dict):
        place = places.from_mapping(remembered["address"])
    saved = _saved(checkout) if checkout.is_signed_in else []
    chosen = next((address.pk for address in saved if address.place == place), None)
    fresh = AddressForm(country=request.store.country, place=None if chosen else place, kind="shipping")
    return {
        "address_form": form or fresh,
        "is_remembered": bool(remembered),
        "saves_details": checkout.saves_details or bool(remembered),
        "saved": [(address.pk, ", ".join(address.lines)) for address in saved],
        "chosen": chosen or (saved[0].pk if saved else None),
        "types_new": form is not None or (bool(place) and not chosen),
    }


def _saved(checkout: Checkout) -> list[Address]:
    """The addresses to choose from: the pinned ones and the five used last, the default first."""
    own = Address.objects.filter(customer=checkout.customer)
    recent = list(own.order_by("-used_at", "-pk")[:RECENT])
    pinned = [a for a in own.filter(is_pinned=True).order_by("-used_at") if a not in recent]
    first = checkout.customer.default_address_id if checkout.customer else None
    return sorted([*pinned, *recent], key=lambda address: address.pk != first)


def _rates(found: Progress, currency: str) -> list[dict[str, Any]]:
    checkout = found.checkout
    assert checkout
    rates = rates_for(checkout.place.country)
    chosen = quotes.chosen_rate(checkout) or next(iter(rates), None)
    return [
        {
            "id": rate.pk,
            "name": rate.name,
            "days": _in_days(rate.days),
            "price": shown.amount_or_free(quotes.shipping_price(rate, found.items), currency),
            "is_chosen": rate == chosen,
        }
        for rate in rates
    ]


def _in_days(days: str) -> str:
    if days == "1":
        return _("1 working day")
    return _("%(days)s working days") % {"days": days} if days else ""


def _draw_waiting(request: ShopperRequest, found: Progress, problem: str) -> HttpResponse:
    """The order is being placed: the bank wants to see the shopper, or all that is left is to finish."""
    checkout = found.checkout
    assert checkout
    quote = quotes.thawed(checkout)
    values = {
        "lines": [shown.draft_line(line, quote.currency) for line in quote.lines],
        "sums": shown.quote_sums(quote, has_shipping=True),
        "proof_url": _proof_url(checkout.payment) if checkout.payment else "",
        "problem": problem,
    }
    return page(request, "shop/checkout/waiting.html", values)


def _proof_url(payment: Payment) -> str:
    """Where the bank still wants to see the shopper; empty once they were there."""
    outcome = gateway(payment.gateway).lookup(payment.key)
    return outcome.proof_url if outcome and outcome.state is Answer.NEEDS_PROOF else ""
