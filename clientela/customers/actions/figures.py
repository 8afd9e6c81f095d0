"""The stored figures that lists show: number of orders, amount spent, first and last order."""

from datetime import datetime

from django.db.models import F
from django.db.models.functions import Greatest, Least

from clientela.core.actor import Actor
from clientela.customers.models import Customer


def count_order(customer_id: int, amount: int, at: datetime, *, by: Actor) -> None:
    """Count an order of `amount` minor units, in the order's own transaction (lesson 10)."""
    by.anyone_may()
    # GREATEST and LEAST pass over empty values, so the first order needs no case of its own.
    Customer.objects.filter(pk=customer_id).update(
        orders_count=F("orders_count") + 1,
        amount_spent=F("amount_spent") + amount,
        first_order_at=Least(F("first_order_at"), at),
        last_order_at=Greatest(F("last_order_at"), at),
    )


def count_refund(customer_id: int, amount: int, *, by: Actor) -> None:
    """Take what was given back off the amount spent, in the refund's own transaction."""
    by.anyone_may()
    Customer.objects.filter(pk=customer_id).update(amount_spent=F("amount_spent") - amount)
