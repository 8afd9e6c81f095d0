"""The orders' part when people go: whose draft is being paid stays; drafts that came to nothing are emptied.

Orders, and refunds of them, are the store's books: whoever has one isn't deleted.
"""

from collections.abc import Sequence

from django.db.models import F, Value
from django.db.models.fields.json import JSONField

from clientela.core.actor import Actor
from clientela.core.people import People, among
from clientela.orders.models import Draft, DraftItem

State = Draft.State
COVERS = {
    "orders.Draft.customer": "stays, deleted and empty, so that its link can say what became of it",
    "orders.Order.customer": "forbids deleting",
    "orders.Refund.customer": "forbids deleting",
}


def paying(customer_ids: Sequence[int], *, by: Actor) -> set[int]:
    """Whose draft is being paid right now; the drafts of the others are held until the end.

    One that somebody else holds is passed over, not waited for: they may be waiting for the customer's row.
    """
    by.must_be()
    rows = Draft.objects.filter(customer__in=among(customer_ids), order=None)
    held = rows.select_for_update(of=("self",), skip_locked=True)
    still = {pk for pk, state in held.values_list("pk", "state") if state != State.PAYING}
    return {whose for pk, whose in rows.values_list("pk", "customer_id") if pk not in still}


def forget(people: People, *, by: Actor) -> None:
    """Empty their drafts and count them as deleted."""
    by.must_be()
    drafts = Draft.objects.filter(customer__in=people.any, order=None)
    DraftItem.objects.filter(draft__in=drafts).delete()
    empty = {"shipping_address": Value({}, JSONField()), "payment_token": "", "state": State.DELETED}
    drafts.update(**empty, version=F("version") + 1)
