"""What other account settings would do to whom: a value that is shown before anything is done."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

# Up to here every one counts; of more, about how many: in a busy store the last digits never stand still.
EXACT = 20


class Weight(StrEnum):
    """How much an effect matters: it forbids the change, asks for a second thought, or is good to know."""

    FORBIDS = "forbids"
    WARNS = "warns"
    TELLS = "tells"


@dataclass(frozen=True)
class Effect:
    """One thing that would happen, to so many, in a sentence."""

    code: str
    count: int
    sentence: str | Promise
    weight: Weight = Weight.TELLS


@dataclass(frozen=True)
class Step:
    """One setting with its value before and after, as text."""

    key: str
    label: str | Promise
    before: str
    after: str

    @property
    def column(self) -> str:
        return self.key.partition(".")[2]


@dataclass(frozen=True)
class Plan:
    """What would change and what that does, drawn from settings of this version."""

    version: int
    steps: tuple[Step, ...]
    effects: tuple[Effect, ...]

    @property
    def forbidden(self) -> tuple[Effect, ...]:
        """Why it can't be done."""
        return tuple(effect for effect in self.effects if effect.weight is Weight.FORBIDS)

    @property
    def digest(self) -> str:
        """By what two looks at the same change are the same."""
        told = [(effect.code, roughly(effect.count)) for effect in self.effects]
        steps = [(step.key, step.before, step.after) for step in self.steps]
        return hashlib.sha256(json.dumps([self.version, steps, told]).encode()).hexdigest()[:32]

    @property
    def texts(self) -> dict[str, str]:
        """The new values by key."""
        return {step.key: step.after for step in self.steps}


def roughly(count: int) -> int:
    """A number as people remember it: exactly when small, else by its first figure."""
    if count < EXACT:
        return count
    unit: int = 10 ** (len(str(count)) - 1)
    return count // unit * unit


@dataclass(frozen=True)
class Means:
    """What somebody could sign in by, whether or not the store lets them."""

    has_email: bool = True
    has_password: bool = False
    has_passkey: bool = False
    has_provider: bool = False

    def open(self, methods: frozenset[str]) -> frozenset[str]:
        """The methods by which they come in, with what they have."""
        has = {"password": self.has_password, "passkey": self.has_passkey, "oidc": self.has_provider}
        own = {name for name, there in has.items() if there}
        return frozenset(own | ({"code"} if self.has_email else set())) & methods

    def has_way(self, methods: frozenset[str]) -> bool:
        """Whether any way is left: whoever reads a mailbox can also choose a password behind a link."""
        return bool(self.open(methods)) or (self.has_email and "password" in methods)


Holders = Mapping[Means, int]


def stranded(holders: Holders, before: frozenset[str], after: frozenset[str]) -> int:
    """How many would be left without a way in who have one now."""
    return sum(n for means, n in holders.items() if means.has_way(before) and not means.has_way(after))
