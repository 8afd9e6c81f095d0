"""The first page of the admin."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.frame import show
from clientela.core.powers import Power
from clientela.customers import queries as customers
from clientela.orders import listing as orders


@needs(None)
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """Figures, newest customers, orders to fulfil."""
    context: dict[str, object] = {}
    if request.actor.can(Power.CUSTOMERS_VIEW):
        context |= {
            "total": customers.total(),
            "with_account": customers.with_account(),
            "newest": customers.newest(6),
        }
    if request.actor.can(Power.ORDERS_VIEW):
        context |= {"month": orders.last_days(30), "to_fulfil": orders.to_fulfil(6)}
    return show(request, "admin/home.html", context, current="home")
