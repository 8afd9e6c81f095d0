"""The people of the demo store: who they are, where they live, what they agreed to; the same every time."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from random import Random

from .library import sections, words
from .names import COUNTRIES, Name, names
from .phones import phone
from .places import Place, Roll, place
from .seasons import DAYS, Seasons

SEED = 20_260


class Kind(StrEnum):
    """What a person is to the store; decides their orders, their account and their consents."""

    NEWSLETTER_ONLY = "newsletter_only"
    GUEST = "guest"
    ONE_TIME = "one_time"
    RETURNING = "returning"
    LAPSED = "lapsed"
    ABANDONED = "abandoned"
    VIP = "vip"
    IMPORTED = "imported"
    INVITED = "invited"
    DECLINED = "declined"
    DEACTIVATED = "deactivated"


class AccountState(StrEnum):
    """Whether a person can sign in."""

    NONE = "none"
    INVITED = "invited"
    ENABLED = "enabled"
    DECLINED = "declined"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to, and when.

    State: not_subscribed, pending, subscribed or unsubscribed. Level: single, double or unknown.
    """

    state: str
    level: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Person:
    """One person of the demo store, ready to be written down as a customer."""

    index: int
    kind: Kind
    country: str
    language: str
    first_name: str
    last_name: str
    company: str
    email: str
    phone: str | None
    address: Place | None
    extra_addresses: tuple[Place, ...]
    joined_at: datetime
    tags: tuple[str, ...]
    note: str
    birthday: date | None
    email_consent: Consent
    sms_consent: Consent
    tax_exempt: bool
    account_state: AccountState

    @property
    def has_account(self) -> bool:
        """Whether there is an account, one that works or one that staff switched off."""
        return self.account_state in (AccountState.ENABLED, AccountState.DEACTIVATED)


@dataclass(frozen=True, slots=True)
class _Habits:
    """How often a kind comes, on which of the 730 days it joins, and how often it has the things below."""

    share: float
    joins: tuple[int, int]
    account: float
    phone: float
    address: float
    subscribed: float


_LATEST = DAYS - 1
_HABITS = {
    Kind.NEWSLETTER_ONLY: _Habits(0.255, (0, _LATEST), 0.0, 0.03, 0.0, 0.88),
    Kind.GUEST: _Habits(0.215, (0, _LATEST), 0.0, 0.55, 1.0, 0.22),
    Kind.ONE_TIME: _Habits(0.18, (0, _LATEST), 0.62, 0.6, 1.0, 0.4),
    Kind.RETURNING: _Habits(0.135, (0, 600), 0.9, 0.75, 1.0, 0.62),
    Kind.LAPSED: _Habits(0.08, (0, 300), 0.72, 0.6, 1.0, 0.35),
    Kind.ABANDONED: _Habits(0.06, (60, _LATEST), 0.35, 0.3, 0.6, 0.3),
    Kind.VIP: _Habits(0.015, (0, 420), 1.0, 0.92, 1.0, 0.85),
    Kind.IMPORTED: _Habits(0.025, (0, 90), 0.0, 0.5, 0.85, 0.0),
    Kind.INVITED: _Habits(0.018, (200, _LATEST), 0.0, 0.5, 1.0, 0.3),
    Kind.DECLINED: _Habits(0.006, (100, 690), 0.0, 0.5, 1.0, 0.1),
    Kind.DEACTIVATED: _Habits(0.011, (0, 600), 1.0, 0.6, 1.0, 0.2),
}
_KINDS = tuple(_HABITS)
_UPTO = tuple(accumulate(habits.share for habits in _HABITS.values()))
_STATES = {
    Kind.INVITED: AccountState.INVITED,
    Kind.DECLINED: AccountState.DECLINED,
    Kind.DEACTIVATED: AccountState.DEACTIVATED,
}
_LANGUAGES = {"GB": "en", "NO": "nb", "SE": "sv", "DK": "da", "DE": "de", "IT": "it", "US": "en-US"}
_HUNDRED = {"GB": 34, "NO": 16, "SE": 14, "DK": 11, "DE": 11, "IT": 7, "US": 7}
_DOMAINS = ("example.com", "example.net", "example.org", "example.com", "example.net")
_OWN_DOMAINS = words("common.txt", "domains")
_TAGS = words("common.txt", "tags")
_NOTES = tuple(sections("common.txt")["notes"].splitlines())
_NOT_ASKED = Consent("not_subscribed", "unknown", None)


def _countries() -> tuple[str, ...]:
    """A hundred countries in the shares of the store's customers, mixed; person i has number i modulo 100."""
    hundred = [country for country in COUNTRIES for _ in range(_HUNDRED[country])]
    roll = Random(SEED).random  # noqa: S311
    return tuple(sorted(hundred, key=lambda _: roll()))


_MIX = _countries()
_RANKS = tuple(_MIX[:slot].count(country) for slot, country in enumerate(_MIX))


def _kind(roll: Roll) -> Kind:
    return _KINDS[min(bisect_right(_UPTO, roll()), len(_KINDS) - 1)]


