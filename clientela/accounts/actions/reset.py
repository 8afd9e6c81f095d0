"""Forgot the password: a one-time link by mail, and the new password behind it."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.accounts import passwords, queries
from clientela.accounts.actions import watching
from clientela.accounts.actions.access import (
    AccountClosed,
    NoNewAccounts,
    actor_of,
    give_password,
    may_have_account,
    may_mail,
    refuse_when_off,
)
from clientela.accounts.events import ResetRequested
from clientela.accounts.models import AccountSettings, Link, Method
from clientela.accounts.telling import when
from clientela.core import emails
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.core.seals import new_token, token_hash
from clientela.customers import actions as customers
from clientela.customers.actions.profile import locked
from clientela.customers.models import AccountState, Customer
from clientela.gate import actions as gate
from clientela.journal.actions import record
from clientela.messaging.actions import notify
from clientela.messaging.kinds import Fresh, makes_secrets
from clientela.post.models import Message
from clientela.store.models import Store

RESET = Link.Purpose.RESET

_OPEN = """
INSERT INTO accounts_link (purpose, customer_id, email_key, token_hash, expires_at)
SELECT %s, id, email_key, %s, statement_timestamp() + make_interval(mins => %s) FROM customers_customer
WHERE id = %s AND account_state <> 'deactivated'
"""


class LinkOver(Refused):
    """The link was used, replaced, or its time is over."""

    code = "link_over"
    sentence = _("This link is no longer valid. Ask for a new one.")


def request_reset(email: str, *, by: Actor, language: str = "") -> None:
    """Mail a link to set a new password, or word that there is no account; the page says the same for all.

    A customer without an account gets a link that makes one: whoever opens it proves the mailbox. Counters,
    statements and emails are the same for every address. Where nobody has a password, the email says how to
    log in instead. Raises `EmailNotValid`, `TooMany`.
    """
    by.anyone_may()
    refuse_when_off()
    key = emails.canonical(email)
    gate.take("reset.network", gate.network(by.ip), by=by)
    if not may_mail(key, by=by):
        return
    send_reset(key, emails.as_typed(email), language=language, by=by)


def send_reset(key: str, typed: str, *, by: Actor, language: str = "") -> None:
    """Open a link for whoever has this canonical address, and mail it; the same work where nobody has it.

    Where passwords are off, no link is made, and the email says by what else they come in.
    """
    by.anyone_may()
    settings, token = AccountSettings.current(), new_token()
    minutes = settings.reset_minutes
    with transaction.atomic():
        customer = Customer.objects.with_email(key).first()
        if settings.allows(Method.PASSWORD):
            _open(customer.pk if customer else 0, token, minutes)
        record(ResetRequested(), by=by, customer_id=customer.pk if customer else None)
        _mail(customer, typed, token, minutes, language, by)


def _open(customer_id: int, token: str, minutes: int) -> None:
    """Put the link in place of older ones; for an unknown address the same statements do nothing."""
    Link.objects.filter(customer_id=customer_id, purpose=RESET, used_at=None, ended_at=None).update(
        ended_at=Now()
    )
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [RESET, token_hash(token), minutes, customer_id])


def _kind(customer: Customer | None) -> str:
    """Which email answers: where not everybody may have an account, none is offered."""
    state = AccountState(customer.account_state if customer else AccountState.NONE)
    may, by_password = may_have_account(state), AccountSettings.current().allows(Method.PASSWORD)
    if state == AccountState.ENABLED:
        return "account.password_reset" if by_password else "account.other_ways"
    if state == AccountState.DEACTIVATED:
        return "account.closed"
    if not may:
        return "account.no_new_accounts"
    return "account.password_first" if customer and by_password else "account.no_account"


def _mail(customer: Customer | None, typed: str, token: str, minutes: int, language: str, by: Actor) -> None:
    kind = _kind(customer)
    spoken = (customer.language if customer else "") or language
    store = Store.current()
    values = {
        "link": store.link(f"/account/reset/{customer.pk if customer else 0}/{token}"),
        "register_url": store.link("/account/register"),
        "login_url": store.link("/account/login"),
        "by_code": AccountSettings.current().allows(Method.CODE),
        "minutes": minutes,
        "time": when(spoken),
    }
    to = customer.email if customer else typed
    notify(
        kind,
        to,
        values,
        by=by,
        language=spoken,
        customer_id=customer.pk if customer else None,
        expires_at=timezone.now() + timedelta(minutes=minutes),
    )


@makes_secrets("account.password_reset", "account.password_first")
def reset_anew(message: Message, customer: Customer, *, by: Actor) -> Fresh:
    """A new link for a reset email that is sent again; older ones end."""
    by.must(Power.CUSTOMERS_EMAIL)
    refuse_when_off(Method.PASSWORD)
    if customer.account_state == AccountState.DEACTIVATED:
        raise AccountClosed
    if not may_have_account(customer.account_state):
        raise NoNewAccounts
    del message
    minutes, token = AccountSettings.current().reset_minutes, new_token()
    _open(customer.pk, token, minutes)
    link = Store.current().link(f"/account/reset/{customer.pk}/{token}")
    return Fresh({"link": link}, timezone.now() + timedelta(minutes=minutes))


def finish_reset(customer_id: int, token: str, password: str, *, by: Actor) -> Customer:
    """Set the password behind a reset link, once. Nobody is signed in by it: they log in with it next.

    Every browser is signed out, every other link and code ends (security LK-03, SE-05). Raises `LinkOver`,
    `MethodOff`, `PasswordWeak`, `PasswordTooLong`, `TooMany`, `Busy`.
    """
    by.anyone_may()
    refuse_when_off(Method.PASSWORD)
    link = queries.open_reset(customer_id, token)
    if link is None:
        raise LinkOver
    known = link.customer
    passwords.refuse_weak(password, email=known.email, first_name=known.first_name, last_name=known.last_name)
    gate.take("reset.network", gate.network(by.ip), by=by)
    password_hash = passwords.hashed(password)
    with transaction.atomic():
        customer = locked(customer_id)
        if queries.open_reset(customer_id, token) is None:
            raise LinkOver
        Link.objects.filter(pk=link.pk).update(used_at=Now())
        them = actor_of(customer, by)
        give_password(customer, password_hash, "reset", by=them)
        customers.verify_email(customer_id, "reset", by=them)
        watching.mailbox_proved(customer, by=them)
    return customer
