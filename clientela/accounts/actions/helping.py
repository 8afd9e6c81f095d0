"""Account help by staff: a reset, a way past the brakes. They never see or set a password."""

from django.db import transaction

from clientela.accounts.actions.access import AccountClosed, NoNewAccounts, may_have_account, refuse_when_off
from clientela.accounts.actions.reset import send_reset
from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.customers.actions.consent import NothingToSendTo
from clientela.customers.actions.profile import locked
from clientela.customers.models import AccountState
from clientela.gate import actions as gate

# What keeps the owner of an address waiting, by that address alone.
BRAKES = ("sign_in.account", "sign_in.unlock", "code.wrong_address")


def help_with_reset(customer_id: int, *, by: Actor) -> None:
    """Mail a customer the link by which they set a new password themselves; where passwords are off, how else
    they log in.

    Raises `NothingToSendTo`, `AccountClosed`, `NoNewAccounts`, `AccountsOff`, `TooMany`, `NotThere`.
    """
    by.must(Power.CUSTOMERS_ACCOUNTS)
    refuse_when_off()
    with transaction.atomic():
        customer = locked(customer_id)
        if not customer.email_key:
            raise NothingToSendTo
        if customer.account_state == AccountState.DEACTIVATED:
            raise AccountClosed
        if not may_have_account(customer.account_state):
            raise NoNewAccounts
        # Nobody's mailbox is filled with links, whoever asks for them (security RL-06).
        gate.take("mail.recipient_quarter", customer.email_key, by=by)
        gate.take("mail.recipient_day", customer.email_key, by=by)
        send_reset(customer.email_key, customer.email, by=by)


def clear_brakes(customer_id: int, *, by: Actor) -> None:
    """Let a customer try to sign in again at once, from every browser. Raises `NotThere`."""
    by.must(Power.CUSTOMERS_ACCOUNTS)
    with transaction.atomic():
        customer = locked(customer_id)
        for brake in BRAKES:
            gate.clear(brake, customer.email_key or "", by=by)
