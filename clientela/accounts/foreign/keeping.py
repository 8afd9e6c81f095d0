"""A foreign hash as it stands in the database until it is wrapped: sealed, bound to its account."""

from clientela.accounts.foreign.family import Foreign
from clientela.accounts.models import Account
from clientela.core.seals import seal, unseal


def _place(account_id: int) -> str:
    return f"accounts_account|{account_id}|foreign_hash"


def sealed(account_id: int, bare: Foreign) -> str:
    """The hash as this account's row keeps it."""
    parts = [bare.format, bare.settings, bare.digest]
    return seal(parts, purpose="foreign", place=_place(account_id))


def unsealed(account: Account) -> Foreign:
    """The hash that the row keeps. Raises `SealBroken`."""
    return Foreign(*unseal(account.foreign_hash, purpose="foreign", place=_place(account.pk)))
