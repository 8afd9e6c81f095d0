"""The timeline as staff read it: facts, comments and emails of a customer, each as one line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela.core.actor import SYSTEM, Actor, Kind
from clientela.core.powers import Power
from clientela.customers.models import Channel, Comment, Consent, OptIn, Source
from clientela.jobs.queries import seen_by
from clientela.journal import queries as journal
from clientela.journal.facts import KINDS, FactKind
from clientela.journal.models import Event
from clientela.post import problems
from clientela.post import queries as post
from clientela.post.letter import masked
from clientela.post.models import Message
from clientela.staff.models import User

LENGTH = 30
_MAIL = "mail.queued"
_COMMENT = "customer.commented"
# How long a comment may be changed by whoever wrote it.
CHANGEABLE = timedelta(minutes=5)
_WARNING = ("critical", "attention")
_MOVING = ("queued", "sending")

# Codes in facts, by the name of their field, as people say them.
_WORDS: dict[str, Mapping[str, str | Promise]] = {
    "source": {
        **dict(Source.choices),
        "account": gettext_lazy("in the account"),
        "checkout": gettext_lazy("at checkout"),
        "storefront": gettext_lazy("in the store"),
        "preferences": gettext_lazy("by the preferences page"),
        "unsubscribe": gettext_lazy("by one click in an email"),
        "complaint": gettext_lazy("marked as spam"),
        "email_change": gettext_lazy("with the change of address"),
        "undo": gettext_lazy("by undoing an import"),
    },
    "state": dict(Consent.choices),
    "channel": dict(Channel.choices),
    "level": dict(OptIn.choices),
    "fields": {
        "first_name": gettext_lazy("first name"),
        "last_name": gettext_lazy("last name"),
        "phone": gettext_lazy("phone"),
        "language": gettext_lazy("language"),
        "birthday": gettext_lazy("birthday"),
        "tax_exempt": gettext_lazy("tax"),
        "title": gettext_lazy("title"),
        "handle": gettext_lazy("address"),
        "description": gettext_lazy("description"),
        "vendor": gettext_lazy("brand"),
        "product_type": gettext_lazy("product type"),
        "tags": gettext_lazy("tags"),
        "status": gettext_lazy("status"),
        "picture": gettext_lazy("picture"),
        "option_names": gettext_lazy("options"),
        "options": gettext_lazy("options"),
        "variants": gettext_lazy("variants"),
        "sku": gettext_lazy("SKU"),
        "price": gettext_lazy("price"),
        "compare_at": gettext_lazy("price before"),
        "grams": gettext_lazy("weight"),
    },
    "how": {
        "registration": gettext_lazy("registration"),
        "reset": gettext_lazy("password reset"),
        "change": gettext_lazy("changed by the customer"),
        "code": gettext_lazy("six-digit code"),
        "invitation": gettext_lazy("invitation"),
        "order": gettext_lazy("order link"),
        "staff": gettext_lazy("by staff"),
        "paid_order": gettext_lazy("paid order"),
        "unlock": gettext_lazy("link from an email"),
        "single": gettext_lazy("alone"),
        "round": gettext_lazy("with many others"),
        "asked": gettext_lazy("asked for a new link"),
        "reminder": gettext_lazy("reminder"),
    },
    "mode": {"looking": gettext_lazy("looking only"), "changing": gettext_lazy("with changes allowed")},
    "method": {"password": gettext_lazy("password"), "code": gettext_lazy("six-digit code")},
    "reason": {"password": gettext_lazy("wrong password"), "code": gettext_lazy("wrong code")},
}
_TONES = {
    "sent": "success", "delivered": "success", "failed": "critical", "bounced": "critical",
    "complained": "critical", "suppressed": "attention", "expired": "attention", "unknown": "attention",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """What one field was and became."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One line of a timeline. `text` is a comment's; email and order are those it tells of."""

    at: datetime
    icon: str
    sentence: str
    author: str = ""
    tone: str = ""
    text: str = ""
    changes: tuple[Change, ...] = ()
    details: tuple[str, ...] = ()
    # Why an email didn't arrive, in plain words.
    reason: str = ""
    message_id: int | None = None
    # Whether the viewer may read the email that it tells of.
    can_read: bool = False
    # Whether its email may still change its state by itself.
    is_moving: bool = False
    order_number: str = ""
    comment_id: int = 0
    is_edited: bool = False
    can_change: bool = False
    # The job that it was done in, where the viewer may see it.
    job_id: int = 0


@dataclass(frozen=True)
class Story:
    """A stretch of a timeline, newest first; `older` leads to the next one, 0 where this is the last."""

    entries: list[Entry]
    older: int


