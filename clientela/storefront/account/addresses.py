"""The customer's addresses."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.core.errors import NotThere
from clientela.core.places import Place
from clientela.customers import actions
from clientela.customers.models import Address
from clientela.storefront.account.gates import SeeOther, attempt, own, posted, sheet, signed_in
from clientela.storefront.address_form import AddressForm
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest
from clientela.ui.corrections import tell
from clientela.ui.posting import shown_at

HERE = "/account/addresses"


def _mine(request: ShopperRequest, address_id: int) -> Address:
    address = own(request).addresses.filter(pk=address_id).first()
    if address is None:
        raise NotThere
    return address


@require_safe
@signed_in
def addresses(request: ShopperRequest) -> HttpResponse:
    """All addresses, the default one first."""
    customer = own(request)
    found = list(customer.addresses.order_by("-is_pinned", "-used_at", "-id"))
    found.sort(key=lambda address: address.pk != customer.default_address_id)
    values = {"addresses": found, "default_id": customer.default_address_id, "section": "addresses"}
    return page(request, "account/addresses.html", values)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def new(request: ShopperRequest) -> HttpResponse:
    """Add an address."""
    form = _form(request, None)
    if form.wants_redraw:
        return _sheet(request, form.redrawn(), new=True)
    done, status = attempt(request, form, lambda: _add(request, form))
    return done or _sheet(request, form, new=True, status=status)


def _add(request: ShopperRequest, form: AddressForm) -> HttpResponse:
    chosen = "make_default" in request.POST
    actions.add_address(own(request).pk, form.place(), make_default=chosen, by=request.actor)
    messages.success(request, _("Address saved."))
    tell(request, form.place())
    return SeeOther(HERE)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def edit(request: ShopperRequest, address_id: int) -> HttpResponse:
    """Put other words into an address."""
    form = _form(request, _mine(request, address_id))
    if form.wants_redraw:
        return _sheet(request, form.redrawn(), new=False)
    done, status = attempt(request, form, lambda: _change(request, address_id, form))
    return done or _sheet(request, form, new=False, status=status)


def _change(request: ShopperRequest, address_id: int, form: AddressForm) -> HttpResponse:
    actions.change_address(own(request).pk, address_id, form.place(), by=request.actor)
    messages.success(request, _("Address saved."))
    tell(request, form.place())
    return SeeOther(HERE)


def _form(request: ShopperRequest, address: Address | None) -> AddressForm:
    """The form of an address that is there, or of a new one with name and country filled in."""
    customer = own(request)
    if address:
        return AddressForm(posted(request), country=address.country, place=address.place)
    usual = customer.default_address
    country = usual.country if usual else request.store.country
    start = Place(first_name=customer.first_name, last_name=customer.last_name, country=country)
    return AddressForm(posted(request), country=country, place=start)


def _sheet(request: ShopperRequest, form: AddressForm, *, new: bool, status: int = 200) -> HttpResponse:
    return sheet(
        request, "account/address.html", form, status=status, address_form=form, new=new, section="addresses"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def delete(request: ShopperRequest, address_id: int) -> HttpResponse:
    """Ask, then remove an address."""
    if request.method != "POST":
        values = {"address": _mine(request, address_id), "section": "addresses"}
        return page(request, "account/address_delete.html", values)
    actions.delete_address(own(request).pk, address_id, by=request.actor)
    messages.success(request, _("Address deleted."))
    return SeeOther(HERE)


@shown_at("/account/addresses")
@require_POST
@signed_in
def default(request: ShopperRequest, address_id: int) -> HttpResponse:
    """Make an address the default."""
    actions.choose_default(own(request).pk, address_id, by=request.actor)
    messages.success(request, _("Default address chosen."))
    return SeeOther(HERE)


@shown_at("/account/addresses")
@require_POST
@signed_in
def pin(request: ShopperRequest, address_id: int) -> HttpResponse:
    """Keep an address among those offered at checkout, or no longer."""
    keeps = request.POST.get("pinned") == "1"
    actions.pin_address(own(request).pk, address_id, pinned=keeps, by=request.actor)
    said = _("This address is always offered at checkout.") if keeps else _("Address no longer pinned.")
    messages.success(request, said)
    return SeeOther(HERE)
