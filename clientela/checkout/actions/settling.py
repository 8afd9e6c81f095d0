"""Finishing what was cut off."""

from datetime import timedelta

import structlog
from django.utils import timezone

from clientela.checkout.actions.placing import place, reopen
from clientela.checkout.models import Checkout
from clientela.checkout.queries import abandoned_payments
from clientela.checkout.refusals import ProofNeeded
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.orders import actions as orders
from clientela.orders.queries import uncollected
from clientela.payments import actions as payments

log = structlog.get_logger()
MOST_AT_ONCE = 200


def settle(
    *,
    by: Actor,
    after: timedelta = timedelta(seconds=60),
    proof_after: timedelta = timedelta(minutes=15),
) -> None:
    """Finish checkouts whose placing was cut off, or let their money go; take money that still waits.

    `after` is how long something must have lain still; `proof_after` how long a shopper has at their bank.
    """
    by.must_be()
    now = timezone.now()
    stuck = Checkout.objects.filter(state=Checkout.State.PLACING, placing_at__lte=now - after)
    for checkout in stuck.order_by("placing_at")[:MOST_AT_ONCE]:
        _finish(checkout, by, is_late=bool(checkout.placing_at and checkout.placing_at <= now - proof_after))
    for order in uncollected().filter(placed_at__lte=now - after).order_by("placed_at")[:MOST_AT_ONCE]:
        orders.collect(order.pk, by=by)
    for payment in abandoned_payments(now - after)[:MOST_AT_ONCE]:
        payments.void(payment.pk, by=by)


def _finish(checkout: Checkout, by: Actor, *, is_late: bool) -> None:
    try:
        place(checkout.pk, by=by)
    except ProofNeeded:
        if is_late:
            reopen(checkout.pk, by=by)
    except Refused as refused:
        log.info("placing_given_up", reason=refused.code)
    except Exception:
        # One that can't be finished must not keep the others waiting; it is tried again.
        log.exception("placing_not_finished")
