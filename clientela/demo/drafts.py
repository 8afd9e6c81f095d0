"""What staff of the demo store have in hand: drafts, invoices, notes on orders, money given back in part."""

from clientela.catalog.models import Variant
from clientela.core.actor import SYSTEM
from clientela.customers.models import Customer
from clientela.orders import actions
from clientela.orders.actions import Giving, Terms
from clientela.orders.models import Order

# What is in each draft: how many variants, something that isn't in the catalogue, terms, whether it was sent.
Plan = tuple[int, tuple[str, int] | None, Terms, bool]
_DRAFTS: tuple[Plan, ...] = (
    (2, None, Terms(0, 395, "Standard"), False),
    (1, ("Engraving", 1200), Terms(), False),
    (3, None, Terms(500, 395, "Standard"), True),
    (1, ("Gift wrapping", 350), Terms(0, 0, "Collected"), True),
)
_NOTES = (
    "Leave the parcel with the neighbour at number 14.",
    "Asked by phone when the blanket is back. Call before sending.",
    "Second parcel goes out on Monday.",
)
_REASON = "One piece arrived chipped"
# Enough to choose from, the newest first.
_RECENT = 200


def put_in_hand() -> None:
    """Leave some work on the desk, about the newest customers and orders. Nobody is written to."""
    known = Customer.objects.known().filter(default_address__isnull=False).exclude(email="")
    buyers = list(known.order_by("-added_at", "-pk")[: len(_DRAFTS)])
    shelf = list(Variant.objects.order_by("product__position", "position", "pk")[:12])
    if shelf:
        for place, (buyer, plan) in enumerate(zip(buyers, _DRAFTS, strict=False)):
            _draft(buyer, shelf[place:], plan)
    _notes()
    _refunds()


def _draft(buyer: Customer, shelf: list[Variant], plan: Plan) -> None:
    pieces, extra, terms, is_sent = plan
    draft = actions.create_draft(buyer.pk, by=SYSTEM)
    for variant in shelf[:pieces]:
        actions.add_variant(draft.pk, variant.pk, by=SYSTEM)
    if extra:
        actions.add_custom(draft.pk, *extra, 1, by=SYSTEM)
    actions.change_draft(draft.pk, {}, terms, by=SYSTEM)
    if is_sent:
        actions.send_invoice(draft.pk, by=SYSTEM, tells=False)


def _notes() -> None:
    recent = Order.objects.order_by("-placed_at", "-pk").values_list("pk", flat=True)
    for order_id, note in zip(recent[2 : 2 + len(_NOTES)], _NOTES, strict=False):
        actions.set_note(order_id, note, by=SYSTEM)


def _refunds() -> None:
    """One piece of each of three orders whose money was taken, without telling anybody."""
    recent = Order.objects.filter(cancelled_at=None).order_by("-placed_at", "-pk")
    recent = recent.prefetch_related("lines")[:_RECENT]
    paid = [
        order for order in recent if order.financial_status == Order.Financial.PAID and not order.refunded
    ]
    large = [order for order in paid if sum(line.quantity for line in order.lines.all()) > 1]
    for order in large[:3]:
        line = min(order.lines.all(), key=lambda line: line.pk)
        giving = Giving({line.pk: 1}, tells=False, reason=_REASON)
        actions.refund(order.pk, giving, key=f"demo-{order.pk}", by=SYSTEM)
