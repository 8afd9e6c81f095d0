"""Consent to marketing: a ledger that is only ever appended to."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import ChangedMeanwhile, Refused
from clientela.core.powers import Power
from clientela.customers.actions.profile import locked
from clientela.customers.events import ConsentChanged, DataSaleChosen
from clientela.customers.models import Channel, Consent, ConsentEntry, Customer, OptIn
from clientela.journal.actions import record


class NothingToSendTo(Refused):
    """Consent needs the address or number it is for."""

    code = "no_contact"
    sentence = _("Add an email address or phone number first.")


def set_consent(
    customer_id: int,
    channel: Channel,
    state: Consent,
    *,
    level: OptIn,
    source: str,
    by: Actor,
    wording: str = "",
    at: datetime | None = None,
    proof: dict[str, Any] | None = None,
    seen: str | None = None,
) -> None:
    """Append a line to the consent ledger: what, for which address, by which words, from where.

    The newest time wins, a time to come is refused. `seen` is the state that the writer started from: where
    it changed meanwhile, to another than wanted, `ChangedMeanwhile` shows it first. Raises
    `NothingToSendTo`, `NotThere`.
    """
    if not by.can(Power.CUSTOMERS_CONSENT):
        by.must_be_customer(customer_id)
    at = at or timezone.now()
    if at > timezone.now():
        raise Refused(_("Consent can't lie in the future."), code="consent_in_future")
    with transaction.atomic():
        customer = locked(customer_id)
        contact = customer.email if channel is Channel.EMAIL else customer.phone or ""
        if not contact:
            raise NothingToSendTo
        column = f"{channel.value}_consent"
        now = str(getattr(customer, column))
        if seen not in {None, now} and now != state:
            raise ChangedMeanwhile(field=column, theirs={column: now}, yours={column: state.value})
        newer = ConsentEntry.objects.filter(customer=customer, channel=channel, at__gt=at).exists()
        if now == state and not newer and not wording:
            return
        ConsentEntry.objects.create(
            customer=customer, channel=channel, contact=contact, state=state, level=level, at=at,
            source=source, wording=wording, proof=proof or {},
        )  # fmt: skip
        if not newer:
            _apply(customer, column, state)
            record(
                ConsentChanged(channel.value, state.value, level.value, source),
                by=by,
                customer_id=customer_id,
            )


def _apply(customer: Customer, column: str, state: Consent) -> None:
    Customer.objects.filter(pk=customer.pk).update(
        **{column: state}, updated_at=Now(), version=F("version") + 1
    )


def choose_data_sale(customer_id: int, opted_out: bool, *, by: Actor) -> None:
    """Write down whether a customer forbids the sale and sharing of their data. Safe twice."""
    if not by.can(Power.CUSTOMERS_CONSENT):
        by.must_be_customer(customer_id)
    with transaction.atomic():
        customer = locked(customer_id)
        if customer.data_sale_opt_out != opted_out:
            Customer.objects.filter(pk=customer_id).update(
                data_sale_opt_out=opted_out, updated_at=Now(), version=F("version") + 1
            )
            record(DataSaleChosen(opted_out), by=by, customer_id=customer_id)
