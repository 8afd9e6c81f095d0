"""The last step of every way in: may this proved customer come in, and their session."""

from clientela.accounts.actions import sessions, watching
from clientela.accounts.actions.access import enable
from clientela.accounts.actions.alerting import alert_later, is_new_device
from clientela.core import emails
from clientela.core.actor import Actor
from clientela.customers.models import Customer
from clientela.gate import actions as gate


def admit(customer: Customer, method: str, *, agent: str, by: Actor, replaces: str = "") -> str:
    """Let a customer in who proved who they are, and make their account if they have none.

    The customer's row is locked by the caller, in the caller's transaction; `by` is the customer. `method` is
    what they proved it by (password, code, passkey, oidc, multipass, invitation); `replaces` the token that
    this browser had. Gives the token for the cookie, or nothing where the account is held back as suspicious:
    what was written stays, and the page says that the store looks at it. Raises `AccountClosed`,
    `NoNewAccounts`, `KeptOut`.
    """
    by.must_be_customer(customer.pk)
    gate.refuse_blocked(emails.domain_of(customer.email_key or ""), by=by)
    account = enable(customer, method, by=by)
    has_proved = method in watching.PROOFS and watching.mailbox_proved(customer, by=by)
    if account.is_held_back and not has_proved:
        return ""
    is_new = is_new_device(customer, account, by=by)
    session, token = sessions.start(customer, method, agent=agent, by=by, replaces=replaces)
    if is_new:
        alert_later(session, by=by)
    return token
