"""What staff do with an order besides sending it: money back, cancelling, note, moving."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.order import CancelForm, MoveForm, OrderNoteForm, RefundForm
from clientela.admin.frame import SeeOther, show
from clientela.core.errors import ChangedMeanwhile, NotAllowed, NotThere, Refused
from clientela.core.powers import Power
from clientela.customers import queries as customers
from clientela.orders import actions, listing, worth
from clientela.orders.models import Order
from clientela.ui.forms import show as show_refusal

FEW = 10


def _done(request: StaffRequest, order: Order, sentence: str) -> HttpResponse:
    messages.success(request, sentence % {"order": order.name})
    return SeeOther(f"/admin/orders/{order.number}")


def _tried(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the form was sent, understood and done; what was refused stands in it."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act()
    except (ChangedMeanwhile, NotAllowed, NotThere):
        raise
    except Refused as refused:
        show_refusal(form, refused)
        return False
    return True


def _page(
    request: StaffRequest, template: str, order: Order, form: forms.Form, **more: object
) -> HttpResponse:
    context = {"order": order, "form": form, **more}
    status = 422 if form.is_bound and form.errors else 200
    return show(request, template, context, current="orders", status=status)


@needs(Power.ORDERS_REFUND)
@require_http_methods(["GET", "HEAD", "POST"])
def refund(request: StaffRequest, number: int) -> HttpResponse:
    """Give money back: pieces, shipping, or another amount."""
    order = listing.find(number)
    form = RefundForm(order, request.POST if request.method == "POST" else None)
    if _tried(form, lambda: actions.refund(order.pk, form.giving, key=form.refund_key, by=request.actor)):
        return _done(request, order, _("The refund for %(order)s was noted."))
    if form.is_bound:
        form.renew_key()
    shipping_left = worth.shipping(order, form.lines) - sum(row.shipping for row in listing.refunds(order))
    more = {"left": order.left, "shipping_left": shipping_left}
    return _page(request, "admin/order_refund.html", order, form, **more)


@needs(Power.ORDERS_REFUND)
@require_safe
def refund_sum(request: StaffRequest, number: int) -> HttpResponse:
    """What the chosen pieces and shipping come to, while they are chosen."""
    order = listing.find(number)
    context = {"order": order, "form": RefundForm(order, request.GET), "left": order.left}
    return show(request, "admin/order_refund.html#sum", context)


@needs(Power.ORDERS_REFUND)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: StaffRequest, number: int) -> HttpResponse:
    """Cancel an order of which nothing was sent."""
    order = listing.find(number)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if _tried(form, lambda: actions.cancel(order.pk, form.how, by=request.actor)):
        return _cancelled(request, listing.find(number), form)
    not_taken = order.financial_status in {Order.Financial.AUTHORIZED, Order.Financial.PENDING}
    return _page(request, "admin/order_cancel.html", order, form, not_taken=not_taken)


def _cancelled(request: StaffRequest, order: Order, form: CancelForm) -> HttpResponse:
    if form.how.refunds and order.left:
        messages.warning(request, _("The money has not gone back yet. The order shows what became of it."))
    return _done(request, order, _("%(order)s was cancelled."))


@needs(Power.ORDERS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: StaffRequest, number: int) -> HttpResponse:
    """Write the note; where a colleague wrote another meanwhile, both are shown side by side."""
    order = listing.find(number)
    data = request.POST if request.method == "POST" else None
    form = OrderNoteForm(data, initial={"note": order.note, "seen": order.note})
    typed, seen = form.data.get("note", ""), form.data.get("seen", "")
    try:
        if _tried(form, lambda: actions.set_note(order.pk, typed, seen=seen, by=request.actor)):
            return _done(request, order, _("Note saved."))
    except ChangedMeanwhile as refused:
        theirs = refused.theirs["note"]
        form = OrderNoteForm(initial={"note": typed, "seen": theirs})
        more = {"order": order, "form": form, "theirs": theirs, "is_conflict": True}
        return show(request, "admin/order_note.html", more, current="orders", status=422)
    return _page(request, "admin/order_note.html", order, form)


@needs(Power.ORDERS_EDIT)
@needs(Power.CUSTOMERS_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: StaffRequest, number: int) -> HttpResponse:
    """Search another customer, and move the order to them."""
    order, q = listing.find(number), request.GET.get("q", "").strip()[:200]
    form = MoveForm(request.POST if request.method == "POST" else None)
    try:
        if _tried(form, lambda: _move(order, form, request)):
            return _done(request, order, _("%(order)s was moved."))
    except NotThere:
        form.add_error(None, _("This customer is no longer there. Choose another."))
    found = [row for row in customers.customers(q, "").rows if row.pk != order.customer_id] if q else []
    return _page(request, "admin/order_move.html", order, form, asked=q, found=found[:FEW])


def _move(order: Order, form: MoveForm, request: StaffRequest) -> None:
    actions.move(order.pk, form.cleaned_data["customer"], by=request.actor)
