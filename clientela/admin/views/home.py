"""The first page of the admin, and the lists of what needs attention."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from clientela.admin import attention, first_steps
from clientela.admin.door import StaffRequest, needs
from clientela.admin.frame import show
from clientela.admin.overview import Overview
from clientela.core.errors import NotAllowed
from clientela.core.powers import Power
from clientela.customers import queries as customers
from clientela.insight import periods
from clientela.insight import queries as insight
from clientela.orders import listing as orders

FEW = 6


@needs(None)
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """What needs somebody, the figures of a period, newest customers, orders to fulfil; first steps first."""
    actor = request.actor
    context: dict[str, object] = {
        "needed": attention.needed(actor),
        "steps": first_steps.steps(request.store, actor) if not request.store.has_sold else [],
        **_figures(request),
    }
    if actor.can(Power.CUSTOMERS_VIEW):
        context["newest"] = customers.newest(FEW)
    if actor.can(Power.ORDERS_VIEW):
        context["to_fulfil"] = orders.to_fulfil(FEW)
    part = "#figures" if request.headers.get("HX-Target") == "figures" else ""
    return show(request, f"admin/home.html{part}", context, current="home")


def _figures(request: StaffRequest) -> dict[str, object]:
    """The chosen period; nothing of it before the first order, or for whoever may see neither part."""
    store, actor = request.store, request.actor
    if not store.has_sold or not (actor.can(Power.ORDERS_VIEW) or actor.can(Power.CUSTOMERS_VIEW)):
        return {}
    period = periods.period(request.GET.get("period", ""), insight.today(store.zone))
    report = insight.report(period, store.zone)
    overview = Overview(report, store.currency, actor) if report else None
    return {"has_figures": True, "period": period.name, "periods": periods.NAMES, "overview": overview}


@needs(None)
@require_safe
def attention_list(request: StaffRequest, about: str) -> HttpResponse:
    """Exactly those things that a line on Home counted."""
    matter = attention.named(about)
    if matter is None:
        raise Http404
    if not matter.is_for(request.actor):
        raise NotAllowed
    page = matter.page(request.GET.get("after", ""), request.GET.get("before", ""))
    context = {
        "matter": matter,
        "lines": [matter.line(row) for row in page.rows],
        "previous": page.before and f"/admin/attention/{about}?before={page.before}",
        "next": page.after and f"/admin/attention/{about}?after={page.after}",
    }
    return show(request, "admin/attention.html", context, current="home")
