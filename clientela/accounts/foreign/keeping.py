"""A foreign hash as it stands in the database until it is wrapped: sealed, bound to its account."""

from django.db import connection

from clientela.accounts.foreign.family import Foreign
from clientela.accounts.models import Account
from clientela.core.seals import seal, unseal

_WAITING = """
SELECT id FROM accounts_account a WHERE foreign_hash <> '' AND NOT EXISTS (
  SELECT FROM jobs_item i JOIN jobs_job j ON j.id = i.job_id
  WHERE i.key = a.id AND i.outcome = 'waiting' AND j.kind = %s AND j.state IN ('queued', 'running', 'paused')
) ORDER BY id
"""


def _place(account_id: int) -> str:
    return f"accounts_account|{account_id}|foreign_hash"


def sealed(account_id: int, bare: Foreign) -> str:
    """The hash as this account's row keeps it."""
    parts = [bare.format, bare.settings, bare.digest]
    return seal(parts, purpose="foreign", place=_place(account_id))


def unsealed(account: Account) -> Foreign:
    """The hash that the row keeps. Raises `SealBroken`."""
    return Foreign(*unseal(account.foreign_hash, purpose="foreign", place=_place(account.pk)))


def waiting(kind: str) -> list[int]:
    """The accounts whose hash waits to be wrapped and that no open job of this kind has before it, by id."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [kind])
        return [pk for (pk,) in cursor.fetchall()]
