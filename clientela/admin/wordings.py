"""What the pages about the words of emails show."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.customers import queries as customers
from clientela.customers.models import Customer
from clientela.messaging import actions, changes, examples, queries
from clientela.messaging.actions.wording import TemplateWrong
from clientela.messaging.examples import Doubt
from clientela.messaging.kinds import KINDS, Notification
from clientela.messaging.liquid.engine import TemplateBroken
from clientela.messaging.models import Wording
from clientela.messaging.rendering import Own, Rendered
from clientela.staff import queries as staff
from clientela.store.models import Store

PATH = "/admin/settings/notifications"
GROUPS = {
    "accounts": _("Accounts"),
    "orders": _("Orders"),
    "marketing": _("Marketing"),
    "staff": _("Staff"),
    "other": _("Other"),
}
# What every email may name.
_EVERYWHERE = {
    "shop.name": _("What the store is called"),
    "shop.url": _("The store's address on the web"),
    "shop.email": _("The store's email address"),
    "shop.email_logo_url": _("The store's logo, if it has one"),
    "shop.email_accent_color": _("The store's colour"),
    "customer.first_name": _("The customer's first name"),
    "customer.name": _("The customer's name"),
    "customer.email": _("The customer's email address"),
}
_SUMS = ("price", "tax", "amount", "balance", "value", "discounts", "refunded")


class Row(NamedTuple):
    """One email in the list: in which languages its words are the store's own, and where they failed."""

    kind: Notification
    own: list[str]
    failed: list[str]


def listed(store: Store) -> list[tuple[str | Promise, list[Row]]]:
    """All emails by topic, those of one topic by title."""
    changed = queries.changed()
    rows: dict[str, list[Row]] = {name: [] for name in GROUPS}
    for kind in sorted(KINDS.values(), key=lambda kind: str(kind.title)):
        found = [changed[kind.kind, code] for code in store.languages if (kind.kind, code) in changed]
        own = [spoken(wording.language) for wording in found]
        failed = [spoken(wording.language) for wording in found if wording.failed_at]
        rows[kind.group].append(Row(kind, own, failed))
    return [(GROUPS[name], rows[name]) for name in GROUPS if rows[name]]


def spoken(language: str) -> str:
    """What a language is called."""
    return str(dict(settings.LANGUAGES).get(language, language))


class Variable(NamedTuple):
    """A name that a template may use, its meaning, and what is written for it."""

    name: str
    meaning: str | Promise
    words: str
    is_hidden: bool = False


def variables(kind: Notification) -> tuple[list[Variable], list[Variable]]:
    """What this email may name, and what every email may."""
    sample = examples.values(kind, "en")
    own = [
        Variable(name, meaning, _written(name, sample), kind.hides(name))
        for name, meaning in kind.variables.items()
    ]
    every = [
        Variable(name, meaning, _written(name, sample))
        for name, meaning in _EVERYWHERE.items()
        if name not in kind.variables
    ]
    return own, every


def _written(name: str, sample: Mapping[str, Any]) -> str:
    found: Any = sample
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, list):
        return f"{{% for item in {name} %}}\n{{{{ item.title }}}}\n{{% endfor %}}"
    if isinstance(found, Mapping) and "lines" in found:
        return f"{{{{ {name} | format_address }}}}"
    if isinstance(found, int) and not isinstance(found, bool) and name.endswith(_SUMS):
        return f"{{{{ {name} | money }}}}"
    return f"{{{{ {name} }}}}"


@dataclass(frozen=True)
class Look:
    """How words come out: the email, or what is wrong with them; and names that stand for nothing."""

    made: Rendered | None
    wrong: TemplateWrong | None
    doubts: list[Doubt]
    # The customer whose data was filled in; nobody by that name, where none was found.
    person: str = ""
    # Whether it is about something that they really have, such as their newest order.
    is_real: bool = False


def values(kind: Notification, language: str, wanted: str, *, by: Actor) -> dict[str, Any]:
    """The sample, about the customer whom a name or an address finds, for those who may see customers."""
    return _filled(kind, language, _person(wanted, by), by)[0]


def _filled(
    kind: Notification, language: str, person: Customer | None, by: Actor
) -> tuple[dict[str, Any], bool]:
    """The values, and whether they are about something that the customer really has."""
    real = examples.real(kind, language, person) if person and by.can(Power.ORDERS_VIEW) else {}
    may_see_places = by.can(Power.CUSTOMERS_ADDRESSES)
    found = examples.values(kind, language, person, real=real, with_addresses=may_see_places)
    return found, bool(real)


def _person(wanted: str, by: Actor) -> Customer | None:
    if not wanted.strip() or not by.can(Power.CUSTOMERS_VIEW):
        return None
    found = customers.first_found(wanted[:200], customers.few_found(wanted[:200]), 1)
    return found[0] if found else None


def look(kind: Notification, language: str, own: Own | None, wanted: str, *, by: Actor) -> Look:
    """Fill words and see what comes out."""
    person = _person(wanted, by)
    name = person.display_name if person else ""
    shown, is_real = _filled(kind, language, person, by)
    try:
        made = actions.preview(kind.kind, language, own, by=by, values=shown)
        return Look(made, None, examples.doubts(kind, own) if own else [], name, is_real)
    except TemplateWrong as wrong:
        return Look(None, wrong, _doubts(kind, own), name, is_real)


def _doubts(kind: Notification, own: Own | None) -> list[Doubt]:
    try:
        return examples.doubts(kind, own) if own else []
    except TemplateBroken:
        return []


class Version(NamedTuple):
    """One version in the history, and who made it."""

    row: Wording
    who: str
    is_current: bool


def history(kind: Notification, language: str) -> list[Version]:
    """What the words were, newest first."""
    rows = queries.versions(kind.kind, language)
    names = staff.names({row.staff_id for row in rows if row.staff_id})
    return [Version(row, names.get(row.staff_id or 0, ""), place == 0) for place, row in enumerate(rows)]


class Compared(NamedTuple):
    """What a version changed against the one before."""

    version: Version
    subject: list[changes.Piece]
    body: list[changes.Piece]
    format: tuple[bool, bool]


def compared(kind: Notification, versions: list[Version], version_id: int | None) -> Compared | None:
    """The change that a version made (the newest, where none is named); the first one against our words."""
    places = [place for place, version in enumerate(versions) if version.row.pk == version_id]
    if not versions or (version_id is not None and not places):
        return None
    place = places[0] if places else 0
    after = _words(kind, versions[place].row)
    before = _words(kind, versions[place + 1].row if place + 1 < len(versions) else None, after[1])
    was, is_now = before[0], after[0]
    return Compared(
        versions[place],
        changes.changes(was.subject, is_now.subject),
        changes.changes(was.body, is_now.body),
        (was.is_html, is_now.is_html),
    )


def _words(kind: Notification, row: Wording | None, language: str = "") -> tuple[Own, str]:
    if row is None or row.is_default:
        spoken_in = row.language if row else language
        return queries.built_in(kind, spoken_in), spoken_in
    return Own.of(row), row.language
