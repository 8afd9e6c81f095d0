"""Adding an order to one's account by its number and postcode, told to the order's own mailbox (lesson 5)."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.accounts.actions.access import refuse_when_off
from clientela.accounts.actions.reset import LinkOver
from clientela.accounts.models import Link
from clientela.accounts.telling import when
from clientela.core import emails, seals
from clientela.core.actor import SYSTEM, Actor, Kind
from clientela.core.errors import NotAllowed, Refused
from clientela.customers.models import AccountState, Customer
from clientela.gate import actions as gate
from clientela.journal.actions import Subject, record
from clientela.messaging.actions import notify
from clientela.orders import queries
from clientela.orders.actions.moving import give
from clientela.orders.actions.proving import OtherMailbox, take_as_proof
from clientela.orders.actions.refunding import locked
from clientela.orders.events import OrderClaimed, OrderClaimUndone
from clientela.orders.models import Order
from clientela.store.models import Store

CLAIM = Link.Purpose.ORDER_CLAIM
UNDO_LASTS = timedelta(days=30)


class NotClaimable(Refused):
    """No such order, another postcode, or somebody's own: which of these is not told."""

    code = "not_claimable"
    sentence = _("We found no order with this number and postcode that can be added.")


def claim(customer_id: int, number: str, postcode: str, *, by: Actor) -> Order:
    """Add an order that was placed without signing in to the customer's own, by number and postcode.

    Neither proves a mailbox: only this order moves, nothing of whoever placed it, and its address is told,
    with a link that takes it back for 30 days. Asking again changes nothing.

    Raises `NotClaimable`, `TooMany`.
    """
    by.must_be_customer(customer_id)
    if by.via:
        raise NotAllowed
    refuse_when_off()
    gate.take("order.claim", str(customer_id), by=by)
    gate.take("order.claim_network", gate.network(by.ip), by=by)
    found = queries.claimable(number, postcode)
    if found is None:
        raise NotClaimable
    with transaction.atomic():
        order = locked(found.pk)
        if order.customer_id == customer_id:
            return order
        former = order.customer_id
        if former and Customer.objects.filter(pk=former, account_state=AccountState.ENABLED).exists():
            raise NotClaimable
        give(order, customer_id, by=SYSTEM)
        record(OrderClaimed(order.name), by=by, customer_id=customer_id, subject=Subject("order", order.pk))
        _tell(order, customer_id, former, by)
    return order


def _tell(order: Order, customer_id: int, former: int | None, by: Actor) -> None:
    if not order.email:
        return
    token, store = seals.new_token(), Store.current()
    digest = seals.token_hash(token)
    sealed = seals.seal({"order": order.pk, "former": former}, purpose="link", place=_place(digest))
    Link.objects.create(
        purpose=CLAIM,
        customer_id=customer_id,
        email_key=emails.canonical(order.email),
        token_hash=digest,
        pending=sealed,
        expires_at=Now() + UNDO_LASTS,
    )
    values = {
        "time": when(order.language),
        "order": {"name": order.name},
        "link": store.link(f"/orders/claim/{customer_id}/{token}"),
        "days": UNDO_LASTS.days,
    }
    notify("order.claimed", order.email, values, by=by, language=order.language, customer_id=former)


def _place(digest: str) -> str:
    return f"accounts_link|{digest}|pending"


def undo_claim(customer_id: int, token: str, email: str, *, by: Actor) -> Order:
    """Take an order back from whoever claimed it, for the mailbox that it was placed with, proved by that.

    The address has to be typed: a mail scanner that presses buttons doesn't know it (security LK-04). Raises
    `LinkOver`, `OtherMailbox`, `EmailNotValid`, `TooMany`.
    """
    by.must_be(Kind.VISITOR, Kind.CUSTOMER)
    gate.take("order.claim_network", gate.network(by.ip), by=by)
    key = emails.canonical(email)
    with transaction.atomic():
        link = queries.open_claim(customer_id, token)
        if link is None:
            raise LinkOver
        if link.email_key != key:
            raise OtherMailbox
        if not Link.objects.filter(pk=link.pk, used_at=None).update(used_at=Now()):
            raise LinkOver
        pending = seals.unseal(link.pending, purpose="link", place=_place(link.token_hash))
        order = locked(pending["order"])
        give(order, pending["former"], by=SYSTEM)
        take_as_proof(order, by=by)
        record(
            OrderClaimUndone(order.name), by=by, customer_id=customer_id, subject=Subject("order", order.pk)
        )
    return order
