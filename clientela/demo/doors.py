"""What the demo's account activity shows: ordinary days, robots that make accounts, guessers."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils import timezone

from clientela.accounts.actions.watching import NewAttempt, take_in_attempts, take_in_held
from clientela.accounts.models import Account, Attempt
from clientela.core import emails
from clientela.core.actor import SYSTEM
from clientela.gate import actions as gate
from clientela.gate.models import Block

SIGN_UP, FAILED = Attempt.Kind.SIGN_UP, Attempt.Kind.SIGN_IN_FAILED
DAYS = 90
HOUR = timedelta(hours=1)
# Robots make accounts from the first, with addresses that are thrown away; guessers come from the second.
ROBOTS, GUESSERS, FORMER = "203.0.113.0/24", "198.51.100.0/24", "192.0.2.0/24"
_THROWN = ("mailinator.com", "guerrillamail.com", "yopmail.com")
_USUAL = ("gmail.com", "outlook.com", "icloud.com", "example.com", "example.net", "example.org")
_ODD = "disposable block no_proof"
_HELD = 4


def watch_doors() -> None:
    """Write down what came to the doors in the last three months. The same store gets the same."""
    dice, now = random.Random(20261120), timezone.now().replace(minute=0, second=0, microsecond=0)  # noqa: S311
    fresh = Account.objects.select_related("customer").filter(
        customer__account_state="enabled", customer__orders_count=0
    )
    held = list(fresh.order_by("-created_at", "-pk")[:_HELD])
    rows = [*_ordinary(dice, now), *_robots(dice, now, held), *_guessers(dice, now)]
    take_in_attempts(rows, by=SYSTEM)
    take_in_held({account.pk: "block no_proof" for account in held}, now - 30 * HOUR, by=SYSTEM)
    gate.block(Block.Kind.NETWORK, FORMER, reason="A burst in spring", is_sure=True, by=SYSTEM)


def _ordinary(dice: random.Random, now: datetime) -> Iterator[NewAttempt]:
    """A few sign-ups and mistyped passwords a day, from everywhere, hardly any at night."""
    for day in range(DAYS):
        for _number in range(dice.randint(3, 12)):
            kind = SIGN_UP if dice.random() < 0.4 else FAILED
            at = now - timedelta(days=day, hours=dice.triangular(0, 23, 10), minutes=dice.randrange(60))
            rest = ".".join(str(dice.randrange(256)) for _part in range(3))
            ip = f"{dice.choice((81, 84, 92, 109))}.{rest}"
            yield NewAttempt(kind, at, ip, dice.choice(_USUAL))


def _robots(dice: random.Random, now: datetime, held: list[Account]) -> Iterator[NewAttempt]:
    """Some fifty accounts within two hours of the night before last."""
    start = now - 31 * HOUR
    for number in range(54):
        at = start + timedelta(seconds=dice.randrange(2 * 3600))
        domain, ip = dice.choice(_THROWN), f"203.0.113.{dice.randrange(1, 255)}"
        yield NewAttempt(SIGN_UP, at, ip, domain, score=100, reasons=_ODD)
        if number < len(held):
            customer = held[number].customer
            own = emails.domain_of(customer.email_key or "")
            yield NewAttempt(SIGN_UP, at, ip, own, customer.pk, 60, "block no_proof")


def _guessers(dice: random.Random, now: datetime) -> Iterator[NewAttempt]:
    """Passwords tried for hours, six evenings ago and again this morning."""
    for begun, hours, many in ((now - 145 * HOUR, 3, 420), (now - 9 * HOUR, 2, 160)):
        for _number in range(many):
            at = begun + timedelta(seconds=dice.randrange(hours * 3600))
            yield NewAttempt(FAILED, at, f"198.51.100.{dice.randrange(1, 40)}", dice.choice(_USUAL))
