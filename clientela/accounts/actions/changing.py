"""Changing the address by which a customer signs in (security EM-03, EM-04)."""

from django.db import transaction

from clientela.accounts.actions.access import end_links
from clientela.accounts.actions.sessions import end_all
from clientela.accounts.telling import when
from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.customers import actions as customers
from clientela.customers.models import Customer
from clientela.messaging.actions import notify


def change_email(
    customer_id: int, email: str, *, by: Actor, keeps_consent: bool = False, seen: str | None = None
) -> Customer:
    """Give a customer another address on behalf of staff: unproved, every browser signed out, both told.

    Open links and codes end with it. `seen` is the address that the editor started from: where somebody else
    gave another meanwhile, it refuses with `ChangedMeanwhile`. Raises `EmailNotValid`, `Taken`, `NotThere`.
    """
    by.must(Power.CUSTOMERS_EDIT)
    with transaction.atomic():
        before = Customer.objects.known().select_for_update().filter(pk=customer_id).first()
        if before:
            end_links(before, by=by)
        customer = customers.put_email(customer_id, email, by=by, keeps_consent=keeps_consent, seen=seen)
        if before and before.email_key != customer.email_key:
            end_all(customer_id, by=by)
            for address in filter(None, (before.email, customer.email)):
                _tell(customer, address, by=by)
    return customer


def _tell(customer: Customer, address: str, *, by: Actor) -> None:
    # Neither mailbox learns the other address from it.
    values = {"time": when(customer.language), "customer": {"first_name": customer.first_name}}
    notify(
        "account.email_changed", address, values, by=by, language=customer.language, customer_id=customer.pk
    )
