"""What is written down of sign-ups and failed sign-ins, and accounts that are held back as suspicious."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models.functions import Now

from clientela.accounts import watched
from clientela.accounts.events import AccountHeldBack, AccountReleased
from clientela.accounts.guarding import Signs, Verdict, judge
from clientela.accounts.models import Account, AccountSettings, Attempt
from clientela.accounts.telling import welcome
from clientela.core import emails
from clientela.core.actor import Actor
from clientela.core.errors import NotThere
from clientela.core.powers import Power
from clientela.customers.models import AccountState, Customer
from clientela.gate import actions as gate
from clientela.journal.actions import record

# Ways by which people make accounts of themselves; the store's own invitations and sites are trusted.
SELF_MADE = frozenset({"registration", "code", "reset", "oidc"})
# Who comes by these has just proved the mailbox, or somebody whom the store trusts says so (lesson 5).
PROOFS = frozenset({"code", "invitation", "oidc", "multipass"})


def note_failure(key: str, customer_id: int | None, *, by: Actor) -> None:
    """Write down a sign-in that failed; one statement, whatever is known of the address (security EN-02)."""
    by.anyone_may()
    _note(Attempt.Kind.SIGN_IN_FAILED, key, customer_id, by)


def _note(
    kind: Attempt.Kind, key: str, customer_id: int | None, by: Actor, verdict: Verdict | None = None
) -> None:
    Attempt.objects.create(
        kind=kind,
        network=gate.network(by.ip),
        block=gate.block_of(by.ip),
        domain=emails.domain_of(key),
        customer_id=customer_id,
        score=verdict.score if verdict else 0,
        reasons=" ".join(verdict.reasons) if verdict else "",
    )


def note_sign_up(customer: Customer, account: Account, how: str, *, by: Actor) -> None:
    """Judge a new account and write the sign-up down; a suspicious one is held back where the store wants it.

    In the caller's transaction, while the customer isn't `enabled` yet. Invited ones are expected.
    """
    by.must_be_customer(customer.pk)
    if how not in SELF_MADE or customer.account_state == AccountState.INVITED:
        return
    domain = emails.domain_of(customer.email_key or "")
    name = Customer.objects.values_list("first_name", "last_name").get(pk=customer.pk)
    verdict = judge(
        Signs(
            domain,
            " ".join(name).strip(),
            by.has_proof or how == "oidc",
            watched.pace_of("block", gate.block_of(by.ip)),
            watched.pace_of("domain", domain),
            bool(customer.orders_count),
        )
    )
    _note(Attempt.Kind.SIGN_UP, customer.email_key or "", customer.pk, by, verdict)
    if verdict.is_suspicious and AccountSettings.current().guards_sign_up:
        _hold_back(account, verdict, by)


def _hold_back(account: Account, verdict: Verdict, by: Actor) -> None:
    reasons = " ".join(verdict.reasons)
    Account.objects.filter(pk=account.pk).update(
        quarantined_at=Now(), quarantine_reason=reasons, released_at=None
    )
    account.refresh_from_db(fields=["quarantined_at", "quarantine_reason", "released_at"])
    record(AccountHeldBack(verdict.score, reasons), by=by, customer_id=account.customer_id)


def let_go(customer: Customer, how: str, *, by: Actor) -> None:
    """Let an account go, on the store's part; the mailbox is proved once more before it signs in.

    In the caller's transaction. Raises `NotThere` for one that isn't held back.
    """
    by.must(Power.ACCOUNTS_GUARD)
    held = Account.objects.filter(customer=customer, quarantined_at__isnull=False)
    if not held.update(released_at=Now()):
        raise NotThere
    record(AccountReleased(how), by=by, customer_id=customer.pk)


def mailbox_proved(customer: Customer, *, by: Actor) -> bool:
    """Open an account that was let go, now that its mailbox is proved again. Gives whether there was one."""
    by.must_be_customer(customer.pk)
    held = Account.objects.filter(customer=customer, quarantined_at__isnull=False, released_at__isnull=False)
    opened = bool(held.update(quarantined_at=None))
    if opened:
        welcome(customer.pk, by=by)
    return opened


@dataclass(frozen=True)
class NewAttempt:
    """A sign-up or failed sign-in of some time ago."""

    kind: Attempt.Kind
    at: datetime
    ip: str
    domain: str
    customer_id: int | None = None
    score: int = 0
    reasons: str = ""


def take_in_attempts(attempts: Iterable[NewAttempt], *, by: Actor) -> int:
    """Write down many of some time ago at once, for the demo. Gives how many."""
    by.must(Power.CUSTOMERS_IMPORT)
    rows = [
        Attempt(
            kind=one.kind,
            at=one.at,
            network=gate.network(one.ip),
            block=gate.block_of(one.ip),
            domain=one.domain,
            customer_id=one.customer_id,
            score=one.score,
            reasons=one.reasons,
        )
        for one in sorted(attempts, key=lambda one: one.at)
    ]
    return len(Attempt.objects.bulk_create(rows, batch_size=1000))


def take_in_held(reasons: Mapping[int, str], at: datetime, *, by: Actor) -> None:
    """Hold accounts back since some time ago, by account id and why, for the demo."""
    by.must(Power.CUSTOMERS_IMPORT)
    for account_id, why in reasons.items():
        Account.objects.filter(pk=account_id).update(quarantined_at=at, quarantine_reason=why)
