"""By which ways a customer can come in, so that the last one is never taken from them."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.accounts.models import Account, AccountSettings, Method
from clientela.core.errors import Refused


class LastWayIn(Refused):
    """The last way in stays."""

    code = "last_way_in"
    sentence = _("This is your last way to log in. Add another one before you remove it.")


@dataclass(frozen=True)
class Ways:
    """What would let this customer in today: ways that the store switched off don't count."""

    password: bool = False
    code: bool = False
    passkeys: int = 0
    providers: int = 0

    @property
    def count(self) -> int:
        """How many there are."""
        return self.password + self.code + self.passkeys + self.providers


def ways_in(account: Account) -> Ways:
    """The ways in that an account has, as the settings stand."""
    settings = AccountSettings.current()
    outside = account.identities.filter(provider__is_on=True)
    return Ways(
        password=settings.allows(Method.PASSWORD) and account.has_password,
        code=settings.allows(Method.CODE) and bool(account.customer.email),
        passkeys=account.passkeys.count() if settings.allows(Method.PASSKEY) else 0,
        providers=outside.count() if settings.allows(Method.OIDC) else 0,
    )


def refuse_last(ways: Ways, *, counts: bool) -> None:
    """Refuse to take the last way in; `counts` is whether what goes is one. Raises `LastWayIn` (PK-05)."""
    if counts and ways.count < 2:
        raise LastWayIn
