"""Going through the checkout."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from clientela.accounts.buying import SignInNeeded
from clientela.catalog.actions import OutOfStock
from clientela.checkout import actions, queries
from clientela.checkout.models import Checkout
from clientela.checkout.refusals import BeingPlaced, CartEmpty, ProofNeeded, StepMissing
from clientela.core import seals
from clientela.core.errors import NotThere, Refused
from clientela.core.places import PlaceNotValid
from clientela.customers import queries as customers
from clientela.orders import links
from clientela.storefront import carried
from clientela.storefront.account.gates import SeeOther
from clientela.storefront.address_form import AddressForm, show_place
from clientela.storefront.context import customer_id, page, registration_open, whose
from clientela.storefront.door import ShopperRequest, put_cookie
from clientela.storefront.shop import shown
from clientela.storefront.shop.checkout.drawing import draw, token
from clientela.storefront.shop.checkout.forms import ContactForm, RateForm
from clientela.ui.corrections import tell
from clientela.ui.forms import show
from clientela.ui.posting import shown_at

MONTH = 30 * 24 * 3600
_BACK = (BeingPlaced, CartEmpty, SignInNeeded, StepMissing)


@require_safe
def checkout(request: ShopperRequest) -> HttpResponse:
    """The checkout at its next step, or at an earlier one that was asked for."""
    return draw(request, wanted=request.GET.get("step", ""))


def _back(request: ShopperRequest, refused: Refused) -> HttpResponse:
    """Something else comes first: the checkout's page shows it."""
    if not isinstance(refused, SignInNeeded):
        messages.error(request, str(refused.sentence))
    return SeeOther("/checkout")


@shown_at("/checkout?step=contact")
@require_POST
def contact(request: ShopperRequest) -> HttpResponse:
    """Take email, phone and the wish for news."""
    form, fresh = _contact_form(request), _fresh_token(request)
    if not form.is_valid():
        return draw(request, wanted="contact", form=form)
    said = actions.Contact(*(form.cleaned_data[name] for name in ("email", "phone", "newsletter")))
    try:
        actions.give_contact(
            fresh or token(request), whose(request), said, by=request.actor, language=get_language() or ""
        )
    except _BACK as refused:
        return _back(request, refused)
    except Refused as refused:
        show(form, refused)
        return draw(request, wanted="contact", form=form)
    response = SeeOther("/checkout")
    put_cookie(response, "checkout", fresh or token(request), MONTH)
    return response


def _contact_form(request: ShopperRequest) -> ContactForm:
    typed = request.POST.copy()
    if request.customer:
        typed["email"] = request.customer.email
    return ContactForm(typed)


def _fresh_token(request: ShopperRequest) -> str:
    """A new token where this browser has no checkout that could go on."""
    row = queries.of_browser(token(request), customer_id(request))
    return seals.new_token() if row is None or row.state == Checkout.State.PLACED else ""


@shown_at("/checkout?step=address")
@require_POST
def address(request: ShopperRequest) -> HttpResponse:
    """Take a delivery address: one of the customer's own, or a new one."""
    saved = request.POST.get("address", "")
    if saved.isascii() and saved.isdecimal() and len(saved) < 19:
        return _own_address(request, int(saved))
    form = AddressForm(request.POST, country=request.store.country, kind="shipping")
    if form.wants_redraw:
        return draw(request, wanted="address", form=form.redrawn())
    if not form.is_valid():
        return draw(request, wanted="address", form=form)
    try:
        saves = bool(request.POST.get("save"))
        actions.give_address(token(request), form.place(), by=request.actor, saves_details=saves)
        tell(request, form.place())
    except PlaceNotValid as refused:
        show_place(form, refused)
        return draw(request, wanted="address", form=form)
    except _BACK as refused:
        return _back(request, refused)
    return SeeOther("/checkout")