@dataclass(frozen=True)
class Sieve:
    """Lines of one kind: what they are called, and what the names of their facts begin with."""

    label: str | Promise
    prefixes: tuple[str, ...]
    # Templates call whatever can be called, and this needs rows.
    do_not_call_in_templates = True

    def __call__(self, rows: QuerySet[Event]) -> QuerySet[Event]:
        """The rows of this kind."""
        fits = Q()
        for prefix in self.prefixes:
            fits |= Q(name__startswith=prefix)
        return rows.filter(fits)


SIEVES = {
    "comments": Sieve(gettext_lazy("Comments"), ("customer.commented",)),
    "emails": Sieve(gettext_lazy("Emails"), ("mail.",)),
    "orders": Sieve(gettext_lazy("Orders"), ("order.", "draft.", "checkout.")),
    "account": Sieve(gettext_lazy("Account"), ("account.",)),
}


def of_customer(customer_ids: Sequence[int], *, viewer: Actor, older: int = 0, kind: str = "") -> Story:
    """What happened to a customer, as far as the viewer may see; before the fact `older`, or the newest.

    `kind` is one of `SIEVES`, or empty for everything.
    """
    rows = journal.timeline(list(customer_ids)).exclude(name__in=_hidden(viewer))
    if kind:
        rows = SIEVES[kind](rows)
    anchor = Event.objects.filter(pk=older, customer_id__in=customer_ids).first() if older else None
    if anchor:
        rows = rows.filter(at__lte=anchor.at).exclude(at=anchor.at, pk__gte=anchor.pk)
    events = list(rows[: LENGTH + 1])
    more, shown = len(events) > LENGTH, events[:LENGTH]
    return Story(told(shown, viewer=viewer), shown[-1].pk if more else 0)


