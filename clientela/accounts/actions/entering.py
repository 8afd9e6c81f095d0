"""The last step of every way in: may this proved customer come in, and their session."""

from clientela.accounts.actions import sessions
from clientela.accounts.actions.access import HeldBack, enable
from clientela.accounts.models import Account
from clientela.core.actor import Actor
from clientela.customers.models import Customer


def admit(customer: Customer, method: str, *, agent: str, by: Actor, replaces: str = "") -> str:
    """Let a customer in who proved who they are, and make their account if they have none.

    The customer's row is locked by the caller, in the caller's transaction; `by` is the customer. `method` is
    what they proved it by (password, code, passkey, oidc, multipass, invitation); `replaces` the token that
    this browser had. Gives the token for the cookie. Raises `AccountClosed`, `NoNewAccounts`, `HeldBack`.
    """
    by.must_be_customer(customer.pk)
    account = enable(customer, method, by=by)
    refuse_held_back(account)
    return sessions.start(customer, method, agent=agent, by=by, replaces=replaces)


def refuse_held_back(account: Account) -> None:
    """Refuse an account that waits for the store to look at it. Raises `HeldBack`."""
    if account.is_held_back:
        raise HeldBack
