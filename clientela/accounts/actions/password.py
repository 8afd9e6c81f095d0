"""Changing, setting and removing the password."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.accounts import passwords, queries
from clientela.accounts.actions import sessions
from clientela.accounts.actions.access import give_password, refuse_when_off
from clientela.accounts.actions.fresh import ProofNeeded, must_be_fresh, must_be_own
from clientela.accounts.events import SignInRefused, WayAdded, WayRemoved
from clientela.accounts.models import Account, Method, Session
from clientela.accounts.telling import tell_of_way
from clientela.accounts.ways import refuse_last, ways_in
from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.customers.actions.profile import locked
from clientela.customers.models import AccountState, Customer
from clientela.gate import actions as gate
from clientela.journal.actions import record


class WrongPassword(Refused):
    """The current password was not right."""

    code = "wrong_password"
    sentence = _("This isn't your current password.")
    field = "current"


def change_password(customer_id: int, current: str, new: str, *, agent: str, by: Actor) -> str:
    """Change a customer's own password, knowing the current one. Gives a new token for this browser.

    Every other browser is signed out, and an email tells of it (security PW-05, SE-02). Raises
    `PasswordWeak`, `PasswordTooLong`, `WrongPassword`, `TooMany`, `Busy`.
    """
    must_be_own(customer_id, by=by)
    refuse_when_off(Method.PASSWORD)
    passwords.refuse_too_long(current)
    customer = Customer.objects.known().filter(pk=customer_id).first()
    if customer is None:
        raise NotThere
    passwords.refuse_weak(
        new, email=customer.email, first_name=customer.first_name, last_name=customer.last_name
    )
    gate.take("sign_in.account_network", f"change:{customer_id}", by=by)
    account = Account.objects.select_related("customer").filter(customer_id=customer_id).first()
    if not passwords.fits(account, current):
        record(SignInRefused("change"), by=by, customer_id=customer_id)
        raise WrongPassword
    return _change(customer_id, passwords.hashed(new), agent, by)


def set_password(session: Session, new: str, *, agent: str, by: Actor) -> str:
    """Set a customer's password without the current one, after a fresh proof. Gives a new token.

    For those who have none yet, or who proved themselves by a passkey or code instead. Every other browser is
    signed out, and an email tells of it. Raises `ProofNeeded`, `PasswordWeak`, `PasswordTooLong`, `Busy`.
    """
    must_be_fresh(session, by=by)
    refuse_when_off(Method.PASSWORD)
    if queries.asks_current_password(session):
        raise ProofNeeded
    customer = session.customer
    passwords.refuse_weak(
        new, email=customer.email, first_name=customer.first_name, last_name=customer.last_name
    )
    gate.take("sign_in.account_network", f"change:{customer.pk}", by=by)
    return _change(customer.pk, passwords.hashed(new), agent, by, session.method)


def remove_password(session: Session, *, by: Actor) -> None:
    """Take the password away; an email tells of it. The last way in stays.

    Raises `LastWayIn`, `NotThere`, `ProofNeeded`.
    """
    must_be_fresh(session, by=by)
    with transaction.atomic():
        customer = locked(session.customer_id)
        account = Account.objects.filter(customer=customer).first()
        if account is None or not account.has_password:
            raise NotThere
        ways = ways_in(account)
        refuse_last(ways, counts=ways.password)
        Account.objects.filter(pk=account.pk).update(password="", foreign_hash="", password_set_at=None)
        record(WayRemoved(Method.PASSWORD), by=by, customer_id=customer.pk)
        tell_of_way("account.way_removed", customer, Method.PASSWORD, by=by)


def _change(customer_id: int, password_hash: str, agent: str, by: Actor, method: str = "password") -> str:
    with transaction.atomic():
        customer = Customer.objects.known().select_for_update().get(pk=customer_id)
        if customer.account_state != AccountState.ENABLED:
            raise NotThere
        had_one = Account.objects.filter(customer=customer).exclude(password="", foreign_hash="").exists()
        give_password(customer, password_hash, "change", by=by)
        if not had_one:
            record(WayAdded(Method.PASSWORD), by=by, customer_id=customer.pk)
            tell_of_way("account.way_added", customer, Method.PASSWORD, by=by)
        return sessions.open_session(customer, agent=agent, by=by, method=method)
