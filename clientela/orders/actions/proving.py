"""The button behind a mailed order link: whoever presses it reads the mailbox (lesson 5)."""

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.accounts.actions import watching
from clientela.accounts.actions.access import actor_of
from clientela.core import emails, places
from clientela.core.actor import Actor, Kind
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer
from clientela.gate import actions as gate
from clientela.orders import links
from clientela.orders.models import Order

log = structlog.get_logger()


class OtherMailbox(Refused):
    """The address typed isn't the one that the order was placed with."""

    code = "other_mailbox"
    sentence = _("Type the address that this email was sent to.")
    field = "email"


def prove_by_order(signed: str, email: str, *, by: Actor) -> Order:
    """Take the button behind an order's mailed link as proof of the mailbox that the order was placed with.

    The link that the thank-you page shows proves nothing. The address has to be typed: a mail scanner that
    presses buttons doesn't know it (security LK-04). Raises `NotThere`, `OtherMailbox`, `EmailNotValid`,
    `TooMany`.
    """
    by.must_be(Kind.VISITOR, Kind.CUSTOMER)
    if by.via:
        raise NotAllowed
    gate.take("order.claim_network", gate.network(by.ip), by=by)
    order, way = links.read(signed) or (None, None)
    if order is None or way is not links.Way.MAIL:
        raise NotThere
    if emails.canonical(email) != emails.canonical(order.email):
        raise OtherMailbox
    with transaction.atomic():
        take_as_proof(order, by=by)
    return order


def take_as_proof(order: Order, *, by: Actor) -> None:
    """Write down that the mailbox of an order is proved, for whoever has its address now.

    In the caller's transaction. What they typed at the checkout fills in what their profile lacks (lesson 4);
    a closed account stays closed.
    """
    by.anyone_may()
    customer = Customer.objects.with_email(emails.canonical(order.email)).select_for_update().first()
    if customer is None:
        return
    them = actor_of(customer, by)
    customers.verify_email(customer.pk, "order", by=them)
    if customer.account_state == AccountState.ENABLED:
        watching.mailbox_proved(customer, by=them)
    elif customer.account_state != AccountState.DEACTIVATED:
        _fill_in(customer, order, them)


def _fill_in(customer: Customer, order: Order, by: Actor) -> None:
    place, found = order.place, {}
    if not customer.name:
        found = {"first_name": place.first_name, "last_name": place.last_name}
    if not customer.language:
        found["language"] = order.language
    try:
        with transaction.atomic():
            customers.edit(customer.pk, found, by=by)
            if not customer.addresses.exists():
                customers.add_address(customer.pk, places.checked(place), by=by)
    except Refused as refused:
        # Rules that came later are no reason to doubt the mailbox.
        log.info("profile_not_filled_in", reason=refused.code)
