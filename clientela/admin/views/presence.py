"""Who else has a page open: what profiles and orders ask for every few seconds while they are looked at."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from clientela.admin.door import StaffRequest, needs
from clientela.core.errors import NotThere
from clientela.core.powers import Power
from clientela.customers import queries as customers
from clientela.orders.models import Order
from clientela.staff import actions, queries
from clientela.staff.models import Presence
from clientela.ui.posting import shown_at

NAMED = 3


@needs(Power.CUSTOMERS_VIEW)
@shown_at("/admin/customers/{customer_id}")
@require_POST
def at_customer(request: StaffRequest, customer_id: int) -> HttpResponse:
    """The colleagues at a customer's profile; they see that one is there too."""
    return _others(request, "customer", customers.find(customer_id).pk)


@needs(Power.ORDERS_VIEW)
@shown_at("/admin/orders/{number}")
@require_POST
def at_order(request: StaffRequest, number: int) -> HttpResponse:
    """The colleagues at an order; they see that one is there too."""
    if not Order.objects.filter(number=number).exists():
        raise NotThere
    return _others(request, "order", number)


def _others(request: StaffRequest, kind: str, subject_id: int) -> HttpResponse:
    """Be counted, and draw the others; while they stay the same, nothing is drawn nor read out again."""
    is_edit = request.POST.get("mode") == Presence.Mode.EDIT
    actions.be_here(kind, subject_id, Presence.Mode.EDIT if is_edit else Presence.Mode.VIEW, by=request.actor)
    others = queries.others_here(kind, subject_id, request.actor)
    drawn = "|".join(f"{other.name}:{other.is_editing}" for other in others)
    if request.POST.get("drawn", "") == drawn:
        return HttpResponse(status=204)
    context = {"others": others[:NAMED], "more": len(others[NAMED:]), "drawn": drawn}
    return render(request, "admin/parts/presence_lines.html", context)
