"""The verbs about orders."""

from clientela.orders.actions.figures import recount
from clientela.orders.actions.fulfilling import AlreadyFulfilled, fulfil
from clientela.orders.actions.placing import DraftLine, OrderDraft, collect, place

__all__ = [
    "AlreadyFulfilled",
    "DraftLine",
    "OrderDraft",
    "collect",
    "fulfil",
    "place",
    "recount",
]
