"""Changing the password."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.accounts import passwords
from clientela.accounts.actions import sessions
from clientela.accounts.actions.access import give_password, refuse_when_off
from clientela.accounts.events import SignInRefused
from clientela.accounts.models import Account
from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
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
    by.must_be_customer(customer_id)
    refuse_when_off()
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


def _change(customer_id: int, password_hash: str, agent: str, by: Actor) -> str:
    with transaction.atomic():
        customer = Customer.objects.known().select_for_update().get(pk=customer_id)
        if customer.account_state != AccountState.ENABLED:
            raise NotThere
        give_password(customer, password_hash, "change", by=by)
        return sessions.open_session(customer, agent=agent, by=by)
