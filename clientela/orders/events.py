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
    """A parcel of an order is on its way, with so many pieces."""

    name: str
    carrier: str
    tracking_number: str
    pieces: int = 0


@fact(
    "order.refunded",
    _("Money given back for order {name}"),
    icon="undo-2",
    power=Power.ORDERS_VIEW,
    webhook="refunds/create",
)
@dataclass(frozen=True)
class OrderRefunded:
    """Money was given back; `amount` in minor units of `currency`."""

    name: str
    amount: int
    currency: str


@fact(
    "order.refund_failed",
    _("The payment provider refused a refund for order {name}"),
    icon="circle-alert",
    power=Power.ORDERS_VIEW,
)
@dataclass(frozen=True)
class RefundFailed:
    """The gateway didn't give the money back; `amount` in minor units of `currency`."""

    name: str
    amount: int
    currency: str


@fact(
    "order.cancelled",
    _("Order {name} cancelled"),
    icon="ban",
    power=Power.ORDERS_VIEW,
    webhook="orders/cancelled",
)
@dataclass(frozen=True)
class OrderCancelled:
    """Nothing more of the order is sent; its money goes back or is let go by staff's choice."""

    name: str
    why: str


@fact(
    "order.address_corrected",
    _("Delivery address of order {name} corrected"),
    icon="map-pin",
    power=Power.ORDERS_VIEW,
    personal=("before", "after"),
    webhook="orders/updated",
)
@dataclass(frozen=True)
class OrderAddressCorrected:
    """The order goes elsewhere than it was placed with: the address as it was and as it is, line by line."""

    name: str
    before: list[str]
    after: list[str]


@fact("order.note_changed", _("Note on order {name} changed"), icon="sticky-note", power=Power.ORDERS_VIEW)
@dataclass(frozen=True)
class OrderNoteChanged:
    """Staff wrote another note on an order."""

    name: str


@fact(
    "order.moved",
    _("Order {name} moved here from another customer"),
    icon="arrow-right-left",
    power=Power.ORDERS_VIEW,
    webhook="orders/updated",
)
@dataclass(frozen=True)
class OrderMoved:
    """The order belongs to this customer from now on."""

    name: str


@fact(
    "order.moved_away",
    _("Order {name} moved to another customer"),
    icon="arrow-right-left",
    power=Power.ORDERS_VIEW,
)
@dataclass(frozen=True)
class OrderMovedAway:
    """The order was this customer's until now."""

    name: str


@fact("order.claimed", _("Order {name} added by number and postcode"), icon="package-plus")
@dataclass(frozen=True)
class OrderClaimed:
    """The customer added an order that was placed without signing in."""

    name: str


@fact("order.claim_undone", _("Order {name} taken back by its own address"), icon="undo-2")
@dataclass(frozen=True)
class OrderClaimUndone:
    """The mailbox that the order was placed with took it back."""

    name: str


@fact("draft.created", _("Draft {name} created"), icon="file-pen", power=Power.ORDERS_VIEW)
@dataclass(frozen=True)
class DraftCreated:
    """Staff began an order for a customer."""

    name: str


@fact("draft.changed", _("Draft {name} changed"), icon="file-pen", power=Power.ORDERS_VIEW)
@dataclass(frozen=True)
class DraftChanged:
    """Staff changed a draft."""

    name: str


@fact("draft.deleted", _("Draft {name} deleted"), icon="trash-2", power=Power.ORDERS_VIEW)
@dataclass(frozen=True)
class DraftDeleted:
    """Staff gave a draft up; its invoice can't be paid any more."""

    name: str


@fact("draft.invoiced", _("Invoice for draft {name} sent"), icon="send", power=Power.ORDERS_VIEW)
@dataclass(frozen=True)
class DraftInvoiced:
    """The customer got the link by which they pay."""

    name: str


@fact("draft.completed", _("Draft {name} became order {order}"), icon="circle-check", power=Power.ORDERS_VIEW)
@dataclass(frozen=True)
class DraftCompleted:
    """A draft became an order."""

    name: str
    order: str


@fact("shipping_rate.saved", _("Shipping rate {name} saved"), icon="truck", power=Power.SETTINGS_VIEW)
@dataclass(frozen=True)
class ShippingRateSaved:
    """A way of sending was added or changed."""

    name: str


@fact("shipping_rate.deleted", _("Shipping rate {name} deleted"), icon="truck", power=Power.SETTINGS_VIEW)
@dataclass(frozen=True)
class ShippingRateDeleted:
    """A way of sending is offered no longer."""

    name: str


@fact("tax_rate.saved", _("Tax rate {name} of {country} saved"), icon="percent", power=Power.SETTINGS_VIEW)
@dataclass(frozen=True)
class TaxRateSaved:
    """A tax rate was added or changed."""

    name: str
    country: str


@fact(
    "tax_rate.deleted", _("Tax rate {name} of {country} deleted"), icon="percent", power=Power.SETTINGS_VIEW
)
@dataclass(frozen=True)
class TaxRateDeleted:
    """A tax rate counts no longer."""

    name: str
    country: str
