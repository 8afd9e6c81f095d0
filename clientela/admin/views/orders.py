"""Orders: the list, one order, and sending it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.order import FulfilForm
from clientela.admin.frame import SeeOther, show
from clientela.admin.views.profile import days
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.customers import story
from clientela.journal import queries as journal
from clientela.orders import actions, listing
from clientela.orders.models import Order
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at

MOST_FACTS = 100


def _link(**parts: str) -> str:
    asked = {name: value for name, value in parts.items() if value}
    return f"/admin/orders?{urlencode(asked)}" if asked else "/admin/orders"


@needs(Power.ORDERS_VIEW)
@require_safe
def order_list(request: StaffRequest) -> HttpResponse:
    """All orders, newest first; searched by number, or by the customer's name or email."""
    q = request.GET.get("q", "").strip()[:200]
    page = listing.orders(q, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "page": page,
        "q": q,
        "previous": page.before and _link(q=q, before=page.before),
        "next": page.after and _link(q=q, after=page.after),
    }
    part = "#rows" if request.headers.get("HX-Target") == "orders" else ""
    return show(request, f"admin/orders.html{part}", context, current="orders")


@needs(Power.ORDERS_VIEW)
@require_safe
def order(request: StaffRequest, number: int) -> HttpResponse:
    """One order whole."""
    return _page(request, listing.find(number), FulfilForm())


def _page(request: StaffRequest, found: Order, form: FulfilForm, status: int = 200) -> HttpResponse:
    events = journal.about("order", found.pk)[:MOST_FACTS]
    is_open = found.fulfillment_status != Order.Fulfillment.FULFILLED and not found.cancelled_at
    context = {
        "order": found,
        "form": form,
        "can_fulfil": is_open and request.actor.can(Power.ORDERS_FULFIL),
        "days": days(request, story.told(events, viewer=request.actor)),
    }
    return show(request, "admin/order.html", context, current="orders", status=status)


@needs(Power.ORDERS_FULFIL)
@shown_at("/admin/orders/{number}")
@require_POST
def fulfil(request: StaffRequest, number: int) -> HttpResponse:
    """Write down that the order was sent; the customer gets an email with the tracking link."""
    found, form = listing.find(number), FulfilForm(request.POST)
    if form.is_valid():
        try:
            actions.fulfil(found.pk, **form.cleaned_data, by=request.actor)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("%(order)s was marked as sent.") % {"order": found.name})
            return SeeOther(f"/admin/orders/{number}")
    return _page(request, found, form, 422)
