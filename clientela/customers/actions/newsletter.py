"""Signing up for the newsletter from the store."""

from django.db import transaction

from clientela.core import emails
from clientela.core.actor import SYSTEM, Actor, Kind
from clientela.customers.actions.consent import set_consent
from clientela.customers.actions.profile import find_or_add
from clientela.customers.models import Channel, Consent, Customer, OptIn, Source
from clientela.gate import actions as gate


def sign_up(email: str, *, wording: str, by: Actor, language: str = "") -> None:
    """Take an address for the newsletter: a new customer's consent, or that of whoever is signed in.

    Somebody whom the store knows already is left as they are until the mailbox is proved (lesson 4). Raises
    `EmailNotValid`, `TooMany`.
    """
    by.anyone_may()
    key = emails.canonical(email)
    gate.take("newsletter.network", gate.network(by.ip), by=by)
    with transaction.atomic():
        customer, made = find_or_add(email, source=Source.NEWSLETTER, by=by, language=language)
        if made or _is_own(customer, key, by):
            set_consent(
                customer.pk,
                Channel.EMAIL,
                Consent.SUBSCRIBED,
                level=OptIn.SINGLE,
                source="newsletter",
                wording=wording,
                by=SYSTEM if made else by,
            )


def _is_own(customer: Customer, key: str, by: Actor) -> bool:
    return by.kind is Kind.CUSTOMER and by.id == customer.pk and customer.email_key == key
