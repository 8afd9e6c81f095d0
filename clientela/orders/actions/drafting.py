"""Preparing an order for a customer, and sending its invoice."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.catalog.models import Variant
from clientela.core import places
from clientela.core.actor import Actor
from clientela.core.errors import ChangedMeanwhile, NotThere, Refused
from clientela.core.places import Place
from clientela.core.powers import Power
from clientela.customers import queries as customers
from clientela.journal.actions import Subject, record
from clientela.messaging.actions import notify
from clientela.orders import letters
from clientela.orders.events import DraftChanged, DraftCreated, DraftDeleted, DraftInvoiced
from clientela.orders.models import Draft, DraftItem
from clientela.store.models import Store

MOST_PIECES = 9999
MOST_MONEY = 10**12
MOST_LINES = 200
_EDITABLE = {Draft.State.OPEN, Draft.State.INVOICED}


class DraftClosed(Refused):
    """The draft is being paid, or is an order already."""

    code = "draft_closed"
    sentence = _("This draft is paid or being paid and can't be changed.")


class NoEmail(Refused):
    """There is no address to send the invoice to."""

    code = "no_email"
    sentence = _("This customer has no email address.")


class CustomerGone(Refused):
    """The customer it was made for was deleted."""

    code = "customer_gone"
    sentence = _("This customer was deleted. Begin a new draft for somebody else.")


class OtherCurrency(Refused):
    """The store has another currency by now."""

    code = "other_currency"

    def __init__(self, currency: str) -> None:
        super().__init__(_("This draft is in %(currency)s. Begin a new one.") % {"currency": currency})


class VariantGone(Refused):
    """What was to be added isn't in the catalogue any more."""

    code = "variant_gone"
    sentence = _("This is no longer in the catalogue. Search again.")


class DraftEmpty(Refused):
    """Nothing is in it."""

    code = "draft_empty"
    sentence = _("Add something to this draft first.")


@dataclass(frozen=True)
class Terms:
    """What a draft costs besides its lines, in minor units."""

    discount: int = 0
    shipping: int = 0
    shipping_title: str = ""


def create_draft(customer_id: int, *, by: Actor) -> Draft:
    """Begin an order for a customer; it goes to their default address. Raises `NotThere`."""
    by.must(Power.ORDERS_EDIT)
    customer = customers.find(customer_id)
    address = customer.default_address
    with transaction.atomic():
        draft = Draft.objects.create(
            customer=customer,
            currency=Store.current().currency,
            shipping_address=address.place.as_dict() if address else {},
        )
        _record(DraftCreated(draft.name), draft, by)
    return draft


def locked_draft(draft_id: int) -> Draft:
    """The draft, held until the transaction ends. Raises `NotThere`."""
    draft = (
        Draft.objects.select_for_update(of=("self",)).select_related("customer").filter(pk=draft_id).first()
    )
    if draft is None or draft.state == Draft.State.DELETED:
        raise NotThere
    return draft


def _editable(draft_id: int) -> Draft:
    draft = locked_draft(draft_id)
    if draft.state not in _EDITABLE:
        raise DraftClosed
    if not draft.customer.is_known:
        raise CustomerGone
    return draft


def _record(fact: object, draft: Draft, by: Actor) -> None:
    record(fact, by=by, customer_id=draft.customer_id, subject=Subject("draft", draft.pk))


def _changed(draft: Draft, by: Actor) -> None:
    draft.version += 1
    draft.save()
    _record(DraftChanged(draft.name), draft, by)


def add_variant(draft_id: int, variant_id: int, *, by: Actor) -> None:
    """Put one more of a variant into a draft, at today's price.

    Raises `DraftClosed`, `CustomerGone`, `OtherCurrency`, `VariantGone`, `NotThere`.
    """
    by.must(Power.ORDERS_EDIT)
    with transaction.atomic():
        draft = _editable(draft_id)
        variant = Variant.objects.select_related("product").filter(pk=variant_id).first()
        if variant is None:
            raise VariantGone
        if draft.currency != Store.current().currency:
            raise OtherCurrency(draft.currency)
        there = draft.items.filter(variant=variant, price=variant.price, quantity__lt=MOST_PIECES).first()
        if there:
            there.quantity += 1
            there.save(update_fields=["quantity"])
        else:
            _add(
                draft,
                DraftItem(
                    variant=variant,
                    product_id=variant.product_id,
                    title=variant.product.title,
                    variant_title=variant.title,
                    sku=variant.sku,
                    picture=variant.picture or variant.product.picture,
                    quantity=1,
                    price=variant.price,
                ),
            )
        _changed(draft, by)


