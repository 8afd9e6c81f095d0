"""Customers change their own address: proved at the new one, told to the old one (EM-01 to EM-03)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.accounts import queries
from clientela.accounts.actions import codes, sessions
from clientela.accounts.actions.access import AccountClosed, actor_of, end_links, refuse_when_off
from clientela.accounts.actions.codes import CodeOver
from clientela.accounts.actions.reset import LinkOver
from clientela.accounts.events import EmailChangeUndone
from clientela.accounts.models import Challenge, Link
from clientela.accounts.telling import when
from clientela.core import emails, seals
from clientela.core.actor import Actor, Kind
from clientela.core.errors import NotAllowed, Refused
from clientela.customers import actions as customers
from clientela.customers.actions.profile import locked
from clientela.customers.models import AccountState, Customer
from clientela.gate import actions as gate
from clientela.journal.actions import record
from clientela.messaging.actions import notify
from clientela.store.models import Store

EMAIL, UNDO = Challenge.Purpose.EMAIL, Link.Purpose.EMAIL_UNDO
UNDO_LASTS = timedelta(days=7)


class SameEmail(Refused):
    """The new address is the one that the account has."""

    code = "same_email"
    sentence = _("This is your email address already.")
    field = "email"


class OtherEmail(Refused):
    """The address typed isn't the one that the link was sent to."""

    code = "other_email"
    sentence = _("Type the address that this email was sent to.")
    field = "email"


def begin_email_change(
    customer_id: int, email: str, *, browser: str, by: Actor, keeps_consent: bool = False, language: str = ""
) -> Challenge:
    """Mail a code to the address that a customer wants from now on; nothing changes before it is typed.

    The answer and the email are the same whether or not somebody has the address already. Raises
    `EmailNotValid`, `SameEmail`, `TooMany`.
    """
    _their_own(customer_id, by)
    refuse_when_off()
    key = emails.canonical(email)
    if Customer.objects.known().filter(pk=customer_id, email_key=key).exists():
        raise SameEmail
    gate.take("code.network", gate.network(by.ip), by=by)
    pending = {"customer": customer_id, "keeps": keeps_consent, "language": language}
    return codes.challenge(EMAIL, emails.as_typed(email), key, pending, browser=browser, by=by)


def _their_own(customer_id: int, by: Actor) -> None:
    """Let the customer alone: not staff who are signed in as them (security AC-06)."""
    by.must_be_customer(customer_id)
    if by.via:
        raise NotAllowed


def finish_email_change(
    customer_id: int, challenge_id: UUID, code: str, *, browser: str, agent: str, by: Actor
) -> tuple[Customer, str]:
    """Give the account its new address once the code was typed. Gives the customer and a new token.

    Every other browser is signed out, open links and codes end, and the old address is told, with a link
    that takes it back for seven days. Raises `CodeNotValid`, `CodeOver`, `Taken`, `TooMany`.
    """
    _their_own(customer_id, by)
    refuse_when_off()
    proved = codes.prove(challenge_id, EMAIL, code, browser=browser, by=by)
    pending = codes.waiting(proved)
    if pending["customer"] != customer_id:
        raise CodeOver
    with transaction.atomic():
        before = locked(customer_id)
        if before.account_state != AccountState.ENABLED:
            raise AccountClosed
        former, them = before.email, actor_of(before, by)
        customer = _move(before, proved.email, them, keeps=pending["keeps"])
        if former:
            _tell_former(customer, former, them)
        return customer, sessions.open_session(customer, agent=agent, by=them, method="code")


def _move(customer: Customer, email: str, by: Actor, *, keeps: bool) -> Customer:
    """Put the proved address in place; whatever the former one opened ends."""
    end_links(customer, by=by)
    moved = customers.put_email(customer.pk, email, by=by, keeps_consent=keeps)
    customers.verify_email(customer.pk, "code", by=by)
    sessions.end_all(customer.pk, by=by)
    return moved


def _tell_former(customer: Customer, former: str, by: Actor) -> None:
    token, store = seals.new_token(), Store.current()
    link = Link(
        purpose=UNDO,
        customer=customer,
        email_key=emails.canonical(former),
        token_hash=seals.token_hash(token),
        expires_at=Now() + UNDO_LASTS,
    )
    link.pending = seals.seal({"email": former}, purpose="link", place=_place(link.token_hash))
    link.save()
    values = {
        "time": when(customer.language),
        "link": store.link(f"/account/email/back/{customer.pk}/{token}"),
        "days": UNDO_LASTS.days,
        "customer": {"first_name": customer.first_name},
    }
    notify("account.email_moved", former, values, by=by, language=customer.language, customer_id=customer.pk)


def _place(token_hash: str) -> str:
    return f"accounts_link|{token_hash}|pending"


def former_email(link: Link) -> str:
    """The address that an undo link puts back. Raises `SealBroken`."""
    values: dict[str, Any] = seals.unseal(link.pending, purpose="link", place=_place(link.token_hash))
    return str(values["email"])


def undo_email_change(customer_id: int, token: str, email: str, *, by: Actor) -> Customer:
    """Put the former address back, for whoever opens the link from its mailbox and types it again.

    A mail scanner that presses buttons doesn't know the address (security LK-04). Every browser is signed
    out; a new password is the next step. Raises `LinkOver`, `OtherEmail`, `EmailNotValid`, `Taken`.
    """
    by.must_be(Kind.VISITOR, Kind.CUSTOMER)
    refuse_when_off()
    gate.take("reset.network", gate.network(by.ip), by=by)
    key = emails.canonical(email)
    with transaction.atomic():
        customer, link = locked(customer_id), queries.open_undo(customer_id, token)
        if link is None:
            raise LinkOver
        if link.email_key != key:
            raise OtherEmail
        Link.objects.filter(pk=link.pk).update(used_at=Now())
        # Those of later changes lie in mailboxes that aren't the owner's.
        Link.objects.filter(customer=customer, purpose=UNDO, used_at=None).update(ended_at=Now())
        them = actor_of(customer, by)
        moved = _move(customer, former_email(link), them, keeps=True)
        record(EmailChangeUndone(), by=them, customer_id=customer_id)
    return moved
