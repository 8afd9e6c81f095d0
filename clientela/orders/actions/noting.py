"""The staff's note on an order."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import ChangedMeanwhile, Refused
from clientela.core.powers import Power
from clientela.journal.actions import Subject, record
from clientela.orders.actions.refunding import locked
from clientela.orders.events import OrderNoteChanged
from clientela.orders.models import LONGEST_NOTE


def set_note(order_id: int, note: str, *, by: Actor, seen: str | None = None) -> None:
    """Write the note on an order; customers never see it.

    `seen` is the note it was written over. Raises `ChangedMeanwhile`, `NotThere`, `Refused` if it's too long.
    """
    by.must(Power.ORDERS_EDIT)
    note = note.replace("\r\n", "\n").strip()
    if len(note) > LONGEST_NOTE:
        raise Refused(_("This is too long."), field="note", code="too_long")
    with transaction.atomic():
        order = locked(order_id)
        if seen is not None and order.note != seen.replace("\r\n", "\n"):
            raise ChangedMeanwhile(yours={"note": note}, theirs={"note": order.note})
        if order.note == note:
            return
        order.note = note
        order.version += 1
        order.save(update_fields=["note", "version"])
        fact = OrderNoteChanged(order.name)
        record(fact, by=by, customer_id=order.customer_id, subject=Subject("order", order.pk))