def _add(draft: Draft, item: DraftItem) -> None:
    if draft.items.count() >= MOST_LINES:
        raise Refused(_("This draft has as many lines as it can hold."), code="too_many_lines")
    item.draft = draft
    item.save()


def add_custom(draft_id: int, title: str, price: int, quantity: int, *, by: Actor) -> None:
    """Put something that isn't in the catalogue into a draft. Raises `DraftClosed`, `NotThere`, `Refused`."""
    by.must(Power.ORDERS_EDIT)
    title = title.strip()
    if not title or len(title) > 255:
        raise Refused(
            _("Enter what it is, in at most 255 characters."), field="title", code="title_not_valid"
        )
    _check("price", price, 0, MOST_MONEY)
    _check("quantity", quantity, 1, MOST_PIECES)
    with transaction.atomic():
        draft = _editable(draft_id)
        _add(draft, DraftItem(title=title, price=price, quantity=quantity))
        _changed(draft, by)


def _check(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Refused(_("This number can't be right."), field=field, code="out_of_range")


def change_draft(
    draft_id: int, quantities: Mapping[int, int], terms: Terms, *, by: Actor, seen: int | None = None
) -> None:
    """Set the pieces of its lines (none takes a line out), discount and shipping.

    `seen` is the version that was changed. Raises `ChangedMeanwhile`, `DraftClosed`, `CustomerGone`,
    `NotThere`, `Refused` by field.
    """
    by.must(Power.ORDERS_EDIT)
    for field in ("discount", "shipping"):
        _check(field, getattr(terms, field), 0, MOST_MONEY)
    with transaction.atomic():
        draft = _editable(draft_id)
        if seen is not None and seen != draft.version:
            raise ChangedMeanwhile
        for item in draft.items.select_for_update().filter(pk__in=quantities).order_by("pk"):
            _check(f"pieces-{item.pk}", quantities[item.pk], 0, MOST_PIECES)
            item.quantity = quantities[item.pk]
            if item.quantity:
                item.save(update_fields=["quantity"])
            else:
                item.delete()
        draft.discount, draft.shipping = terms.discount, terms.shipping
        draft.shipping_title = terms.shipping_title.strip()[:120]
        _changed(draft, by)


def set_address(draft_id: int, place: Place, *, by: Actor) -> None:
    """Say where a draft will go; its tax follows. Raises `PlaceNotValid`, `DraftClosed`, `NotThere`."""
    by.must(Power.ORDERS_EDIT)
    place = places.checked(place)
    with transaction.atomic():
        draft = _editable(draft_id)
        draft.shipping_address = place.as_dict()
        _changed(draft, by)


def choose_address(draft_id: int, address_id: int, *, by: Actor) -> None:
    """Send a draft to one of its customer's addresses. Raises `DraftClosed`, `NotThere`.

    One of the US military post is corrected where only one thing can be meant; the kept one stays as it is.
    """
    by.must(Power.ORDERS_EDIT)
    with transaction.atomic():
        draft = _editable(draft_id)
        kept = customers.address(draft.customer_id, address_id).place
        draft.shipping_address = places.corrected(kept).as_dict()
        _changed(draft, by)


def delete_draft(draft_id: int, *, by: Actor) -> None:
    """Give a draft up; its invoice link says so. Raises `DraftClosed` once it is being paid, `NotThere`."""
    by.must(Power.ORDERS_EDIT)
    with transaction.atomic():
        draft = locked_draft(draft_id)
        if draft.state not in _EDITABLE:
            raise DraftClosed
        draft.state = Draft.State.DELETED
        draft.version += 1
        draft.save()
        _record(DraftDeleted(draft.name), draft, by)


def send_invoice(draft_id: int, *, by: Actor, tells: bool = True) -> Draft:
    """Email the customer the link by which they pay; without `tells` the link is passed on by other ways.

    Raises `DraftClosed`, `CustomerGone`, `DraftEmpty`, `NoEmail`.
    """
    by.must(Power.ORDERS_EDIT)
    with transaction.atomic():
        draft = _editable(draft_id)
        if tells and not draft.customer.email:
            raise NoEmail
        if not draft.items.exists():
            raise DraftEmpty
        draft.state, draft.invoiced_at = Draft.State.INVOICED, timezone.now()
        draft.version += 1
        draft.save()
        _record(DraftInvoiced(draft.name), draft, by)
        if tells:
            _mail_invoice(draft, by)
    return draft


def _mail_invoice(draft: Draft, by: Actor) -> None:
    notify(
        "draft.invoice",
        draft.customer.email,
        letters.about_invoice(draft),
        by=by,
        language=draft.customer.language,
        customer_id=draft.customer_id,
        dedupe_key=f"draft-{draft.pk}-invoice-{draft.version}",
        about=("draft", draft.pk),
    )
