"""Questions about drafts: what one comes to, its invoice link, whose gateway page a token is."""

import re
from collections.abc import Iterable

from django.db.models import Q

from clientela.core import keyset
from clientela.core.errors import NotThere
from clientela.core.keyset import Page
from clientela.core.seals import mac, mac_fits
from clientela.customers import queries as customers
from clientela.orders import pricing
from clientela.orders.models import Draft, DraftItem, DraftQuerySet, TaxRate
from clientela.orders.pricing import Line, Tax, Totals
from clientela.orders.queries import tax_for
from clientela.store.models import Store

PAGE = 50
_NEWEST = keyset.Order("made_at", descending=True)
_PURPOSE = "draft-invoice"
_NAME = re.compile(r"[Dd]([0-9]{1,17})")


def page(*, after: str = "", before: str = "") -> Page[Draft]:
    """One page of drafts, newest first."""
    rows = _rows().standing()
    return keyset.page(rows, _NEWEST, size=PAGE, after=after, before=before)


def _rows() -> DraftQuerySet:
    return Draft.objects.select_related("customer", "order").prefetch_related("items")


def number_in(text: str) -> int | None:
    """The number of a draft as people write it (D12); nothing where it is none."""
    found = _NAME.fullmatch(text.strip())
    return int(found[1]) if found else None


def numbered(number: int) -> list[Draft]:
    """The draft of this number, if there is one."""
    return list(Draft.objects.standing().select_related("customer").filter(pk=number))


def first_found(text: str, few: list[int] | None, most: int) -> list[Draft]:
    """The newest drafts for those whom a search of customers finds; `few` as `few_found` gave it."""
    rows = Draft.objects.standing().select_related("customer").defer("shipping_address")
    fitting = Q(customer__in=few) if few is not None else customers.fitting(text, "customer__words")
    found = rows.filter(fitting, customer__deleted_at=None)
    return list(found.order_by("-made_at", "-pk")[:most])


def find(draft_id: int) -> Draft:
    """The draft whole. Raises `NotThere`."""
    found = _rows().standing().filter(pk=draft_id).first()
    if found is None:
        raise NotThere
    return found


def items(draft: Draft) -> list[DraftItem]:
    """Its lines in the order they were added."""
    return sorted(draft.items.all(), key=lambda item: item.pk)


def totals(draft: Draft, store: Store, rates: Iterable[TaxRate] | None = None) -> Totals:
    """What a draft comes to: prices as they stand in it, tax of where it goes.

    `rates` are all tax rates, for whoever asks about many drafts.
    """
    place, tax = draft.place, Tax(0, store.prices_include_tax)
    if not draft.customer.tax_exempt:
        tax = tax_for(place.country or store.country, place.region, included=tax.included, rates=rates)
    lines = [Line(item.price, item.quantity) for item in items(draft)]
    return pricing.totals(lines, draft.shipping, tax, draft.discount)


def all_totals(rows: Iterable[Draft], store: Store) -> list[int]:
    """What each of many drafts comes to."""
    rates = list(TaxRate.objects.all())
    return [totals(draft, store, rates).total for draft in rows]


def invoice_path(draft: Draft) -> str:
    """The path of the page where the customer pays."""
    return f"/invoice/{draft.pk}-{mac(_PURPOSE, str(draft.pk), str(draft.customer_id))}"


def of_invoice(signed: str) -> Draft:
    """The draft of an invoice link, once it was sent; one that was deleted too. Raises `NotThere`."""
    head, _dash, signature = signed.partition("-")
    if not (head.isascii() and head.isdecimal() and len(head) < 19):
        raise NotThere
    draft = _rows().filter(pk=int(head), invoiced_at__isnull=False, customer__deleted_at=None).first()
    if draft is None or not mac_fits(signature, _PURPOSE, str(draft.pk), str(draft.customer_id)):
        raise NotThere
    return draft


def of_payment(key: str) -> Draft | None:
    """The draft whose payment has this key."""
    return Draft.objects.filter(payment__key=key).first()


def of_token(token: str) -> Draft | None:
    """The draft for which this page of the gateway was opened."""
    return Draft.objects.filter(payment_token=token).first() if token else None
