"""Who may buy at all, by the store's policy: one rule for every entrance, pages and programs."""

from django.utils.translation import gettext_lazy as _

from clientela.accounts.models import AccountSettings, Policy
from clientela.core.actor import Actor, Kind
from clientela.core.errors import Refused
from clientela.customers.models import AccountState, Customer


class SignInNeeded(Refused):
    """The store sells to those with an account only."""

    code = "sign_in_needed"
    sentence = _("Log in or create an account to check out.")


class BuyerClosed(Refused):
    """The store closed this customer's account and sells to account holders only."""

    code = "buyer_closed"
    sentence = _("This can't be paid here now. Please contact the store.")


def needs_sign_in(by: Actor) -> bool:
    """Whether the store sells to account holders only, and this isn't one of them."""
    policy = AccountSettings.current().policy
    if policy == Policy.REQUIRED and by.kind not in {Kind.CUSTOMER, Kind.SYSTEM}:
        return True
    if by.kind is not Kind.CUSTOMER:
        return False
    able = Customer.objects.known().filter(pk=by.id, account_state=AccountState.ENABLED)
    return not able.exists()


def check_policy(by: Actor, *, buyer: Customer | None = None) -> None:
    """Refuse guests where the store sells to account holders only, and customers whose account is closed.

    `buyer` is whom the sale is for, where that is known beforehand (an invoice). Raises `SignInNeeded`,
    `BuyerClosed`.
    """
    if needs_sign_in(by):
        raise SignInNeeded
    is_closed = buyer is not None and buyer.account_state == AccountState.DEACTIVATED
    if is_closed and by.kind is not Kind.SYSTEM and AccountSettings.current().policy == Policy.REQUIRED:
        raise BuyerClosed
