"""What happens to orders."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.core.powers import Power
from clientela.journal.facts import fact


@fact(
    "order.placed",
    _("Order {name} placed"),
    icon="shopping-bag",
    power=Power.ORDERS_VIEW,
    webhook="orders/create",
)
@dataclass(frozen=True)
class OrderPlaced:
    """Somebody bought something; `total` in minor units of `currency`."""

    name: str
    total: int
    currency: str


@fact(
    "order.paid", _("Order {name} paid"), icon="credit-card", power=Power.ORDERS_VIEW, webhook="orders/paid"
)
@dataclass(frozen=True)
class OrderPaid:
    """The money for an order was taken; `amount` in minor units of `currency`."""

    name: str
    amount: int
    currency: str


@fact(
    "order.fulfilled",
    _("Order {name} sent"),
    icon="truck",
    power=Power.ORDERS_VIEW,
    webhook="orders/fulfilled",
)
@dataclass(frozen=True)
class OrderFulfilled:
    """Everything of an order is on its way."""

    name: str
    carrier: str
    tracking_number: str
