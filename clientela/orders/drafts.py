"""Questions about drafts: what one comes to, its invoice link, whose gateway page a token is."""

from django.db.models import QuerySet

from clientela.core import keyset
from clientela.core.errors import NotThere
from clientela.core.keyset import Page
from clientela.core.seals import mac, mac_fits
from clientela.orders import pricing
from clientela.orders.models import Draft, DraftItem
from clientela.orders.pricing import Line, Tax, Totals
from clientela.orders.queries import tax_for
from clientela.store.models import Store

PAGE = 50
_NEWEST = keyset.Order("made_at", descending=True)
_PURPOSE = "draft-invoice"


def page(*, after: str = "", before: str = "") -> Page[Draft]:
    """One page of drafts, newest first."""
    rows = _rows().defer("shipping_address")
    return keyset.page(rows, _NEWEST, size=PAGE, after=after, before=before)


def _rows() -> QuerySet[Draft]:
    return Draft.objects.select_related("customer", "order").prefetch_related("items")


def find(draft_id: int) -> Draft:
    """The draft whole. Raises `NotThere`."""
    found = _rows().filter(pk=draft_id).first()
    if found is None:
        raise NotThere
    return found


def items(draft: Draft) -> list[DraftItem]:
    """Its lines in the order they were added."""
    return sorted(draft.items.all(), key=lambda item: item.pk)


def totals(draft: Draft, store: Store) -> Totals:
    """What a draft comes to: prices as they stand in it, tax of where it goes."""
    place = draft.place
    tax = tax_for(place.country or store.country, place.region, included=store.prices_include_tax)
    if draft.customer.tax_exempt:
        tax = Tax(0, tax.included)
    lines = [Line(item.price, item.quantity) for item in items(draft)]
    return pricing.totals(lines, draft.shipping, tax, draft.discount)


def invoice_path(draft: Draft) -> str:
    """The path of the page where the customer pays."""
    return f"/invoice/{draft.pk}-{mac(_PURPOSE, str(draft.pk), str(draft.customer_id))}"


def of_invoice(signed: str) -> Draft:
    """The draft of an invoice link, once it was sent. Raises `NotThere`."""
    head, _dash, signature = signed.partition("-")
    if not (head.isascii() and head.isdecimal() and len(head) < 19):
        raise NotThere
    draft = find(int(head))
    if not mac_fits(signature, _PURPOSE, str(draft.pk), str(draft.customer_id)) or not draft.invoiced_at:
        raise NotThere
    return draft


def of_payment(key: str) -> Draft | None:
    """The draft whose payment has this key."""
    return Draft.objects.filter(payment__key=key).first()


def of_token(token: str) -> Draft | None:
    """The draft for which this page of the gateway was opened."""
    return Draft.objects.filter(payment_token=token).first() if token else None
