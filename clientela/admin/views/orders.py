"""Orders: the list, one order, and sending it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.order import FulfilForm, SiftForm
from clientela.admin.frame import SeeOther, show
from clientela.admin.views.timeline import days
from clientela.core import places
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.customers import story
from clientela.orders import actions, listing
from clientela.orders.models import Order
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at


def _link(**parts: object) -> str:
    asked = {name: str(value) for name, value in parts.items() if value}
    return f"/admin/orders?{urlencode(asked)}" if asked else "/admin/orders"


@needs(Power.ORDERS_VIEW)
@require_safe
def order_list(request: StaffRequest) -> HttpResponse:
    """All orders, newest first; searched by number, name or email, sifted by their states and days."""
    q, sift = request.GET.get("q", "").strip()[:200], SiftForm(request.GET).chosen
    wanted = listing.Sift(**sift, zone=request.store.zone)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = listing.orders(q, wanted, after=after, before=before)
    context = {
        "page": page,
        "q": q,
        "sift": sift,
        "is_sifted": bool(q or sift),
        "financial": Order.Financial.choices,
        "fulfillment": Order.Fulfillment.choices,
        "previous": page.before and _link(q=q, **sift, before=page.before),
        "next": page.after and _link(q=q, **sift, after=page.after),
    }
    part = "#rows" if request.headers.get("HX-Target") == "orders" else ""
    return show(request, f"admin/orders.html{part}", context, current="orders")


@needs(Power.ORDERS_VIEW)
@require_safe
def order(request: StaffRequest, number: int) -> HttpResponse:
    """One order whole."""
    found = listing.find(number)
    return _page(request, found, FulfilForm(found))


def _page(request: StaffRequest, found: Order, form: FulfilForm, status: int = 200) -> HttpResponse:
    may, lines = request.actor.can, form.lines
    is_open = any(line.waiting for line in lines) and not found.cancelled_at
    is_taken = found.financial_status not in {Order.Financial.AUTHORIZED, Order.Financial.PENDING}
    context = {
        "order": found,
        "lines": lines,
        "form": form,
        "can_fulfil": is_open and may(Power.ORDERS_FULFIL),
        "can_refund": may(Power.ORDERS_REFUND) and is_taken and found.refunded < found.total,
        "can_cancel": may(Power.ORDERS_REFUND)
        and not found.cancelled_at
        and not any(line.sent for line in lines),
        "wrong": [] if found.cancelled_at else places.astray(found.place),
        "shipments": listing.parcels(found, lines),
        "days": days(request, story.of_thing("order", found.pk, viewer=request.actor)),
    }
    return show(request, "admin/order.html", context, current="orders", status=status)


@needs(Power.ORDERS_FULFIL)
@shown_at("/admin/orders/{number}")
@require_POST
def fulfil(request: StaffRequest, number: int) -> HttpResponse:
    """Write down that the order was sent; the customer gets an email with the tracking link."""
    found = listing.find(number)
    form = FulfilForm(found, request.POST)
    if form.is_valid():
        try:
            actions.fulfil(found.pk, **form.parcel, by=request.actor)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("The parcel for %(order)s was noted.") % {"order": found.name})
            return SeeOther(f"/admin/orders/{number}")
    return _page(request, found, form, 422)
