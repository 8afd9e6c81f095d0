"""One-time links of an invitation, for one customer or for many."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Now

from clientela.accounts.models import Link
from clientela.core.actor import Actor
from clientela.core.copying import copy_rows, new_ids
from clientela.core.powers import Power
from clientela.core.seals import new_token, token_hash

_COLUMNS = ("id", "purpose", "customer_id", "email_key", "token_hash", "expires_at", "pending")


@dataclass(frozen=True)
class Opened:
    """A link that was made just now: its row, and the token that only the email holds."""

    link_id: int
    token: str


def open_invitations(
    keys: Mapping[int, str], until: Mapping[int, datetime], *, by: Actor
) -> dict[int, Opened]:
    """Make an invitation's link for each of these customers, by their canonical emails; older ones end.

    In the caller's transaction, the customers' rows locked (security LK-01 to LK-03).
    """
    by.must(Power.CUSTOMERS_INVITE)
    close_invitations(list(keys), by=by)
    ids = new_ids("accounts_link_id_seq", len(keys))
    made = {customer: Opened(pk, new_token()) for customer, pk in zip(keys, ids, strict=True)}
    rows = (
        (one.link_id, Link.Purpose.INVITATION.value, pk, keys[pk], token_hash(one.token), until[pk], "")
        for pk, one in made.items()
    )
    copy_rows("accounts_link", _COLUMNS, rows)
    return made


def close_invitations(customer_ids: list[int], *, by: Actor) -> int:
    """End the invitations' links of these customers that are still open. Gives how many were."""
    by.must(Power.CUSTOMERS_INVITE)
    links = Link.objects.filter(customer_id__in=customer_ids, purpose=Link.Purpose.INVITATION)
    return links.filter(used_at=None, ended_at=None).update(ended_at=Now())
