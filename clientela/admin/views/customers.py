"""The list of customers, and adding one."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.address import AddressForm
from clientela.admin.forms.customer import NewCustomerForm
from clientela.admin.frame import SeeOther, show
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.customers import actions, queries
from clientela.customers.queries import Total

# Columns whose head sorts: their sort, words, and whether the first press shows the largest on top.
_COLUMNS: tuple[tuple[str, str | Promise, bool], ...] = (
    ("name", gettext_lazy("Customer name"), False),
    ("orders", gettext_lazy("Orders"), True),
    ("spent", gettext_lazy("Amount spent"), True),
)
SORTS = (
    ("-added", gettext_lazy("Newest first")),
    ("added", gettext_lazy("Oldest first")),
    ("-updated", gettext_lazy("Last update")),
    ("name", gettext_lazy("Name, A to Z")),
    ("-name", gettext_lazy("Name, Z to A")),
    ("-spent", gettext_lazy("Amount spent, highest first")),
    ("spent", gettext_lazy("Amount spent, lowest first")),
    ("-orders", gettext_lazy("Orders, most first")),
    ("orders", gettext_lazy("Orders, fewest first")),
    ("-last_order", gettext_lazy("Last order")),
)


def _link(**parts: str) -> str:
    asked = {name: value for name, value in parts.items() if value}
    return f"/admin/customers?{urlencode(asked)}" if asked else "/admin/customers"


def _heads(q: str, sort: str) -> dict[str, dict[str, object]]:
    """The heads of the columns that sort: a press sorts by it, another turns it round."""
    heads: dict[str, dict[str, object]] = {}
    for name, label, falls_first in _COLUMNS:
        is_here, falls = sort.removeprefix("-") == name, sort.startswith("-")
        wants_fall = not falls if is_here else falls_first
        heads[name] = {
            "label": label,
            "href": _link(q=q, sort=f"-{name}" if wants_fall else name),
            "order": ("descending" if falls else "ascending") if is_here else "",
        }
    return heads


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def customer_list(request: StaffRequest) -> HttpResponse:
    """Everybody the store knows: searched, sorted, fifty a page; the address holds it all."""
    q, sort = request.GET.get("q", "").strip()[:200], queries.sort_of(request.GET.get("sort", ""))
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = queries.customers(q, sort, after=after, before=before)
    is_whole = not (after or before or page.before or page.after)
    context = {
        "page": page,
        "q": q,
        "sort": sort,
        "sorts": SORTS,
        "heads": _heads(q, sort),
        "total": Total(len(page.rows)) if is_whole else None,
        "count_url": f"/admin/customers/count?{urlencode({'q': q})}",
        "previous": page.before and _link(q=q, sort=sort, before=page.before),
        "next": page.after and _link(q=q, sort=sort, after=page.after),
    }
    part = "#rows" if request.headers.get("HX-Target") == "customers" else ""
    return show(request, f"admin/customers.html{part}", context, current="customers")


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def customer_count(request: StaffRequest) -> HttpResponse:
    """How many customers the list holds, fetched once its page stands."""
    total = queries.total(request.GET.get("q", "").strip()[:200])
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
    customer = actions.add_whole(
        form.new(),
        place=form.named(address.place()),
        tags=form.tags(),
        consents=form.consents(),
        by=request.actor,
    )
    messages.success(request, _("%(name)s was added.") % {"name": customer.display_name})
    return SeeOther(f"/admin/customers/{customer.pk}")


def _add_page(request: StaffRequest, form: NewCustomerForm, address: AddressForm) -> HttpResponse:
    status = 422 if form.errors or address.errors else 200
    context = {"form": form, "address_form": address}
    return show(request, "admin/customer_new.html", context, current="customers", status=status)