def _own_address(request: ShopperRequest, address_id: int) -> HttpResponse:
    try:
        given = actions.give_address(token(request), address_id, by=request.actor)
        tell(request, customers.address(given.customer_id or 0, address_id).place)
    except PlaceNotValid:
        # It was taken in before its country's rules were known: shown as a form, it can be mended.
        return SeeOther(f"/account/addresses/{address_id}/edit?next=/checkout")
    except _BACK as refused:
        return _back(request, refused)
    return SeeOther("/checkout")


@shown_at("/checkout?step=shipping")
@require_POST
def shipping(request: ShopperRequest) -> HttpResponse:
    """Take the way of sending."""
    form = RateForm(request.POST)
    try:
        rate_id = form.cleaned_data["rate"] if form.is_valid() else 0
        actions.choose_shipping(token(request), rate_id, by=request.actor)
    except _BACK as refused:
        return _back(request, refused)
    except Refused as refused:
        show(form, refused)
        return draw(request, wanted="shipping", form=form)
    return SeeOther("/checkout")


@shown_at("/checkout")
@require_POST
def pay(request: ShopperRequest) -> HttpResponse:
    """Send the shopper to the gateway's own page for the card."""
    try:
        return SeeOther(actions.start_payment(token(request), by=request.actor))
    except OutOfStock as refused:
        return draw(request, problem=str(refused.sentence))
    except _BACK as refused:
        return _back(request, refused)


@require_safe
def paid(request: ShopperRequest) -> HttpResponse:
    """Back from the gateway or the bank: the checkout's page asks the gateway what came of it."""
    del request
    return SeeOther("/checkout")


@shown_at("/checkout")
@require_POST
def place(request: ShopperRequest) -> HttpResponse:
    """Place the order; a second press finds it placed."""
    row = queries.of_browser(token(request), customer_id(request))
    if row is None:
        return _go(request, "/checkout")
    try:
        actions.place(row.pk, by=request.actor, seen=request.POST.get("seen", ""))
    except ProofNeeded as refused:
        return _go(request, str(refused.details["url"]))
    except _BACK as refused:
        return _back(request, refused)
    except Refused as refused:
        return _refused(request, refused)
    return _remember(_go(request, f"/checkout/{row.pk}/thanks"), request, row)


def _go(request: ShopperRequest, path: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": path})
    return SeeOther(path)


def _refused(request: ShopperRequest, refused: Refused) -> HttpResponse:
    if request.headers.get("HX-Request"):
        messages.error(request, str(refused.sentence))
        return _go(request, "/checkout")
    return draw(request, problem=str(refused.sentence))


def _remember(response: HttpResponse, request: ShopperRequest, row: Checkout) -> HttpResponse:
    """Keep a guest's details in their browser where the box was ticked, and the contact for an account."""
    if row.is_signed_in:
        return response
    if row.saves_details:
        details = {"email": row.email, "phone": row.phone, "address": row.address}
        carried.keep(response, carried.REMEMBERED, details)
    names = {name: row.address.get(name, "") for name in ("first_name", "last_name")}
    carried.keep(response, carried.FROM_ORDER, {"email": row.email} | names)
    return response


@shown_at("/checkout")
@require_POST
def forget(request: ShopperRequest) -> HttpResponse:
    """Forget the details kept in this browser."""
    del request
    response = SeeOther("/checkout")
    carried.forget(response, carried.REMEMBERED)
    return response


@require_safe
def thanks(request: ShopperRequest, checkout_id: UUID) -> HttpResponse:
    """The order is placed: for the browser that placed it."""
    row = queries.placed(checkout_id, token(request), customer_id(request))
    if row is None or row.order is None:
        raise NotThere
    values = {
        "shown": shown.order(row.order, request.store),
        "status_path": links.path(row.order, links.Way.PAGE),
        "offers_account": registration_open(request) and not request.customer,
        "card": f"{row.payment_brand} •••• {row.payment_last4}" if row.payment_last4 else "",
    }
    return page(request, "shop/checkout/thanks.html", values)
