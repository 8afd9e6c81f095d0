"""A customer's addresses: adding, editing, deleting, choosing the default."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.address import PREFIX, AddressForm
from clientela.admin.frame import SeeOther, show
from clientela.admin.views.profile import where
from clientela.core.errors import Refused
from clientela.core.places import Place
from clientela.core.powers import Power
from clientela.customers import actions, queries
from clientela.customers.models import Address, Customer
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
    try:
        actions.add_address(
            customer.pk, form.place() or start, make_default="default" in request.POST, by=request.actor
        )
    except Refused as refused:
        show_refusal(form, refused)
        return _page(request, customer, form)
    messages.success(request, _("Address added."))
    tell(request, form.place() or start)
    return SeeOther(where(customer.pk))


@needs(Power.CUSTOMERS_EDIT)
@needs(Power.CUSTOMERS_ADDRESSES)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, customer_id: int, address_id: int) -> HttpResponse:
    """Put other words into an address."""
    customer, address = queries.find(customer_id), queries.address(customer_id, address_id)
    form = AddressForm(request.POST or None, country=address.country, place=address.place)
    if form.wants_redraw or not form.is_valid():
        return _page(request, customer, form, address)
    try:
        actions.change_address(customer.pk, address_id, form.place() or address.place, by=request.actor)
    except Refused as refused:
        show_refusal(form, refused)
        return _page(request, customer, form, address)
    messages.success(request, _("Address saved."))
    tell(request, form.place() or address.place)
    return SeeOther(where(customer.pk))


def _page(
    request: StaffRequest, customer: Customer, form: AddressForm, address: Address | None = None
) -> HttpResponse:
    drawn = form.redrawn() if form.wants_redraw else form
    context = {"customer": customer, "address_form": drawn, "address": address}
    status = 422 if drawn.errors else 200
    return show(request, "admin/customer_address.html", context, current="customers", status=status)


@needs(Power.CUSTOMERS_EDIT)
@needs(Power.CUSTOMERS_ADDRESSES)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: StaffRequest, customer_id: int, address_id: int) -> HttpResponse:
    """Remove an address, after asking."""
    if request.method != "POST":
        customer, address = queries.find(customer_id), queries.address(customer_id, address_id)
        context = {"customer": customer, "address": address}
        return show(request, "admin/customer_address_delete.html", context, current="customers")
    actions.delete_address(customer_id, address_id, by=request.actor)
    messages.success(request, _("Address deleted."))
    return SeeOther(where(customer_id))


@needs(Power.CUSTOMERS_EDIT)
@needs(Power.CUSTOMERS_ADDRESSES)
@shown_at("/admin/customers/{customer_id}")
@require_POST
def choose_default(request: StaffRequest, customer_id: int, address_id: int) -> HttpResponse:
    """Make an address the default."""
    actions.choose_default(customer_id, address_id, by=request.actor)
    messages.success(request, _("This is the default address now."))
    return SeeOther(where(customer_id))


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
