"""What an email is looked at with before it is sent, and names in it that nothing is known of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils import translation

from clientela.customers.models import Customer
from clientela.messaging import objects
from clientela.messaging.kinds import Notification
from clientela.messaging.liquid import engine
from clientela.messaging.rendering import Own
from clientela.post.letter import marker
from clientela.store.models import Store

# How much (of 1) a name has in common with the one that is likely meant.
ALIKE = 0.7
# What every list and text knows of itself.
_OF_LISTS = frozenset({"size", "first", "last"})


def values(
    notification: Notification,
    language: str,
    person: Customer | None = None,
    *,
    with_addresses: bool = True,
    is_sealed: bool = False,
) -> dict[str, Any]:
    """The sample of an email; with a customer it is about them, where the sample speaks of nobody else.

    `is_sealed` puts markers where secrets stand, as in the outbox.
    """
    given = notification.sample.get("customer", {})
    with translation.override(language):
        if person is None:
            reader = objects.sample_customer() | given
        else:
            reader = given | objects.customer(person, objects.tags_of(person.pk))
            if not with_addresses:
                sample = objects.sample_customer()
                reader |= {name: sample[name] for name in ("default_address", "addresses")}
    sealed = {name: marker(name) for name in notification.secret} if is_sealed else {}
    return notification.whole({**notification.sample, **sealed, "customer": reader})


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
