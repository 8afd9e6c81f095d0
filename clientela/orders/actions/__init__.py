"""The verbs about orders."""

from clientela.orders.actions.cancelling import AlreadyCancelled, Cancelling, SentInPart, cancel
from clientela.orders.actions.claiming import NotClaimable, claim, undo_claim
from clientela.orders.actions.drafting import (
    CustomerGone,
    DraftClosed,
    DraftEmpty,
    NoEmail,
    OtherCurrency,
    Terms,
    VariantGone,
    add_custom,
    add_variant,
    change_draft,
    choose_address,
    create_draft,
    delete_draft,
    send_invoice,
    set_address,
)
from clientela.orders.actions.figures import recount
from clientela.orders.actions.fulfilling import (
    AlreadyFulfilled,
    NothingChosen,
    SentMeanwhile,
    TooManyPieces,
    fulfil,
)
from clientela.orders.actions.invoicing import (
    InvoiceChanged,
    NotPaid,
    complete_draft,
    open_invoice_page,
    pay_invoice,
    settle_invoices,
)
from clientela.orders.actions.moving import AlreadyTheirs, move
from clientela.orders.actions.noting import set_note
from clientela.orders.actions.picturing import sweep_pictures
from clientela.orders.actions.placing import DraftLine, OrderDraft, collect, place
from clientela.orders.actions.proving import OtherMailbox, prove_by_order
from clientela.orders.actions.rates import (
    RateTaken,
    Shipping,
    Taxing,
    delete_shipping_rate,
    delete_tax_rate,
    save_shipping_rate,
    save_tax_rate,
)
from clientela.orders.actions.readdressing import readdress
from clientela.orders.actions.refunding import (
    GatewayRefused,
    Giving,
    KeyUsed,
    NothingToRefund,
    NotTaken,
    RefundWaits,
    TooMuch,
    refund,
    settle_refunds,
)
from clientela.orders.actions.telling import tell_staff

__all__ = [
    "AlreadyCancelled",
    "AlreadyFulfilled",
    "AlreadyTheirs",
    "Cancelling",
    "CustomerGone",
    "DraftClosed",
    "DraftEmpty",
    "DraftLine",
    "GatewayRefused",
    "Giving",
    "InvoiceChanged",
    "KeyUsed",
    "NoEmail",
    "NotClaimable",
    "NotPaid",
    "NotTaken",
    "NothingChosen",
    "NothingToRefund",
    "OrderDraft",
    "OtherCurrency",
    "OtherMailbox",
    "RateTaken",
    "RefundWaits",
    "SentInPart",
    "SentMeanwhile",
    "Shipping",
    "Taxing",
    "Terms",
    "TooManyPieces",
    "TooMuch",
    "VariantGone",
    "add_custom",
    "add_variant",
    "cancel",
    "change_draft",
    "choose_address",
    "claim",
    "collect",
    "complete_draft",
    "create_draft",
    "delete_draft",
    "delete_shipping_rate",
    "delete_tax_rate",
    "fulfil",
    "move",
    "open_invoice_page",
    "pay_invoice",
    "place",
    "prove_by_order",
    "readdress",
    "recount",
    "refund",
    "save_shipping_rate",
    "save_tax_rate",
    "send_invoice",
    "set_address",
    "set_note",
    "settle_invoices",
    "settle_refunds",
    "sweep_pictures",
    "tell_staff",
    "undo_claim",
]
