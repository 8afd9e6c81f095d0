"""Signing in with a password."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.accounts import passwords
from clientela.accounts.actions.access import actor_of, refuse_when_off
from clientela.accounts.actions.entering import admit
from clientela.accounts.actions.unlocking import braked
from clientela.accounts.actions.watching import note_failure
from clientela.accounts.devices import device_of
from clientela.accounts.events import SignInRefused
from clientela.accounts.models import Account, Method
from clientela.core import emails
from clientela.core.actor import Actor
from clientela.core.errors import Refused, TooMany
from clientela.customers.models import AccountState, Customer
from clientela.gate import actions as gate
from clientela.journal.actions import record


class SignInNotPossible(Refused):
    """Wrong address, wrong password, no account or a closed one: which of these is not told."""

    code = "sign_in_refused"
    sentence = _("This email and password don't match. Please check both.")


def sign_in(
    email: str, password: str, *, agent: str, by: Actor, device: str = "", replaces: str = ""
) -> tuple[Customer, str]:
    """Sign a customer in by email and password. Gives them and the token for the cookie.

    `device` is the cookie of `known_device`: strangers who guess can't lock its owner out. `replaces` is the
    token that this browser had. Unknown, wrong and closed look and cost the same. Raises `EmailNotValid`,
    `PasswordTooLong`, `SignInNotPossible`, `TooMany`, `Busy`.
    """
    by.anyone_may()
    refuse_when_off(Method.PASSWORD)
    passwords.refuse_too_long(password)
    key = emails.canonical(email)
    together = _brake(key, device or by.device, by)
    account = _account(key)
    if not passwords.fits(account, password) or account is None:
        known = account.customer_id if account else None
        record(SignInRefused(_reason(account)), by=by, customer_id=known)
        note_failure(key, known, by=by)
        raise SignInNotPossible
    gate.clear("sign_in.account_network", together, by=by)
    with transaction.atomic():
        customer = Customer.objects.select_for_update().get(pk=account.customer_id)
        if customer.account_state == AccountState.ENABLED and customer.is_known:
            them = actor_of(customer, by)
            return customer, admit(customer, "password", agent=agent, by=them, replaces=replaces)
    # Closed between the look at the password and now.
    raise SignInNotPossible


def _brake(key: str, device: str, by: Actor) -> str:
    """Count the try before anything secret or costly. Gives the key that a success clears (RL-07)."""
    network = gate.network(by.ip)
    gate.take("sign_in.everyone", by=by)
    gate.take("sign_in.network", network, by=by)
    known = device_of(device, key)
    together = f"{key}|{f'device:{known}' if known else network}"
    try:
        if not known:
            gate.take("sign_in.account", key, by=by)
        gate.take("sign_in.account_network", together, by=by)
    except TooMany as refused:
        raise braked(key, refused, by=by) from refused
    return together


def _account(key: str) -> Account | None:
    accounts = Account.objects.select_related("customer")
    return accounts.filter(customer__email_key=key, customer__deleted_at=None).first()


def _reason(account: Account | None) -> str:
    if account is None:
        return "unknown"
    return "password" if account.customer.account_state == AccountState.ENABLED else "closed"
