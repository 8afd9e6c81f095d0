"""Links in emails by which readers choose what they get, without signing in; nothing can be read in them."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from clientela.core.seals import SealBroken, seal, unseal
from clientela.customers.models import Channel, Consent, Customer

# How long a mail that asks for a yes may be answered.
CONFIRM_SECONDS = 7 * 24 * 60 * 60


@dataclass(frozen=True)
class Reader:
    """Whom a link was sent to. `is_same_address` is false once the customer has another one."""

    customer: Customer
    is_same_address: bool


def preferences_path(customer: Customer) -> str:
    """Where the customer chooses what they get."""
    return f"/preferences/{_sealed('preferences', customer)}"


def unsubscribe_path(customer: Customer) -> str:
    """Where one click of a mail program ends the newsletter (RFC 8058)."""
    return f"/unsubscribe/{_sealed('preferences', customer)}"


def confirm_path(customer: Customer, source: str, wording: str) -> str:
    """Where the customer says yes to the newsletter; the words they agreed to travel along."""
    return f"/newsletter/confirm/{_sealed('confirm', customer, int(time.time()), source, wording)}"


def reader(token: str) -> Reader | None:
    """Whom a preferences or unsubscribe link belongs to; nothing where it is none of ours."""
    values = _unsealed("preferences", token)
    return _reader(values) if values else None


def agreed(token: str) -> tuple[Reader, str, str] | None:
    """Whose yes a confirming link carries, with source and wording; nothing where it is over."""
    values = _unsealed("confirm", token)
    if not values or time.time() - int(values[2]) > CONFIRM_SECONDS:
        return None
    found = _reader(values)
    if found is None or not found.is_same_address or _has_left(found.customer, int(values[2])):
        return None
    return found, str(values[3]), str(values[4])


def _has_left(customer: Customer, since: int) -> bool:
    """Whether the customer left the newsletter after a link was made: an old yes can't undo it (LK-03)."""
    moment = datetime.fromtimestamp(since, UTC)
    chosen = customer.consent_entries.filter(channel=Channel.EMAIL, at__gte=moment)
    newest = chosen.exclude(state=Consent.PENDING).order_by("at", "pk").last()
    return newest is not None and newest.state == Consent.UNSUBSCRIBED


def _sealed(purpose: str, customer: Customer, *more: str | int) -> str:
    return seal([customer.pk, customer.email_key, *more], purpose=purpose, place="customers_customer|email")


def _unsealed(purpose: str, token: str) -> list[str | int] | None:
    try:
        values: list[str | int] = unseal(token[:2000], purpose=purpose, place="customers_customer|email")
    except (SealBroken, UnicodeError):
        return None
    return values


def _reader(values: list[str | int]) -> Reader | None:
    customer = Customer.objects.known().filter(pk=values[0]).first()
    return Reader(customer, customer.email_key == values[1]) if customer else None
