"""An email to many: who gets it, and who doesn't and why."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from clientela.bulk.models import Mailing
from clientela.bulk.plans import Plan
from clientela.core.actor import Actor
from clientela.core.people import among
from clientela.core.powers import Power
from clientela.customers.models import Consent, Customer
from clientela.jobs.kinds import Result
from clientela.jobs.models import Item, Job
from clientela.messaging.actions import advertise, advertisement
from clientela.messaging.actions.writing import sender_of
from clientela.messaging.rich import rich
from clientela.post.models import Message
from clientela.segments.filters.mail import ACTIVITY

KIND = "marketing.message"
SKIPPED = Item.Outcome.SKIPPED
_AGREED = ~Q(email="") & Q(email_consent=Consent.SUBSCRIBED)


def values_of(mailing: Mailing) -> dict[str, Any]:
    """What the template is filled with for everybody."""
    return {"email_title": mailing.subject, "custom_message": rich(mailing.text)}


def plan(rows: QuerySet[Customer]) -> Plan:
    """How many get it: who agreed to news by email."""
    counted = rows.order_by().aggregate(
        total=Count("pk"), agreed=Count("pk", filter=_AGREED), unknown=Count("pk", filter=Q(email=""))
    )
    rest = counted["total"] - counted["agreed"] - counted["unknown"]
    left_out = [
        (_("Didn't agree to news by email"), rest),
        (_("Without an email address"), counted["unknown"]),
    ]
    return Plan(counted["total"], counted["agreed"], [line for line in left_out if line[1]])


def example(mailing: Mailing, rows: QuerySet[Customer], *, by: Actor) -> str:
    """The email as the first of them would see it; as somebody made up where nobody gets it."""
    by.must(Power.CUSTOMERS_EMAIL)
    first = rows.filter(_AGREED).order_by("pk").first()
    reader = first or Customer(pk=0, first_name="Anna", last_name="Berg", email="anna@store.example")
    return advertisement(KIND, reader, values_of(mailing), by=by).html


def send(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    """Queue it for a chunk of customers, each once; the database holds it back from who didn't agree."""
    mailing = Mailing.objects.get(pk=job.params["mailing"])
    sender, values = sender_of(mailing.sender_id), values_of(mailing)
    found = Customer.objects.known().filter(pk__in=among(keys)).in_bulk()
    return {key: _sent(mailing, found.get(key), values, sender, by) for key in keys}


def _sent(
    mailing: Mailing,
    customer: Customer | None,
    values: dict[str, Any],
    sender: tuple[str, str] | None,
    by: Actor,
) -> Result:
    if customer is None:
        return Result(SKIPPED, "gone")
    if not customer.email:
        return Result(SKIPPED, "no_email")
    if customer.email_consent != Consent.SUBSCRIBED:
        return Result(SKIPPED, "not_subscribed")
    key = f"mailing-{mailing.pk}-{customer.pk}"
    about = (ACTIVITY, mailing.pk)
    message = advertise(KIND, customer.pk, values, by=by, dedupe_key=key, sender=sender, about=about)
    is_held = message is not None and message.state == Message.State.SUPPRESSED
    return Result(SKIPPED, "held") if is_held else Result()
