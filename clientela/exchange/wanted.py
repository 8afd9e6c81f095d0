"""What a line of the file says about a customer: values in the form they are kept, or what is wrong."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils import timezone

from clientela.core import emails, phones, places
from clientela.core.errors import Refused
from clientela.core.places import Place
from clientela.customers import field_values
from clientela.customers.actions.intake import Agreed
from clientela.customers.actions.tags import clean
from clientela.customers.models import LONGEST_NOTE, MOST_TAGS, Consent, MetafieldDefinition, OptIn
from clientela.exchange.cells import bare, unmarked
from clientela.exchange.countries import country_code, may_be_military, region_code
from clientela.exchange.headings import ADDRESS, ADDRESS_NAME

LONGEST = 255
_YES, _NO = {"yes", "true", "1", "y", "ja", "sì", "si"}, {"no", "false", "0", "n", "nei", "nej"}
_MARKED = {"phone", "postcode", "address_phone"}
# The quick way: an address of plain signs, whose domain was looked at before.
_PLAIN = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
_STATES = {
    "subscribed": Consent.SUBSCRIBED,
    "not_subscribed": Consent.NOT_SUBSCRIBED,
    "unsubscribed": Consent.UNSUBSCRIBED,
    "pending": Consent.NOT_SUBSCRIBED,
    "redacted": Consent.NOT_SUBSCRIBED,
    "invalid": Consent.NOT_SUBSCRIBED,
}
_LEVELS = {"single": OptIn.SINGLE, "single_opt_in": OptIn.SINGLE, "double": OptIn.DOUBLE}
_LEVELS |= {"confirmed_opt_in": OptIn.DOUBLE, "unknown": OptIn.UNKNOWN}


@dataclass
class Wanted:
    """One line. `values` has only what the file says something about; `problems` are `code@field`.

    `doubts` are fields of the address that can't be right in its country; it is taken all the same.
    """

    line: int
    email: str = ""
    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None
    tags: list[str] = field(default_factory=list)
    email_consent: Agreed | None = None
    sms_consent: Agreed | None = None
    metafields: dict[int, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    doubts: tuple[str, ...] = ()

    @property
    def phone(self) -> str:
        return str(self.values.get("phone", ""))

    @property
    def name(self) -> tuple[str, str]:
        return self.values.get("first_name", ""), self.values.get("last_name", "")


class Reader:
    """Reads lines of one file: where each thing stands, and the country where no column names it."""

    def __init__(
        self,
        stands: Mapping[str, int],
        country: str,
        metafields: Mapping[str, MetafieldDefinition],
    ) -> None:
        self._simple = [(name, at) for name, at in stands.items() if name not in metafields]
        self._custom = [(metafields[name], at) for name, at in stands.items() if name in metafields]
        self._country = "" if {"country", "country_name"} & stands.keys() else country
        self._home = country
        self._named_places = any(name in stands for name in ADDRESS_NAME)
        self._has_email = "email" in stands

    def read(self, line: int, cells: Sequence[str]) -> Wanted:
        """Look at one line."""
        wanted = Wanted(line)
        width = len(cells)
        filled = ((name, cells[at]) for name, at in self._simple if at < width and cells[at])
        given = {name: text for name, cell in filled if (text := _bare(name, cell.strip()))}
        for code, name in (("region", "region_name"), ("country", "country_name")):
            if code not in given and name in given:
                given[code] = given[name]
        for name in given.keys() & _READ.keys():
            _attempt(wanted, name, _READ[name], given[name])
        if "phone" in given:
            home = country_code(given.get("country", "")) or self._home
            _attempt(wanted, "phone", lambda w, text: _phone(w, text, home), given["phone"])
        self._address(wanted, given)
        _consents(wanted, given)
        for definition, at in self._custom:
            if at < len(cells) and (text := bare(cells[at].strip())):
                _custom(wanted, definition, text)
        if not (wanted.key or wanted.phone or any(wanted.name)) and not wanted.problems:
            wanted.problems.append("nobody@email")
        return wanted

    def _address(self, wanted: Wanted, given: Mapping[str, str]) -> None:
        parts = {name: given[name] for name in ADDRESS if name in given}
        if not parts or not (parts.keys() - {"country", "region"} or "country" in parts):
            return
        code = country_code(parts["country"]) if "country" in parts else self._country
        if not code:
            wanted.problems.append("country_not_valid@country")
            return
        if too_long := [name for name, text in parts.items() if len(text) > LONGEST]:
            wanted.problems += [f"too_long@{name}" for name in too_long]
            return
        place = Place(
            first_name=self._of_place(wanted, given, "first_name"),
            last_name=self._of_place(wanted, given, "last_name"),
            region=region_code(code, parts.get("region", "")),
            country=code,
            phone=parts.get("address_phone", ""),
            **{name: parts.get(name, "") for name in ("company", "line1", "line2", "city", "postcode")},
        )
        wanted.place = _mended(wanted, place)
        if wanted.place:
            wanted.doubts = places.doubts(code, wanted.place.region, wanted.place.postcode)

    def _of_place(self, wanted: Wanted, given: Mapping[str, str], name: str) -> str:
        if self._named_places:
            return given.get(f"address_{name}", "")
        return str(wanted.values.get(name, ""))


def _bare(name: str, cell: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from reading it their way."""
    if not cell.startswith("'"):
        return cell
    return unmarked(cell) if name in _MARKED else bare(cell)


