"""Signing up for the newsletter, saying yes by email, and leaving it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.core import emails
from clientela.core.actor import SYSTEM, Actor, Kind, visitor
from clientela.core.errors import Refused, TooMany
from clientela.core.powers import Power
from clientela.core.queue import Queue, enqueue
from clientela.customers import actions as customers
from clientela.customers.models import Channel, Consent, Customer, OptIn, Source
from clientela.gate import actions as gate
from clientela.messaging import links
from clientela.messaging.actions.notifying import notify
from clientela.messaging.kinds import Fresh, makes_secrets
from clientela.messaging.models import MarketingSettings, SignUp
from clientela.post.models import Message
from clientela.store.models import Store


def sign_up(email: str, *, wording: str, by: Actor, language: str = "") -> None:
    """Take an address for the newsletter. Known and unknown ones take the same way (lesson 6): who it is, the
    worker finds out. Raises `EmailNotValid`, `TooMany`.
    """
    by.anyone_may()
    key = emails.canonical(email)
    gate.take("newsletter.network", gate.network(by.ip), by=by)
    own = Customer.objects.known().filter(pk=by.id, email_key=key) if by.kind is Kind.CUSTOMER else None
    if own and own.exists():
        opt_in(by.id, source="newsletter", wording=wording, by=by)
        return
    with transaction.atomic():
        asked = SignUp.objects.create(email=email.strip()[:255], language=language[:10], wording=wording)
        enqueue("messaging.take_sign_up", Queue.MAIL, sign_up_id=asked.pk)


def take_sign_up(sign_up_id: int, *, by: Actor) -> None:
    """See who signed up: a new customer is written down, a known one is asked by email. Safe twice."""
    by.must_be()
    with transaction.atomic():
        asked = SignUp.objects.select_for_update().filter(pk=sign_up_id).first()
        if asked is None:
            return
        customer, made = customers.find_or_add(
            asked.email, source=Source.NEWSLETTER, by=by, language=asked.language
        )
        if made:
            opt_in(customer.pk, source="newsletter", wording=asked.wording, by=by)
        elif customer.email_consent != Consent.SUBSCRIBED:
            _ask(customer, "newsletter", asked.wording, asked.language, by)
        asked.delete()


def opt_in(customer_id: int, *, source: str, wording: str, by: Actor) -> None:
    """Write down that somebody signed in, or just met, agreed to marketing by email.

    Where the store asks again by email, whoever hasn't proved the mailbox is *pending* until they say yes.
    """
    if by.kind is not Kind.SYSTEM:
        by.must_be_customer(customer_id)
    customer = Customer.objects.known().get(pk=customer_id)
    waits = MarketingSettings.current().double_opt_in and customer.email_verified_at is None
    customers.set_consent(
        customer_id,
        Channel.EMAIL,
        Consent.PENDING if waits else Consent.SUBSCRIBED,
        level=OptIn.DOUBLE if waits else OptIn.SINGLE,
        source=source,
        wording=wording,
        by=by,
    )
    if waits:
        _ask(customer, source, wording, customer.language, by)


def _ask(customer: Customer, source: str, wording: str, language: str, by: Actor) -> None:
    """Send the email that asks for a yes; to the stored address, and not too often (security RL-06)."""
    try:
        # The worker asks, but it was a stranger who typed the address.
        gate.take("mail.recipient_quarter", customer.email_key or "", by=visitor())
        gate.take("newsletter.recipient_day", customer.email_key or "", by=visitor())
    except TooMany:
        return
    store = Store.current()
    values: dict[str, Any] = {
        "email_confirmation_url": store.link(links.confirm_path(customer, source, wording)),
        "wording": wording,
        "customer": {"first_name": customer.first_name},
    }
    notify(
        "marketing.confirmation",
        customer.email,
        values,
        by=by,
        language=customer.language or language,
        customer_id=customer.pk,
    )


@makes_secrets("marketing.confirmation")
def confirm_anew(message: Message, customer: Customer, *, by: Actor) -> Fresh:
    """A new link to say yes by, for the email that is sent again."""
    by.must(Power.CUSTOMERS_EMAIL)
    if customer.email_consent not in (Consent.PENDING, Consent.NOT_SUBSCRIBED):
        raise Refused(_("This customer has answered already."), code="answered")
    waiting = customer.consent_entries.filter(channel=Channel.EMAIL, state=Consent.PENDING).last()
    del message
    wording = waiting.wording if waiting else ""
    path = links.confirm_path(customer, "newsletter", wording)
    return Fresh({"email_confirmation_url": Store.current().link(path)})


def confirm(token: str, *, by: Actor, proof: dict[str, Any] | None = None) -> bool:
    """Take the yes of a confirming link; it also proves the mailbox. Gives false where the link is over."""
    by.anyone_may()
    found = links.agreed(token)
    if found is None:
        return False
    reader, source, wording = found
    customers.set_consent(
        reader.customer.pk, Channel.EMAIL, Consent.SUBSCRIBED, level=OptIn.DOUBLE, source=source,
        wording=wording, proof=proof or {}, by=SYSTEM,
    )  # fmt: skip
    customers.verify_email(reader.customer.pk, "newsletter", by=SYSTEM)
    return True


def choose(token: str, channel: Channel, *, wants: bool, source: str, wording: str, by: Actor) -> bool:
    """What a reader chose by a link from an email, without signing in. Gives false where it is none of ours.

    The link of an address that the customer no longer has changes nothing: no marketing goes there anyway.
    """
    by.anyone_may()
    reader = links.reader(token)
    if reader is None:
        return False
    if reader.is_same_address and _has_contact(reader.customer, channel):
        state = Consent.SUBSCRIBED if wants else Consent.UNSUBSCRIBED
        current = getattr(reader.customer, f"{channel.value}_consent")
        if current != state and (wants or current in (Consent.SUBSCRIBED, Consent.PENDING)):
            # The link came by mail to this very address, so a yes by it is proved.
            level = OptIn.DOUBLE if channel is Channel.EMAIL else OptIn.SINGLE
            customers.set_consent(
                reader.customer.pk, channel, state, level=level, source=source, wording=wording, by=SYSTEM
            )
    return True


def _has_contact(customer: Customer, channel: Channel) -> bool:
    return bool(customer.email if channel is Channel.EMAIL else customer.phone)
