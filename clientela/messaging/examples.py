"""What an email is looked at with before it is sent, and names in it that nothing is known of."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any

from babel.dates import format_date, format_time
from django.utils import translation
from django.utils.functional import Promise

from clientela.core import money
from clientela.customers.models import Customer
from clientela.messaging import objects
from clientela.messaging.kinds import REAL, Notification
from clientela.messaging.liquid import engine
from clientela.messaging.rendering import Own
from clientela.post.letter import marker
from clientela.store.models import Store

# How much (of 1) a name has in common with the one that is likely meant.
ALIKE = 0.7
# How a sample writes a moment, and a day.
_MOMENT = re.compile(r"(\d{1,2} [A-Z][a-z]+ \d{4})(?:, (\d\d:\d\d))?")
# What every list and text knows of itself.
_OF_LISTS = frozenset({"size", "first", "last"})


def values(
    notification: Notification,
    language: str,
    person: Customer | None = None,
    *,
    real: Mapping[str, Any] = MappingProxyType({}),
    with_addresses: bool = True,
    is_sealed: bool = False,
) -> dict[str, Any]:
    """The sample of an email; with a customer it is about them, and with what is `real` about that.

    `is_sealed` puts markers where secrets stand, as in the outbox.
    """
    with translation.override(language):
        sample = _drawn(notification.sample)
        reader = _reader(sample.get("customer", {}), person, real.get("customer", {}))
        if person and not with_addresses:
            reader, real = _without_addresses(reader), _without_addresses(real)
    sealed = {name: marker(name) for name in notification.secret} if is_sealed else {}
    return notification.whole({**sample, **real, **sealed, "customer": reader})


def real(notification: Notification, language: str, person: Customer) -> dict[str, Any]:
    """The newest that an email to this customer would really be about; nothing where there is none.

    Links that open something for its reader alone stay samples.
    """
    find = REAL.get(notification.kind)
    with translation.override(language):
        found = (find(person.pk) if find else None) or {}
    return {name: value for name, value in found.items() if name not in notification.secret}


def _reader(given: Mapping[str, Any], person: Customer | None, named: Mapping[str, Any]) -> dict[str, Any]:
    """`customer`, by the names that the email's own matter has for them."""
    if person is None:
        return {**objects.sample_customer(), **given}
    own = {name: value for name, value in named.items() if value not in (None, "")}
    return {**given, **objects.customer(person, objects.tags_of(person.pk)), **own}


def _without_addresses(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with the sample's addresses in place of real ones."""
    home = objects.sample_customer()["default_address"]
    shown: dict[str, Any] = {}
    for name, value in values.items():
        if name.endswith("addresses"):
            shown[name] = [home]
        elif name.endswith("address"):
            shown[name] = home
        else:
            shown[name] = _without_addresses(value) if isinstance(value, Mapping) else value
    return shown


def _drawn(value: Any) -> Any:
    """A sample's value in the language in use: words that are translated, and moments."""
    if isinstance(value, Mapping):
        return {name: _drawn(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_drawn(part) for part in value]
    return _moment(str(value)) if isinstance(value, str | Promise) else value


def _moment(text: str) -> str:
    """A moment or a day as emails write it, in the language in use; another text as it is."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return text
    at = datetime.strptime(f"{found[1]} {found[2] or '00:00'}", "%d %B %Y %H:%M").replace(tzinfo=UTC)
    day = str(format_date(at, "long", locale=money.locale()))
    return f"{day}, {format_time(at.time(), 'short', locale=money.locale())}" if found[2] else day


@dataclass(frozen=True)
class Doubt:
    """A name in a template that stands for nothing, and the one that is likely meant."""

    name: str
    part: str
    line: int
    column: int
    likely: str


def doubts(notification: Notification, own: Own) -> list[Doubt]:
    """Names that nothing is known of. Raises `TemplateBroken`."""
    known = values(notification, "en") | {"shop": objects.shop(Store.current())}
    every = [*notification.variables, *_paths(known)]
    found = []
    for part, source in (("subject", own.subject), ("body", own.body)):
        for name, (line, column) in engine.names(source, part=part).items():
            if not _is_known(name, known):
                likely = get_close_matches(name, every, n=1, cutoff=ALIKE)
                found.append(Doubt(name, part, line, column, likely[0] if likely else ""))
    return found


def _is_known(path: str, known: Mapping[str, Any]) -> bool:
    found: Any = known
    for name in path.split("."):
        if not isinstance(found, Mapping):
            # Inside a list, or of something that isn't there in the sample: the sample can't tell.
            return True
        if name not in found:
            return found is not known and name in _OF_LISTS
        found = found[name]
    return True


def _paths(known: Mapping[str, Any], before: str = "") -> Iterator[str]:
    for name, value in known.items():
        yield f"{before}{name}"
        if isinstance(value, Mapping) and before.count(".") < 2:
            yield from _paths(value, f"{before}{name}.")
