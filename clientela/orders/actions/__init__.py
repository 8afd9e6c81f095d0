"""The verbs about orders."""

from clientela.orders.actions.cancelling import AlreadyCancelled, Cancelling, SentInPart, cancel
from clientela.orders.actions.drafting import (
    DraftClosed,
    DraftEmpty,
    NoEmail,
    Terms,
    add_custom,
    add_variant,
    change_draft,
    create_draft,
    send_invoice,
)
from clientela.orders.actions.figures import recount
from clientela.orders.actions.fulfilling import AlreadyFulfilled, NothingChosen, TooManyPieces, fulfil
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
from clientela.orders.actions.placing import DraftLine, OrderDraft, collect, place
from clientela.orders.actions.refunding import (
    GatewayRefused,
    Giving,
    NothingToRefund,
    NotTaken,
    RefundWaits,
    TooMuch,
    refund,
    settle_refunds,
)

__all__ = [
    "AlreadyCancelled",
    "AlreadyFulfilled",
    "AlreadyTheirs",
    "Cancelling",
    "DraftClosed",
    "DraftEmpty",
    "DraftLine",
    "GatewayRefused",
    "Giving",
    "InvoiceChanged",
    "NoEmail",
    "NotPaid",
    "NotTaken",
    "NothingChosen",
    "NothingToRefund",
    "OrderDraft",
    "RefundWaits",
    "SentInPart",
    "Terms",
    "TooManyPieces",
    "TooMuch",
    "add_custom",
    "add_variant",
    "cancel",
    "change_draft",
    "collect",
    "complete_draft",
    "create_draft",
    "fulfil",
    "move",
    "open_invoice_page",
    "pay_invoice",
    "place",
    "recount",
    "refund",
    "send_invoice",
    "set_note",
    "settle_invoices",
    "settle_refunds",
]
