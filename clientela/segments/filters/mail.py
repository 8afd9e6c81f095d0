"""Filters over the emails that customers got. The names are the field's own."""

from functools import partial

from django.db.models import Count
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.customers.models import Channel, Consent, ConsentEntry
from clientela.post.models import Message
from clientela.segments.filters import conditions
from clientela.segments.filters.events import Happening, Rows
from clientela.segments.filters.kinds import Filter, Group, Kind

_COUNT = {"count": lambda clock: (Count("pk"), 0)}


def _mails(*states: Message.State) -> Rows:
    rows = Message.objects.filter(state__in=[state.value for state in states])
    return rows.alias(told_at=Coalesce("reported_at", "sent_at", "queued_at"))


def _unsubscribed() -> Rows:
    return ConsentEntry.objects.filter(channel=Channel.EMAIL, state=Consent.UNSUBSCRIBED)


def _filter(name: str, label: Promise, happening: Happening) -> Filter:
    return Filter(
        f"shopify_email.{name}",
        label,
        Kind.EVENT,
        Group.MARKETING,
        happened=happening,
        parameters=(Filter("date", _("Date"), Kind.DATE), Filter("count", _("How often"), Kind.INTEGER)),
    )


def _mail(*states: Message.State) -> Happening:
    date = {"date": partial(conditions.moments, "told_at")}
    return Happening(partial(_mails, *states), "customer_id", one=date, sums=_COUNT)


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