def _address_of(first: Name, last: Name, index: int, roll: Roll) -> str:
    """An email address of a domain reserved for examples; the number in it makes it unique."""
    style, chance = roll(), roll()
    if style < 0.55:
        user = f"{first.plain}.{last.plain}.{index}"
    elif style < 0.7:
        user = f"{first.plain}{last.plain}{index}"
    elif style < 0.82:
        user = f"{first.plain[0]}.{last.plain}{index}"
    elif style < 0.95:
        user = f"{first.plain}{index}"
    else:
        user = f"{first.plain.title()}.{last.plain.title()}.{index}"
    if chance < 0.8:
        return f"{user}@{_DOMAINS[int(chance / 0.8 * len(_DOMAINS))]}"
    return f"{user}@{_OWN_DOMAINS[int((chance - 0.8) / 0.2 * len(_OWN_DOMAINS))]}.example"


def _email_consent(kind: Kind, joined: datetime, roll: Roll) -> Consent:
    if kind is Kind.IMPORTED and roll() < 0.5:
        return Consent("subscribed", "unknown", None)
    chance, subscribed = roll(), _HABITS[kind].subscribed
    if chance < subscribed:
        return Consent("subscribed", "double" if chance < subscribed * 0.6 else "single", joined)
    if kind is Kind.NEWSLETTER_ONLY and chance < 0.95:
        return Consent("pending", "double", joined)
    if kind is Kind.NEWSLETTER_ONLY or chance > 0.93:
        return Consent("unsubscribed", "single", joined)
    return _NOT_ASKED


def _sms_consent(number: str | None, joined: datetime, roll: Roll) -> Consent:
    return Consent("subscribed", "single", joined) if number and roll() < 0.16 else _NOT_ASKED


def _tags(kind: Kind, company: str, roll: Roll) -> tuple[str, ...]:
    tags = ["vip"] if kind is Kind.VIP else ["old shop"] if kind is Kind.IMPORTED else []
    if company and roll() < 0.6:
        tags.append("trade")
    elif roll() < 0.09:
        tags.append(_TAGS[int(roll() * len(_TAGS))])
    return tuple(tags)


def _extra_addresses(kind: Kind, country: str, roll: Roll) -> tuple[Place, ...]:
    chance = roll() * (0.35 if kind is Kind.VIP else 1.0)
    count = 0 if chance > 0.09 else 1 if chance > 0.02 else 2
    return tuple(place(country, roll) for _ in range(count))


def _account(kind: Kind, roll: Roll) -> AccountState:
    if kind in _STATES:
        return _STATES[kind]
    return AccountState.ENABLED if roll() < _HABITS[kind].account else AccountState.NONE


def all_tags() -> tuple[str, ...]:
    """Every tag that somebody may have."""
    return ("vip", "old shop", "trade", *_TAGS)


class People:
    """Draws any person of the demo store by number; `today` ends the two years they joined in."""

    def __init__(self, today: date, seed: int = SEED) -> None:
        self.seasons = Seasons(today)
        self._seed = seed << 40
        self._random = Random()  # noqa: S311
        self._eldest = today - timedelta(days=365 * 82)

    def person(self, index: int) -> Person:
        """Person number `index`, from 0; the same whoever else is asked for."""
        self._random.seed(self._seed | index)
        roll = self._random.random
        kind = _kind(roll)
        habits, country = _HABITS[kind], _MIX[index % 100]
        known = names(country)
        first, last = known.first[int(roll() * len(known.first))], known.last[int(roll() * len(known.last))]
        joined = self.seasons.moment(roll, *habits.joins)
        number = self._phone(country, index) if roll() < habits.phone else None
        address = place(country, roll) if roll() < habits.address else None
        company = known.companies[int(roll() * len(known.companies))] if address and roll() < 0.04 else ""
        nameless = kind is Kind.NEWSLETTER_ONLY and roll() < 0.6
        return Person(
            index=index,
            kind=kind,
            country=country,
            language=_LANGUAGES[country] if roll() < 0.95 else "en",
            first_name="" if nameless else first.spelled,
            last_name="" if nameless else last.spelled,
            company=company,
            email=_address_of(first, last, index, roll),
            phone=number,
            address=address,
            extra_addresses=_extra_addresses(kind, country, roll) if address else (),
            joined_at=joined,
            tags=_tags(kind, company, roll),
            note=_NOTES[int(roll() * len(_NOTES))] if roll() < (0.4 if kind is Kind.VIP else 0.04) else "",
            birthday=self._eldest + timedelta(days=int(roll() * 62 * 365)) if roll() < 0.16 else None,
            email_consent=_email_consent(kind, joined, roll),
            sms_consent=_sms_consent(number, joined, roll),
            tax_exempt=bool(company) and roll() < 0.2,
            account_state=_account(kind, roll),
        )

    def kind(self, index: int) -> Kind:
        """What person number `index` is to the store."""
        self._random.seed(self._seed | index)
        return _kind(self._random.random)

    def people(self, count: int, start: int = 0) -> Iterator[Person]:
        """So many people, one after the other."""
        return map(self.person, range(start, start + count))

    @staticmethod
    def _phone(country: str, index: int) -> str:
        return phone(country, index // 100 * _HUNDRED[country] + _RANKS[index % 100])
