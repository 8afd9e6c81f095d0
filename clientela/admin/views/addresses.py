"""A customer's addresses: adding, editing, deleting, choosing the default."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.address import PREFIX, AddressForm
from clientela.admin.forms.meanwhile import Meanwhile
from clientela.admin.frame import SeeOther, show
from clientela.admin.views.profile import where
from clientela.core.errors import ChangedMeanwhile, NotThere, Refused
from clientela.core.places import Place
from clientela.core.powers import Power
from clientela.customers import actions, changes, queries
from clientela.customers.models import Address, Customer
from clientela.ui.conflicts import Conflict
from clientela.ui.corrections import tell
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at


@needs(Power.CUSTOMERS_EDIT)
@needs(Power.CUSTOMERS_ADDRESSES)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Add an address."""
    customer = queries.find(customer_id)
    start = Place(first_name=customer.first_name, last_name=customer.last_name, country=request.store.country)
    form = AddressForm(request.POST or None, country=start.country, place=start)
    if form.wants_redraw or not form.is_valid():
        return _page(request, customer, form)
    wants, was = "default" in request.POST, request.POST.get("seen_default", "")
    is_new = was.isdecimal() and int(was) != (customer.default_address_id or 0)
    try:
        added = actions.add_address(
            customer.pk, form.place() or start, make_default=wants and not is_new, by=request.actor
        )
    except Refused as refused:
        show_refusal(form, refused)
        return _page(request, customer, form)
    messages.success(request, _("Address added."))
    tell(request, form.place() or start)
    if wants and is_new:
        return _ask_default(request, customer.pk, added.pk, customer.default_address_id or 0)
    return SeeOther(where(customer.pk))


@needs(Power.CUSTOMERS_EDIT)
@needs(Power.CUSTOMERS_ADDRESSES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, customer_id: int, address_id: int) -> HttpResponse:
    """Put other words into an address; what a colleague changed of it meanwhile is shown beside one's own."""
    customer, address = queries.find(customer_id), queries.address_or_none(customer_id, address_id)
    if address is None:
        return _gone(request, customer)
    form = AddressForm(request.POST or None, country=address.country, place=address.place)
    meanwhile = Meanwhile(form.data, address.place)
    if form.wants_redraw or not form.is_valid():
        return _page(request, customer, form, address, meanwhile)
    place = meanwhile.chosen(form.place() or address.place)
    try:
        actions.change_address(customer.pk, address_id, place, seen=meanwhile.seen, by=request.actor)
    except ChangedMeanwhile as refused:
        meanwhile.show(refused)
        return _page(request, customer, form, address, meanwhile)
    except Refused as refused:
        show_refusal(form, refused)
        return _page(request, customer, form, address, meanwhile)
    messages.success(request, _("Address saved."))
    tell(request, place)
    return SeeOther(where(customer.pk))


def _gone(request: StaffRequest, customer: Customer) -> HttpResponse:
    """A colleague deleted the address while it was being edited: what was typed can be added anew."""
    if request.method != "POST":
        raise NotThere
    messages.warning(request, _("A colleague deleted this address meanwhile. Save to add it again."))
    form = AddressForm(request.POST, country=request.store.country)
    return _page(request, customer, form.redrawn(), status=422)


def _page(
    request: StaffRequest,
    customer: Customer,
    form: AddressForm,
    address: Address | None = None,
    meanwhile: Meanwhile | None = None,
    status: int = 200,
) -> HttpResponse:
    drawn = form.redrawn() if form.wants_redraw else form
    found = meanwhile.conflicts(drawn) if meanwhile else []
    last = _last(request, customer, "customer.address_changed", address_id=address.pk) if address else {}
    context = {
        "customer": customer,
        "address_form": drawn,
        "address": address,
        "meanwhile": meanwhile,
        "conflicts": [replace(conflict, **last) for conflict in found],
    }
    status = 422 if drawn.errors or found else status
    return show(request, "admin/customer_address.html", context, current="customers", status=status)


def _last(request: StaffRequest, customer: Customer, fact: str, **data: object) -> dict[str, Any]:
    """Who did this to the customer last, and when."""
    found = changes.newest(customer.pk, fact, viewer=request.actor, **data)
    return {"author": found.author, "at": found.at} if found else {}


@needs(Power.CUSTOMERS_EDIT)
@needs(Power.CUSTOMERS_ADDRESSES)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: StaffRequest, customer_id: int, address_id: int) -> HttpResponse:
    """Remove an address, after asking; it stays where a colleague changed it meanwhile, until asked anew."""
    if request.method == "POST":
        seen = request.POST.get("seen") or None
        try:
            actions.delete_address(customer_id, address_id, seen=seen, by=request.actor)
        except ChangedMeanwhile:
            return _ask_delete(request, customer_id, address_id, status=422)
        messages.success(request, _("Address deleted."))
        return SeeOther(where(customer_id))
    return _ask_delete(request, customer_id, address_id)


def _ask_delete(
    request: StaffRequest, customer_id: int, address_id: int, *, status: int = 200
) -> HttpResponse:
    customer, address = queries.find(customer_id), queries.address(customer_id, address_id)
    last = _last(request, customer, "customer.address_changed", address_id=address_id)
    context = {"customer": customer, "address": address, "is_changed": status != 200, **last}
    return show(request, "admin/customer_address_delete.html", context, current="customers", status=status)


@needs(Power.CUSTOMERS_EDIT)
@needs(Power.CUSTOMERS_ADDRESSES)
@shown_at("/admin/customers/{customer_id}")
@require_POST
def choose_default(request: StaffRequest, customer_id: int, address_id: int) -> HttpResponse:
    """Make an address the default; where a colleague chose another meanwhile, both are shown first."""
    if request.POST.get("keep_default") == "theirs":
        messages.info(request, _("The default address stays as it is."))
        return SeeOther(where(customer_id))
    seen = request.POST.get("seen", request.GET.get("seen", ""))
    try:
        actions.choose_default(
            customer_id, address_id, seen=int(seen[:18]) if seen.isdecimal() else None, by=request.actor
        )
    except ChangedMeanwhile as refused:
        return _ask_default(request, customer_id, address_id, int(refused.theirs["default_address"]))
    messages.success(request, _("This is the default address now."))
    return SeeOther(where(customer_id))


def _ask_default(request: StaffRequest, customer_id: int, mine: int, theirs: int) -> HttpResponse:
    """Both addresses side by side."""
    customer = queries.find(customer_id)
    found = {each.pk: "\n".join(each.lines) for each in customer.addresses.filter(pk__in=[mine, theirs])}
    last = _last(request, customer, "customer.default_address_chosen", address_id=theirs)
    conflict = Conflict(
        "default", "default", _("Default address"), found.get(theirs, ""), found.get(mine, ""), **last
    )
    context = {"customer": customer, "conflicts": [conflict], "mine": mine, "theirs": theirs}
    return show(request, "admin/customer_default.html", context, current="customers", status=422)


@needs(Power.CUSTOMERS_EDIT)
@needs(Power.CUSTOMERS_ADDRESSES)
@require_POST
def fields(request: StaffRequest) -> HttpResponse:
    """The fields of the country just chosen, with what was typed: a fragment of any page with an address."""
    prefix = request.POST.get("address_prefix", "")
    if not PREFIX.fullmatch(prefix):
        return HttpResponse(status=400)
    form = AddressForm(request.POST, country=request.store.country, prefix=prefix).redrawn()
    return render(request, "admin/parts/address_fields.html", {"address_form": form})
