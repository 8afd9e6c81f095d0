"""Who may check out at all."""

from clientela.accounts.models import AccountSettings, Policy
from clientela.checkout.refusals import SignInNeeded
from clientela.core.actor import Actor, Kind
from clientela.customers.models import AccountState, Customer


def check_policy(by: Actor) -> None:
    """Refuse guests where the store sells to account holders only. Raises `SignInNeeded`."""
    policy = AccountSettings.current().policy
    if policy == Policy.REQUIRED and by.kind not in {Kind.CUSTOMER, Kind.SYSTEM}:
        raise SignInNeeded
    if by.kind is Kind.CUSTOMER:
        able = Customer.objects.known().filter(pk=by.id, account_state=AccountState.ENABLED)
        if not able.exists():
            raise SignInNeeded
