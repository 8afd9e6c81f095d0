"""Filters over the emails that customers got. The names are the field's own."""

from functools import partial

from django.db import connection
from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.customers.models import Channel, Consent, ConsentEntry
from clientela.post.models import Message
from clientela.segments.clock import Clock
from clientela.segments.filters import conditions
from clientela.segments.filters.events import Happening, Rows
from clientela.segments.filters.kinds import Filter, Group, Kind
from clientela.segments.language.tree import Test

# What the emails of one mailing to many are about; its number is the field's id of an email activity.
ACTIVITY = "mailing"
# From mailing to mailing along the index on what emails are about, however many emails each had.
_NEWEST = """
WITH RECURSIVE found(id) AS (
  (SELECT max(about_id) FROM post_message WHERE about_kind = %(kind)s)
  UNION ALL
  SELECT (SELECT max(m.about_id) FROM post_message m WHERE m.about_kind = %(kind)s AND m.about_id < found.id)
    FROM found WHERE found.id IS NOT NULL
), newest AS (SELECT id FROM found WHERE id IS NOT NULL LIMIT 200)
SELECT id::text, (
  SELECT m.subject FROM post_message m WHERE m.about_kind = %(kind)s AND m.about_id = newest.id
   ORDER BY m.id DESC LIMIT 1) FROM newest
"""
_COUNT = {"count": lambda clock: (Count("pk"), 0)}


def _mails(*states: Message.State) -> Rows:
    rows = Message.objects.filter(state__in=[state.value for state in states])
    return rows.alias(told_at=Coalesce("reported_at", "sent_at", "queued_at"))


def _unsubscribed() -> Rows:
    return ConsentEntry.objects.filter(channel=Channel.EMAIL, state=Consent.UNSUBSCRIBED)


def _activity(test: Test, clock: Clock) -> Q:
    wanted = [int(conditions.number_of(value)) for value in test.values]
    found = Q(about_kind=ACTIVITY, about_id__in=wanted)
    return ~found if test.operator in {"!=", "NOT IN"} else found


def _activities(typed: str, most: int) -> list[tuple[str, str]]:
    """The newest mailings to many, by their number or a part of their subject."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, {"kind": ACTIVITY})
        wanted = typed.casefold()
        found = [(pk, words) for pk, words in cursor.fetchall() if wanted in words.casefold() or typed == pk]
    return found[:most]


def _filter(name: str, label: Promise, happening: Happening) -> Filter:
    own = (Filter("activity_id", _("Email to many"), Kind.ID, suggest=_activities),)
    return Filter(
        f"shopify_email.{name}",
        label,
        Kind.EVENT,
        Group.MARKETING,
        happened=happening,
        parameters=(
            Filter("date", _("Date"), Kind.DATE),
            Filter("count", _("How often"), Kind.INTEGER),
            *(own if "activity_id" in happening.one else ()),
        ),
    )


def _mail(*states: Message.State) -> Happening:
    one: dict[str, conditions.Where] = {
        "date": partial(conditions.moments, "told_at"),
        "activity_id": _activity,
    }
    return Happening(partial(_mails, *states), "customer_id", one=one, sums=_COUNT)


FILTERS = (
    _filter("delivered", _("Email delivered"), _mail(Message.State.DELIVERED, Message.State.COMPLAINED)),
    _filter("bounced", _("Email bounced"), _mail(Message.State.BOUNCED)),
    _filter("marked_as_spam", _("Email marked as spam"), _mail(Message.State.COMPLAINED)),
    _filter(
        "unsubscribed",
        _("Email unsubscribed"),
        Happening(_unsubscribed, "customer", one={"date": partial(conditions.moments, "at")}, sums=_COUNT),
    ),
)
