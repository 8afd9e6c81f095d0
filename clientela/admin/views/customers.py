"""The list of customers, and adding one."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.address import AddressForm
from clientela.admin.forms.customer import NewCustomerForm
from clientela.admin.frame import SeeOther, show
from clientela.admin.listing import HERE, Listing, everything, keys_of
from clientela.admin.listing_rows import more_of
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.customers import actions
from clientela.customers.doors import CustomerSettings
from clientela.customers.queries import Total
from clientela.segments import queries as segments
from clientela.ui.corrections import tell

# Whoever holds one of these can do something with customers that were chosen.
CHOOSERS = (
    *(Power.CUSTOMERS_EDIT, Power.CUSTOMERS_INVITE, Power.CUSTOMERS_EMAIL, Power.CUSTOMERS_EXPORT),
    *(Power.CUSTOMERS_ACCOUNTS, Power.CUSTOMERS_DELETE),
)
# Saved segments that stand as views above the list; the others are behind *Segments*.
MOST_TABS = 6
SORTS = (
    ("-added", gettext_lazy("Newest first")),
    ("added", gettext_lazy("Oldest first")),
    ("-updated", gettext_lazy("Last update, newest first")),
    ("updated", gettext_lazy("Last update, oldest first")),
    ("name", gettext_lazy("Name, A to Z")),
    ("-name", gettext_lazy("Name, Z to A")),
    ("-spent", gettext_lazy("Amount spent, highest first")),
    ("spent", gettext_lazy("Amount spent, lowest first")),
    ("-orders", gettext_lazy("Orders, most first")),
    ("orders", gettext_lazy("Orders, fewest first")),
    ("-last_order", gettext_lazy("Last order, newest first")),
    ("last_order", gettext_lazy("Last order, oldest first")),
)


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def customer_list(request: StaffRequest) -> HttpResponse:
    """Everybody the store knows: sifted, searched, sorted, fifty a page; the address holds it all."""
    listing = Listing.of(request.GET)
    context = _drawn(listing) | {
        "may_choose": any(map(request.actor.can, CHOOSERS)),
        "segments": segments.segments()[:MOST_TABS],
    }
    part = "#rows" if request.headers.get("HX-Target") == "customers" else ""
    status = 422 if listing.problems else 200
    return show(request, f"admin/customers.html{part}", context, current="customers", status=status)


def _drawn(listing: Listing) -> dict[str, Any]:
    """What the page draws of the list: rows and heads, where it goes on, how many there are."""
    page = listing.page
    is_whole = not (listing.after or listing.before or page.before or page.after or listing.problems)
    return {
        "listing": listing,
        "page": page,
        "rows": more_of(page.rows, listing.columns),
        "heads": listing.heads(),
        "everything": everything(listing, page),
        "sorts": SORTS,
        "total": Total(len(page.rows)) if is_whole else None,
        "count_url": f"{HERE}/count?{urlencode({'q': listing.q, 'query': listing.query})}",
        "previous": page.before and listing.link(before=page.before),
        "next": page.after and listing.link(after=page.after),
    }


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def choose_columns(request: StaffRequest) -> HttpResponse:
    """The list with the columns that were ticked, in their order."""
    chosen = ",".join(keys_of(",".join(request.GET.getlist("column"))))
    return SeeOther(replace(Listing.of(request.GET), columns=keys_of(chosen)).link())


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def customer_count(request: StaffRequest) -> HttpResponse:
    """How many customers the list holds, fetched once its page stands."""
    listing = Listing.of(request.GET)
    try:
        total = segments.total(listing.query, listing.q)
    except Refused:
        total = Total(0)
    return render(request, "admin/customer_count.html", {"total": total})


@needs(Power.CUSTOMERS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Add a customer by hand."""
    form = NewCustomerForm(request.POST or None, may=request.actor.can)
    address = AddressForm(
        request.POST or None, country=request.store.country, prefix="address", optional=True
    )
    if address.wants_redraw:
        return _add_page(request, form.redrawn(), address.redrawn())
    if request.method == "POST" and form.is_valid() & address.is_valid():
        try:
            return _added(request, form, address)
        except Refused as refused:
            form.show(refused)
    return _add_page(request, form, address)


def _added(request: StaffRequest, form: NewCustomerForm, address: AddressForm) -> HttpResponse:
    place = form.named(address.place())
    customer = actions.add_whole(
        form.new(),
        place=place,
        tags=form.tags(),
        consents=form.consents(),
        by=request.actor,
    )
    messages.success(request, _("%(name)s was added.") % {"name": customer.display_name})
    if place:
        tell(request, place)
    return SeeOther(f"/admin/customers/{customer.pk}")


def _add_page(request: StaffRequest, form: NewCustomerForm, address: AddressForm) -> HttpResponse:
    status = 422 if form.errors or address.errors else 200
    context = {"form": form, "address_form": address, "is_closed": not CustomerSettings.current().by_hand}
    return show(request, "admin/customer_new.html", context, current="customers", status=status)
