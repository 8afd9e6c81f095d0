"""A burst of sign-ups from one network, with the customers that it made."""

from django.utils import timezone

from clientela.accounts.actions.watching import NewAttempt, take_in_attempts
from clientela.accounts.models import Attempt
from clientela.core.actor import SYSTEM
from clientela.customers.models import Customer
from tests.cast import Cast, make_customer


def burst(cast: Cast, count: int) -> tuple[int, list[Customer]]:
    """So many accounts made from one block; the id of the last sign-up, and whom they made."""
    made = [make_customer(f"robot{number}@example.org", "Robot", account=True) for number in range(count)]
    now, kind = timezone.now(), Attempt.Kind.SIGN_UP
    rows = [
        NewAttempt(kind, now, f"203.0.113.{number}", "example.org", one.pk) for number, one in enumerate(made)
    ]
    take_in_attempts(rows, by=SYSTEM)
    newest = Attempt.objects.filter(customer_id=made[-1].pk).values_list("pk", flat=True).get()
    return newest, made
