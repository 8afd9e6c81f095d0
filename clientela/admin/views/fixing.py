"""Fixing an address that is wrong: of an order with the saved one, or of a customer alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.address import AddressForm
from clientela.admin.frame import SeeOther, show
from clientela.core import places
from clientela.core.errors import ChangedMeanwhile, NotThere, Refused
from clientela.core.places import Place, PlaceNotValid
from clientela.core.powers import Power
from clientela.customers import actions as customers
from clientela.customers.queries import address as find_address
from clientela.orders import actions as orders
from clientela.orders import listing
from clientela.orders.queries import saved_as


@dataclass(frozen=True)
class Pair:
    """One address as it is and as it will be; the second is empty until it is known."""

    title: str
    before: list[str]
    after: list[str]


def _asked(request: StaffRequest, wrong: Place) -> tuple[AddressForm, Place | None]:
    """The form, and the right address once there is one to look at."""
    country = wrong.country or request.store.country
    form = AddressForm(request.POST or None, country=country, place=wrong)
    if request.method != "POST":
        return form, _right(wrong)
    if form.wants_redraw or "edit" in request.POST:
        return form.redrawn(), None
    return form, _right(form.place() or wrong) if form.is_valid() else None


def _right(place: Place) -> Place | None:
    try:
        return places.checked(place)
    except PlaceNotValid:
        return None


def _page(
    request: StaffRequest,
    wrong: Place,
    form: AddressForm,
    right: Place | None,
    pairs: Sequence[Pair],
    back: str,
) -> HttpResponse:
    context = {
        "pairs": pairs,
        "address_form": form,
        "right": right.as_dict().items() if right else (),
        "corrections": places.corrections(wrong) if right else [],
        "complaints": [] if right else places.complaints(wrong),
        "seen": places.fingerprint(wrong),
        "back": back,
    }
    current = "orders" if back.startswith("/admin/orders") else "customers"
    status = 422 if form.errors else 200
    return show(request, "admin/address_fix.html", context, current=current, status=status)


def _lines(place: Place | None) -> list[str]:
    return places.lines(place) if place else []


@needs(Power.ORDERS_EDIT)
@needs(Power.CUSTOMERS_EDIT)
@needs(Power.CUSTOMERS_ADDRESSES)
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: StaffRequest, number: int) -> HttpResponse:
    """Correct where an order goes, and the customer's saved address: both are shown before and after."""
    found = listing.find(number)
    if not found.shipping_address or found.cancelled_at:
        raise NotThere
    back, (form, right) = f"/admin/orders/{number}", _asked(request, found.place)
    if right and "confirm" in request.POST:
        try:
            orders.readdress(found.pk, right, seen=request.POST.get("seen", ""), by=request.actor)
        except ChangedMeanwhile:
            messages.warning(request, _("A colleague changed this address meanwhile. Look at it once more."))
            return SeeOther(f"{back}/address")
        messages.success(request, _("The address of %(order)s was corrected.") % {"order": found.name})
        return SeeOther(back)
    pairs = [Pair(_("Order %(order)s") % {"order": found.name}, found.address_lines, _lines(right))]
    for saved in saved_as(found):
        after = _lines(right and places.brought_over(right, saved.place))
        pairs.append(Pair(_("Saved address of the customer"), saved.lines, after))
    return _page(request, found.place, form, right, pairs, back)


@needs(Power.CUSTOMERS_EDIT)
@needs(Power.CUSTOMERS_ADDRESSES)
@require_http_methods(["GET", "HEAD", "POST"])
def saved(request: StaffRequest, customer_id: int, address_id: int) -> HttpResponse:
    """Correct a customer's saved address, shown before and after."""
    address = find_address(customer_id, address_id)
    back, (form, right) = f"/admin/customers/{customer_id}", _asked(request, address.place)
    if right and "confirm" in request.POST:
        try:
            seen = request.POST.get("seen") or None
            customers.mend_address(customer_id, address_id, right, seen=seen, by=request.actor)
        except ChangedMeanwhile:
            messages.warning(request, _("A colleague changed this address meanwhile. Look at it once more."))
            return SeeOther(f"{back}/addresses/{address_id}/fix")
        except Refused as refused:
            messages.error(request, str(refused.sentence))
        else:
            messages.success(request, _("The address was corrected."))
        return SeeOther(back)
    pairs = [Pair(_("Saved address of the customer"), address.lines, _lines(right))]
    return _page(request, address.place, form, right, pairs, back)