def of_thing(kind: str, thing_id: int, *, viewer: Actor, most: int = 100) -> list[Entry]:
    """What happened to an order or a draft, with the emails that told of it, newest first."""
    emails = Message.objects.filter(about_kind=kind, about_id=thing_id).defer("html", "text", "secrets")
    facts = told(journal.about(kind, thing_id)[:most], viewer=viewer)
    sent = list(emails.order_by("-pk")[:most])
    names = _colleagues({message.staff_id for message in sent if message.staff_id})
    entries = [*facts, *(_email(message, names, viewer) for message in sent)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _hidden(viewer: Actor) -> list[str]:
    return [kind.name for kind in KINDS.values() if not viewer.can(kind.power)]


def _email(message: Message, names: Mapping[int, str], viewer: Actor) -> Entry:
    sentences = {
        "sent": _("Email “%(subject)s” sent"),
        "delivered": _("Email “%(subject)s” delivered"),
        "failed": _("Email “%(subject)s” could not be delivered"),
        "bounced": _("Email “%(subject)s” came back"),
        "complained": _("Email “%(subject)s” was marked as spam"),
        "suppressed": _("Email “%(subject)s” was held back"),
        "expired": _("Email “%(subject)s” was not sent in time"),
        "unknown": _("Nobody knows whether email “%(subject)s” arrived"),
    }
    sentence = sentences.get(message.state, _("Email “%(subject)s” is on its way"))
    return Entry(
        at=message.queued_at,
        icon="mail-warning" if _TONES.get(message.state) in _WARNING else "mail",
        sentence=sentence % {"subject": masked(message.subject)},
        author=_sender(message, names),
        tone=_TONES.get(message.state, ""),
        reason=problems.said(message.problem),
        details=(message.error,) if message.error else (),
        message_id=message.pk,
        can_read=viewer.can(Power.CUSTOMERS_ADDRESSES) or _is_own(message, viewer),
        is_moving=message.state in _MOVING,
    )


def _is_own(message: Message, viewer: Actor) -> bool:
    """Whether the viewer sent it: what they wrote themself, they may read again."""
    return viewer.is_staff and message.staff_id == viewer.id and viewer.can(Power.CUSTOMERS_EMAIL)


def _sender(message: Message, names: Mapping[int, str]) -> str:
    """The colleague who wrote an email or sent it again; nobody for what goes out by itself."""
    name = names.get(message.staff_id or 0, "")
    return _("sent again by %(name)s") % {"name": name} if name and message.again_of else name


def told(events: Iterable[Event], *, viewer: Actor) -> list[Entry]:
    """Facts as lines of a timeline; those that the viewer's role may not see are left out."""
    seen = [(event, kind) for event in events if (kind := KINDS.get(event.name)) and viewer.can(kind.power)]
    names, comments = _names([event for event, _kind in seen]), _comments([event for event, _kind in seen])
    emails = post.by_id(
        [event.subject_id for event, _kind in seen if event.name == _MAIL and event.subject_id]
    )
    names |= _colleagues({message.staff_id for message in emails.values() if message.staff_id} - set(names))
    jobs = _jobs([event for event, _kind in seen], viewer)
    lines = [
        _email(emails[event.subject_id], names, viewer)
        if event.name == _MAIL and event.subject_id in emails
        else _line(event, kind, names, comments, viewer)
        for event, kind in seen
    ]
    return [
        replace(line, job_id=jobs.get((event.tx, event.customer_id), 0))
        for line, (event, _kind) in zip(lines, seen, strict=True)
    ]


def _jobs(events: Iterable[Event], viewer: Actor) -> dict[tuple[int, int | None], int]:
    """The jobs that changed somebody, by transaction and customer: all that one did to them belongs to it."""
    told = [event for event in events if event.customer_id and event.job_id]
    done = {(event.tx, event.customer_id): event.job_id or 0 for event in told}
    seen = set(seen_by(viewer).filter(pk__in=done.values()).values_list("pk", flat=True)) if done else set()
    return {deed: job_id for deed, job_id in done.items() if job_id in seen}


def _names(events: Iterable[Event]) -> dict[int, str]:
    staff = {event.actor_id for event in events if event.actor_kind == Kind.STAFF}
    return _colleagues(staff | {event.via_id for event in events if event.via_id})


def _colleagues(ids: Iterable[int]) -> dict[int, str]:
    ids = set(ids)
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _comments(events: Iterable[Event]) -> dict[int, Comment]:
    ids = [event.data["comment_id"] for event in events if event.name == _COMMENT]
    return Comment.objects.in_bulk(ids) if ids else {}


def _line(
    event: Event, kind: FactKind, names: dict[int, str], comments: dict[int, Comment], viewer: Actor
) -> Entry:
    details = getattr(event, "details", None)
    values = {**event.data, **(details.personal if details else {})}
    comment = comments.get(values.get("comment_id", 0)) if event.name == _COMMENT else None
    if event.name == _COMMENT and comment is None:
        return Entry(event.at, kind.icon, _("Comment deleted"), author=_author(event, names))
    may_see_places = viewer.can(Power.CUSTOMERS_ADDRESSES)
    return Entry(
        at=event.at,
        icon=kind.icon,
        sentence=_sentence(kind, values),
        author=_author(event, names),
        text=comment.text if comment else "",
        comment_id=comment.pk if comment else 0,
        is_edited=bool(comment and comment.edited_at),
        can_change=bool(comment and _is_changeable(comment, viewer)),
        changes=tuple(_changes(values)),
        details=tuple(map(str, values.get("address") or ())) if may_see_places else (),
        order_number=str(values.get("name", "")).lstrip("#") if event.subject_kind == "order" else "",
    )


def _is_changeable(comment: Comment, viewer: Actor) -> bool:
    fresh = timezone.now() - comment.written_at < CHANGEABLE
    return viewer.is_staff and comment.author_id == viewer.id and fresh


class _Missing(dict[str, str]):
    """The words of a sentence; what erasing blanked is an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


def _sentence(kind: FactKind, values: Mapping[str, Any]) -> str:
    return str(kind.sentence).format_map(
        _Missing({name: said(name, value) for name, value in kind.told(values).items()})
    )


def said(name: str, value: Any) -> str:
    """The value of a fact's field as people say it: lists between commas, codes in words."""
    if isinstance(value, list | tuple):
        return ", ".join(said(name, part) for part in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(_WORDS.get(name, {}).get(str(value), value))


def _changes(values: Mapping[str, Any]) -> Iterable[Change]:
    before, after = values.get("before"), values.get("after")
    # What custom fields are called stands in the fact.
    labels = dict(zip(values.get("fields") or (), values.get("labels") or (), strict=False))
    if isinstance(before, dict) and isinstance(after, dict):
        for field in after:
            label = labels.get(field) or said("fields", field)
            yield Change(label, _plain(before.get(field, "")), _plain(after[field]))


def _plain(text: str) -> str:
    return {"True": _("yes"), "False": _("no"), "true": _("yes"), "false": _("no")}.get(text, text)


def _author(event: Event, names: Mapping[int, str]) -> str:
    if event.actor_kind == Kind.STAFF:
        return names.get(event.actor_id, _("Somebody who left"))
    if event.via_id:
        # Somebody of the staff, logged in as the customer.
        who = names.get(event.via_id, _("Somebody who left"))
        return _("%(name)s, as the customer") % {"name": who}
    known = {
        Kind.CUSTOMER: _("Customer"),
        Kind.VISITOR: _("Visitor"),
        Kind.TOKEN: _("API"),
        Kind.SYSTEM: SYSTEM.name,
    }
    return known.get(Kind(event.actor_kind), "")
