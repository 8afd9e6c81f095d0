"""Emails about an order: to the address it was placed with, in its language, once for each key.

And their links made anew, for an email that is sent again.
"""

from collections.abc import Mapping
from typing import Any

from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.core.seals import token_hash
from clientela.customers.models import Customer
from clientela.messaging.actions import notify
from clientela.messaging.actions.writing import CantRepeat
from clientela.messaging.kinds import Fresh, makes_secrets
from clientela.messaging.models import NotificationSettings
from clientela.orders import drafts, letters, links
from clientela.orders.models import Draft, Order
from clientela.post.models import Message
from clientela.store.models import Store


def tell(kind: str, order: Order, values: Mapping[str, Any], key: str, *, by: Actor) -> None:
    """Queue an email about an order in the caller's transaction; an order without an address gets none."""
    by.anyone_may()
    if order.email:
        notify(
            kind,
            order.email,
            values,
            by=by,
            language=order.language,
            customer_id=order.customer_id,
            dedupe_key=f"order-{order.pk}-{key}",
            about=("order", order.pk),
        )


def tell_staff(order_id: int, *, by: Actor) -> None:
    """Email a copy of a new order to the addresses that the settings name. Safe twice: each gets one."""
    by.must_be()
    order = Order.objects.select_related("payment").get(pk=order_id)
    values, language = letters.about_for_staff(order), Store.current().language
    for address in NotificationSettings.current().staff:
        notify(
            "staff.new_order",
            address,
            values,
            by=by,
            language=language,
            dedupe_key=f"order-{order.pk}-staff-{token_hash(address.lower())[:32]}",
            about=("order", order.pk),
        )


@makes_secrets("order.confirmation", "order.shipped", "order.refund", "order.cancelled")
def status_link_anew(message: Message, customer: Customer, *, by: Actor) -> Fresh:
    """The link to the order's status page, for an email that is sent again. Raises `CantRepeat`.

    The link that proves a mailbox goes only to the address that the order was placed with.
    """
    by.must(Power.CUSTOMERS_EMAIL)
    asked = Order.objects.filter(pk=message.about_id or 0, customer=customer)
    order = asked.first() if message.about_kind == "order" else None
    if order is None:
        raise CantRepeat
    way = links.Way.MAIL if order.email == customer.email else links.Way.PAGE
    return Fresh({"order_status_url": Store.current().link(links.path(order, way))})


@makes_secrets("draft.invoice")
def invoice_link_anew(message: Message, customer: Customer, *, by: Actor) -> Fresh:
    """The link by which an invoice is paid, for an email that is sent again. Raises `CantRepeat`."""
    by.must(Power.CUSTOMERS_EMAIL)
    asked = Draft.objects.standing().filter(pk=message.about_id or 0, customer=customer)
    draft = asked.first() if message.about_kind == "draft" else None
    if draft is None:
        raise CantRepeat
    return Fresh({"invoice_url": Store.current().link(drafts.invoice_path(draft))})
