"""Bringing customers along from another shop, with the passwords they know."""

import csv
import os
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from clientela.accounts import foreign
from clientela.accounts.actions.intake import Became, Brought, bring_along
from clientela.accounts.actions.wrapping import begin_wrapping
from clientela.accounts.models import AccountSettings, Method
from clientela.core import emails
from clientela.core.actor import Actor
from clientela.core.places import LONGEST
from clientela.core.powers import Power
from clientela.customers.actions.intake import Intake
from clientela.customers.doors import refuse_import
from clientela.customers.models import Source
from clientela.exchange.account_rows import AccountRow, count_rows, rows
from clientela.exchange.events import AccountsImported
from clientela.journal.actions import record

Tick = Callable[[int, int], None]
HEADER = ("line", "email", "result", "reason")
# So many lines are brought in at once, all or none of them.
AT_ONCE = 5_000
_TRIES = 3
ADDED, LEFT, REFUSED = "added", "left as it was", "not taken"
_SAID: dict[Became, tuple[str, str]] = {
    Became.ACCOUNT: ("account added", ""),
    Became.GIVEN_ACCOUNT: ("account added", "the customer was known already"),
    Became.CUSTOMER: ("customer added", "without an account"),
    Became.KNOWN: (LEFT, "known already"),
    Became.HAS_ACCOUNT: (LEFT, "has an account already"),
    Became.DECLINED: (LEFT, "declined an account"),
    Became.DEACTIVATED: (LEFT, "deactivated by staff"),
}
_NO_FORMAT, _NO_KIND = "there is no such format", "this kind of password hash isn't known"


@dataclass
class AccountsReport:
    """What an import of accounts found and did."""

    file: Path
    counts: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    job_id: int | None = None

    def sentences(self) -> Iterator[str]:
        """The report in words."""
        new, without = self.counts["account added"], self.counts["customer added"]
        lines = sum(self.counts.values())
        yield f"{lines:,} lines: {new:,} accounts and {without:,} customers without one added."
        if self.unread:
            yield f"{self.unread:,} passwords are of no kind that is known; invite those customers."
        yield f"{self.counts[LEFT]:,} left as they were, {self.counts[REFUSED]:,} not taken."
        if not (new or without):
            yield "Everything was there already; nothing has changed."
        yield f"What became of each line: {self.file}"
        if self.job_id:
            yield f"The worker wraps the passwords from now on (job {self.job_id}). They can be used already."
        if not AccountSettings.current().allows(Method.PASSWORD):
            yield "This store lets nobody in by a password yet: see accounts.methods and accounts.policy."


def import_accounts(
    file: Path, report: Path, tick: Tick, *, by: Actor, proved: bool = False
) -> AccountsReport:
    """Bring in a file's customers, with accounts where it has their passwords' hashes.

    Everybody who is there already is left alone, so bringing the same file in again changes nothing; the
    report, a new file, tells what became of each line. `proved` says that the other shop had proved the
    addresses. Raises `FileNotReadable`, `ImportClosed` before anything is changed.
    """
    by.must(Power.CUSTOMERS_IMPORT)
    refuse_import()
    total, told = count_rows(file), AccountsReport(report)
    now, seen = datetime.now(UTC), dict[str, int]()
    tick(0, total)
    with os.fdopen(os.open(report, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(HEADER)
        source, done = rows(file), 0
        while chunk := list(islice(source, AT_ONCE)):
            for row, result, reason in _bring([_read(row, now, proved, seen) for row in chunk], by):
                lines.writerow((row.line, _plain(row.email), result, reason))
                told.counts[result] += 1
                told.unread += reason in {_NO_FORMAT, _NO_KIND}
            done += len(chunk)
            tick(done, total)
    _conclude(told, by)
    return told


def _conclude(told: AccountsReport, by: Actor) -> None:
    with transaction.atomic():
        job = begin_wrapping(by=by)
        told.job_id = job.pk if job else None
        accounts, customers = told.counts["account added"], told.counts["customer added"]
        if accounts or customers:
            record(AccountsImported(accounts, customers), by=by)


@dataclass(frozen=True)
class _Read:
    """A line that was looked at: somebody to bring along, or why not; and what is wrong with their hash."""

    row: AccountRow
    brought: Brought | None = None
    problem: str = ""


def _read(row: AccountRow, now: datetime, proved: bool, seen: dict[str, int]) -> _Read:
    """Look at a line, and remember its address: of two with one, the first counts."""
    if not row.email:
        return _Read(row, problem="no email address")
    if max(len(row.first_name), len(row.last_name)) > LONGEST:
        return _Read(row, problem="a name longer than 255 letters")
    try:
        key = emails.canonical(row.email)
    except emails.EmailNotValid:
        return _Read(row, problem="not an email address")
    if (first := seen.setdefault(key, row.line)) != row.line:
        return _Read(row, problem=f"the same address as line {first}")
    bare = foreign.recognise(row.hash, row.format) if row.hash else None
    person = Intake(
        emails.as_typed(row.email),
        row.since or now,
        Source.IMPORT,
        first_name=row.first_name,
        last_name=row.last_name,
        is_verified=proved,
    )
    unread = "" if bare or not row.hash else _NO_KIND
    if unread and row.format and row.format not in foreign.FAMILIES:
        unread = _NO_FORMAT
    return _Read(row, Brought(key, person, bare), unread)


def _bring(chunk: list[_Read], by: Actor) -> Iterator[tuple[AccountRow, str, str]]:
    """Bring a chunk in. Gives each line with what became of it and why."""
    became = _at_once([one.brought for one in chunk if one.brought], by)
    for one in chunk:
        if one.brought is None:
            yield one.row, REFUSED, one.problem
            continue
        fate = became[one.brought.key]
        result, reason = _SAID[fate]
        yield one.row, result, one.problem if fate is Became.CUSTOMER and one.problem else reason


def _at_once(people: list[Brought], by: Actor) -> dict[str, Became]:
    for left in reversed(range(_TRIES)):
        try:
            return bring_along(people, by=by)
        except IntegrityError:
            # Somebody registered with one of these addresses just then; now they are known.
            if not left:
                raise
    raise AssertionError


def _plain(cell: Any) -> str:
    """A cell that no spreadsheet takes for a formula (security FI-03)."""
    text = str(cell)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "\0", "'")) else text
