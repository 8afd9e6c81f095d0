"""How suspicious a new account looks: signs in, a score with its reasons out. No database.

Each sign adds its points; from `HELD_FROM` points the account is held back, where the store wants that.
Somebody who has ordered before is never suspicious.
"""

import re
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy as _

from clientela.accounts.bursts import Pace

HELD_FROM = 60
POINTS = {
    "disposable": 40,
    "block": 40,
    "domain": 30,
    "name_link": 60,
    "name_odd": 30,
    "no_proof": 20,
}
WORDS = {
    "disposable": _("Throw-away email address"),
    "block": _("Many sign-ups from these network addresses"),
    "domain": _("Many sign-ups with this email domain"),
    "name_link": _("A web address as a name"),
    "name_odd": _("Letters at random as a name"),
    "no_proof": _("The browser did no work"),
}
CALM = Pace()
# What difficulty of work is asked for at least and at most, as powers of two.
EASIEST, HARDEST = 14, 20
_TOP = "com|net|org|info|biz|ru|xyz|top|click|link|site|online|shop|store|live|io|me|cc|co|ly"
_LINK = re.compile(rf"https?:|www\.|[a-z0-9-]{{2,}}\.(?:{_TOP})(?:\b|/)", re.IGNORECASE)
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}", re.IGNORECASE)
_INNER_CAPITALS = re.compile(r"(?<=[a-z])[A-Z]")


@dataclass(frozen=True)
class Signs:
    """What is known of somebody who makes an account."""

    domain: str
    name: str = ""
    has_proof: bool = True
    from_block: Pace = CALM
    from_domain: Pace = CALM
    has_ordered: bool = False


@dataclass(frozen=True)
class Verdict:
    """The score, and the signs that made it."""

    score: int
    reasons: tuple[str, ...]

    @property
    def is_suspicious(self) -> bool:
        """Whether the account should be looked at before it is used."""
        return self.score >= HELD_FROM


def judge(signs: Signs) -> Verdict:
    """How suspicious these signs are, and why."""
    if signs.has_ordered:
        return Verdict(0, ())
    there = {
        "disposable": is_disposable(signs.domain),
        "block": signs.from_block.is_burst,
        "domain": signs.from_domain.is_burst,
        "name_link": bool(_LINK.search(signs.name)),
        "name_odd": is_odd(signs.name),
        "no_proof": not signs.has_proof,
    }
    reasons = tuple(name for name, is_there in there.items() if is_there)
    return Verdict(sum(POINTS[name] for name in reasons), reasons)


@cache
def _disposable() -> frozenset[str]:
    # Some 200 KiB of text, which only those need who judge.
    from disposable_email_domains import blocklist

    return frozenset(blocklist)


def is_disposable(domain: str) -> bool:
    """Whether addresses at this domain, or one above it, are thrown away after minutes."""
    parts = domain.lower().split(".")
    return any(".".join(parts[at:]) in _disposable() for at in range(len(parts) - 1))


def is_odd(name: str) -> bool:
    """Whether a name looks like keys pressed at random: digits, hardly a vowel, capitals in the middle."""
    if len(re.findall(r"\d", name)) > 1 or _CONSONANTS.search(name):
        return True
    return any(len(_INNER_CAPITALS.findall(word)) > 2 for word in name.split())


def in_words(reasons: str) -> list[str]:
    """The reasons of an attempt, as it keeps them, in words."""
    return [str(WORDS[name]) for name in reasons.split() if name in WORDS]


def difficulty(easy: int, from_block: int, everyone: Pace) -> int:
    """How hard the work is that a browser is asked for, as a power of two.

    One step harder for each doubling of what came from its block within the hour, from five on; one more
    while the whole store sees a burst.
    """
    steps = max(0, (from_block // 5).bit_length()) + (1 if everyone.is_burst else 0)
    return max(EASIEST, min(HARDEST, easy + steps))
