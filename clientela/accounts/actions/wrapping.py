"""Wrapping passwords from other shops in Argon2id, behind everything else (security PW-07)."""

import os
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from clientela.accounts.foreign.hashers import WrappedForeign
from clientela.accounts.foreign.keeping import unsealed, waiting
from clientela.accounts.models import Account
from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.core.seals import SealBroken
from clientela.jobs import actions as jobs
from clientela.jobs.models import Job

WRAPPING = "accounts.wrap"
# Behind whatever else wants the processor: sign-ins, pages, emails.
_NICE = 15
# A password that was changed, or strengthened by a sign-in, meanwhile is left as it is.
_WRAP = """
UPDATE accounts_account a SET password = w.wrapped, foreign_hash = ''
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS w(id, sealed, wrapped)
WHERE a.id = w.id AND a.foreign_hash = w.sealed RETURNING a.id
"""


def begin_wrapping(*, by: Actor) -> Job | None:
    """Start the job that wraps what waits; none where nothing does, or one is about to begin anyway."""
    by.must(Power.CUSTOMERS_IMPORT)
    if Job.objects.filter(kind=WRAPPING, state=Job.State.QUEUED, is_frozen=False).exists():
        return None
    return jobs.start(WRAPPING, {}, by=by) if waiting(WRAPPING) else None


def wrap(account_ids: Sequence[int], *, by: Actor) -> dict[int, bool]:
    """Wrap the bare hashes of these accounts, on all cores. Gives, for each that had one, whether that went.

    One whose seal no key opens stays as it is. The others' owners notice nothing.
    """
    by.must(Power.CUSTOMERS_IMPORT)
    bare = list(Account.objects.filter(pk__in=list(account_ids)).exclude(foreign_hash=""))
    with ThreadPoolExecutor(os.cpu_count() or 1, initializer=_step_back) as pool:
        made = list(pool.map(_wrapped, bare))
    _put([(one.pk, one.foreign_hash, text) for one, text in zip(bare, made, strict=True) if text])
    return {one.pk: bool(text) for one, text in zip(bare, made, strict=True)}


def _put(done: Sequence[tuple[int, str, str]]) -> None:
    if done:
        with connection.cursor() as cursor:
            cursor.execute(_WRAP, [list(column) for column in zip(*done, strict=True)])


def _wrapped(account: Account) -> str:
    try:
        return WrappedForeign().wrap(unsealed(account))
    except SealBroken:
        return ""


def _step_back() -> None:
    """Let other work go first. Only Linux counts each thread by itself."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