def _attempt(wanted: Wanted, name: str, read: Callable[[Wanted, str], None], text: str) -> None:
    try:
        read(wanted, text)
    except Refused as refused:
        wanted.problems.append(f"{refused.code}@{name}")
    except ValueError:
        wanted.problems.append(f"not_valid@{name}")


def _email(wanted: Wanted, text: str) -> None:
    wanted.email, wanted.key = emails.as_typed(text), email_key(text)


def email_key(text: str) -> str:
    """`emails.canonical`, quicker for the plain addresses that most are. Raises `EmailNotValid`."""
    local, _at, domain = text.rpartition("@")
    if len(text) <= 200 and len(local) <= 64 and _PLAIN.fullmatch(local) and domain.isascii():
        return f"{local.lower()}@{_host(domain)}"
    return emails.canonical(text)


@lru_cache(maxsize=20_000)
def _host(domain: str) -> str:
    return emails.domain_of(emails.canonical(f"a@{domain}"))


def _phone(wanted: Wanted, text: str, home: str) -> None:
    wanted.values["phone"] = phones.e164(text, home)


def _short(name: str) -> Callable[[Wanted, str], None]:
    def read(wanted: Wanted, text: str) -> None:
        folded = " ".join(text.split())
        if len(folded) > LONGEST:
            wanted.problems.append(f"too_long@{name}")
        wanted.values[name] = folded

    return read


def _note(wanted: Wanted, text: str) -> None:
    if len(text) > LONGEST_NOTE:
        wanted.problems.append("too_long@note")
    wanted.values["note"] = text.replace("\r\n", "\n")


def _tags(wanted: Wanted, text: str) -> None:
    wanted.tags = clean([text])
    if len(wanted.tags) > MOST_TAGS:
        wanted.problems.append("too_many_tags@tags")


def yes(text: str) -> bool:
    """What a cell of yes or no says. Raises `ValueError`."""
    small = text.casefold()
    if small not in _YES | _NO:
        raise ValueError(text)
    return small in _YES


def _tax(wanted: Wanted, text: str) -> None:
    wanted.values["tax_exempt"] = yes(text)


def _language(wanted: Wanted, text: str) -> None:
    code = text.replace("_", "-").split("-")[0].lower()
    known = dict(settings.LANGUAGES)
    code = {"no": "nb", "nn": "nb"}.get(code, code)
    if code not in known and not re.fullmatch(r"[a-z]{2,3}", code):
        raise ValueError(text)
    wanted.values["language"] = text if text in known else code


def _birthday(wanted: Wanted, text: str) -> None:
    day = date.fromisoformat(text)
    if day > timezone.now().date():
        raise ValueError(text)
    wanted.values["birthday"] = day


_READ: dict[str, Callable[[Wanted, str], None]] = {
    "email": _email,
    "first_name": _short("first_name"),
    "last_name": _short("last_name"),
    "note": _note,
    "tags": _tags,
    "tax_exempt": _tax,
    "language": _language,
    "birthday": _birthday,
}


def _mended(wanted: Wanted, place: Place) -> Place | None:
    """The address, or one of the US military post corrected; one that is wrong is a problem."""
    if not may_be_military(place):
        return place
    try:
        return places.checked(place) if places.is_military(place) else place
    except places.PlaceNotValid as wrong:
        wanted.problems += [f"address_not_valid@{_ADDRESS.get(name, name)}" for name in wrong.fields]
        return None


_ADDRESS = {"phone": "address_phone", "first_name": "address_first_name", "last_name": "address_last_name"}


def _consents(wanted: Wanted, given: Mapping[str, str]) -> None:
    for channel in ("email", "sms"):
        if f"{channel}_state" in given or f"{channel}_yes" in given:
            _attempt(wanted, f"{channel}_yes", lambda w, c: _consent(w, c, given), channel)


def _consent(wanted: Wanted, channel: str, given: Mapping[str, str]) -> None:
    names = (f"{channel}_state", f"{channel}_yes", f"{channel}_level")
    agreed, at = _agreed(*(given.get(name, "") for name in names)), _moment(given.get(f"{channel}_at", ""))
    setattr(wanted, f"{channel}_consent", replace(agreed, at=at) if at else agreed)


@lru_cache(maxsize=200)
def _agreed(said: str, plain: str, level: str) -> Agreed:
    """Consent by the words of three cells. Raises `ValueError`."""
    state = (
        _STATES[said.casefold().replace(" ", "_")]
        if said.casefold().replace(" ", "_") in _STATES
        else Consent.SUBSCRIBED
        if yes(plain)
        else Consent.NOT_SUBSCRIBED
    )
    return Agreed(state, _LEVELS.get(level.casefold().replace(" ", "_"), OptIn.UNKNOWN))


def _moment(text: str) -> datetime | None:
    """When somebody agreed, where the file says so. Raises `ValueError` for no moment, or one to come."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    if found > timezone.now():
        raise ValueError(text)
    return found


def _custom(wanted: Wanted, definition: MetafieldDefinition, text: str) -> None:
    try:
        wanted.metafields[definition.pk] = field_values.plain(field_values.read(definition, text))
    except Refused:
        wanted.problems.append(f"not_valid@metafield:{definition.full_name}")
