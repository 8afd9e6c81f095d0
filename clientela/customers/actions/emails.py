"""The customer's email address: its row here, what hangs on it in `accounts`, which calls this."""

from django.db import transaction

from clientela.core import emails
from clientela.core.actor import Actor
from clientela.core.errors import ChangedMeanwhile
from clientela.core.powers import Power
from clientela.customers.actions.consent import set_consent
from clientela.customers.actions.profile import locked
from clientela.customers.events import EmailChanged
from clientela.customers.keeping import if_nobody_was_quicker, refuse_taken, save
from clientela.customers.models import Channel, Consent, Customer, OptIn
from clientela.customers.search import reindex
from clientela.journal.actions import record

_ASKED = (Consent.SUBSCRIBED, Consent.PENDING)


def put_email(
    customer_id: int, email: str, *, by: Actor, keeps_consent: bool = False, seen: str | None = None
) -> Customer:
    """Give a customer another address, unproved. Consent was given for the old one: it ends unless kept.

    `seen` is the address that the editor started from; another one since then refuses with
    `ChangedMeanwhile`. Raises `EmailNotValid`, `Taken`, `NotThere`.
    """
    if not by.can(Power.CUSTOMERS_EDIT):
        by.must_be_customer(customer_id)
    key, typed = emails.canonical(email), emails.as_typed(email)
    with transaction.atomic():
        customer = locked(customer_id)
        before = customer.email
        if before == typed:
            return customer
        if seen not in {None, before}:
            raise ChangedMeanwhile(field="email", theirs={"email": before}, yours={"email": typed})
        is_other = customer.email_key != key
        customer.email, customer.email_key = typed, key
        if is_other:
            customer.email_verified_at = None
        refuse_taken(customer, by)
        with if_nobody_was_quicker(customer, by):
            save(customer, ["email", "email_key", "email_verified_at"])
        record(EmailChanged(before, typed), by=by, customer_id=customer_id)
        reindex([customer_id])
        if is_other and customer.email_consent in _ASKED:
            _consent(customer, keeps_consent, by)
    return customer


def _consent(customer: Customer, keeps: bool, by: Actor) -> None:
    set_consent(
        customer.pk, Channel.EMAIL, Consent.SUBSCRIBED if keeps else Consent.NOT_SUBSCRIBED,
        level=OptIn.UNKNOWN, source="email_change", wording="-", by=by,
    )  # fmt: skip
