"""Moving an order to another customer."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import SYSTEM, Actor
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.customers.models import Customer
from clientela.journal.actions import Entry, Subject, record_each
from clientela.orders.actions.figures import recount
from clientela.orders.actions.refunding import locked
from clientela.orders.events import OrderMoved, OrderMovedAway
from clientela.orders.models import Order


class AlreadyTheirs(Refused):
    """The order is this customer's already."""

    code = "already_theirs"
    sentence = _("This order is this customer's already.")


def move(order_id: int, customer_id: int, *, by: Actor) -> Order:
    """Make an order another customer's: both figures are counted anew, nothing else of them is changed.

    The order keeps the email and the address it was placed with. Raises `AlreadyTheirs`, `NotThere`.
    """
    by.must(Power.ORDERS_EDIT)
    with transaction.atomic():
        order = locked(order_id)
        if order.customer_id == customer_id:
            raise AlreadyTheirs
        give(order, customer_id, by=by)
    return order


def give(order: Order, customer_id: int | None, *, by: Actor) -> None:
    """Make an order, whose row the caller holds locked, somebody's or nobody's. Raises `NotThere`."""
    by.must(Power.ORDERS_EDIT)
    former = order.customer_id
    both = [pk for pk in (customer_id, former) if pk]
    _hold(both, customer_id)
    order.customer_id = customer_id
    order.version += 1
    order.save(update_fields=["customer", "version"])
    # Who may move an order may not import customers: the counting is the system's.
    recount(both, by=SYSTEM)
    _record(order, former, customer_id, by)


def _hold(customer_ids: list[int], to: int | None) -> None:
    """Hold both customers, by id, so that an order placed at this moment is counted too."""
    rows = Customer.objects.select_for_update().filter(pk__in=customer_ids).order_by("pk")
    known = {row.pk for row in rows if row.is_known}
    if to and to not in known:
        raise NotThere


def _record(order: Order, former: int | None, to: int | None, by: Actor) -> None:
    entries = []
    if to:
        entries.append(Entry(OrderMoved(order.name), to, Subject("order", order.pk)))
    if former:
        entries.append(Entry(OrderMovedAway(order.name), former))
    record_each(entries, by=by)
