"""Giving many customers accounts at once, from an import or the demo."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from clientela.accounts.models import Account
from clientela.core.actor import Actor
from clientela.core.copying import copy_rows
from clientela.core.powers import Power

_COLUMNS = ("customer_id", "password", "activated_at", "created_at")


def take_in_accounts(
    since: Mapping[int, datetime], *, by: Actor, passwords: Mapping[int, str] | None = None
) -> int:
    """Add accounts for customers who have none, by id and since when. Gives how many were added.

    Without a hash in `passwords` they set one by a reset. The customers' own `account_state` comes with them.
    """
    by.must(Power.CUSTOMERS_IMPORT)
    hashes = passwords or {}
    with transaction.atomic():
        ids: Sequence[int] = list(since)
        known = set(Account.objects.filter(customer_id__in=ids).values_list("customer_id", flat=True))
        rows = [(pk, hashes.get(pk, ""), since[pk], since[pk]) for pk in ids if pk not in known]
        return copy_rows("accounts_account", _COLUMNS, rows)
