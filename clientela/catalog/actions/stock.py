"""Pieces on the shelf: taken by orders, put back, and counted anew by staff."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clientela.catalog.events import StockAdjusted, StockUncounted
from clientela.catalog.models import Variant
from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.journal.actions import Subject, record


@dataclass(frozen=True)
class MoreOrLess:
    """So many pieces more, or fewer where it is below nothing."""

    pieces: int


@dataclass(frozen=True)
class SetTo:
    """So many pieces as were counted; `None` where they are no longer counted."""

    pieces: int | None


class OutOfStock(Refused):
    """Too little is left; `details["left"]` says how many pieces, by variant id."""

    code = "out_of_stock"

    def __init__(self, variant: Variant, left: Mapping[int, int]) -> None:
        super().__init__(left_words(variant), left=dict(left))


class TooFewLeft(Refused):
    """More pieces would go than are on the shelf."""

    code = "too_few_left"
    sentence = _("There are fewer pieces left than that.")
    field = "stock"


def left_words(variant: Variant) -> str:
    """What is left of a variant, as a sentence for whoever wants more."""
    name, left = str(variant.product), variant.stock or 0
    name = f"{name} ({variant.title})" if variant.title else name
    if not left:
        return str(_("%(name)s is sold out.")) % {"name": name}
    sentence = ngettext("Only %(left)d of %(name)s is left.", "Only %(left)d of %(name)s are left.", left)
    return sentence % {"left": left, "name": name}


def take_stock(quantities: Mapping[int, int], *, by: Actor) -> None:
    """Take pieces of variants off the shelf, all or none, in the order's own transaction.

    Rows are locked by id, so two orders of the same things wait and never block one another for good. Raises
    `OutOfStock` with what is left of each that is short.
    """
    by.anyone_may()
    with transaction.atomic():
        locked = Variant.objects.select_for_update(of=("self",)).select_related("product").order_by("pk")
        variants = list(locked.filter(pk__in=quantities))
        short = [variant for variant in variants if not variant.has(quantities[variant.pk])]
        if short:
            raise OutOfStock(short[0], {variant.pk: variant.stock or 0 for variant in short})
        if len(variants) < len(quantities):
            raise Refused(_("One of these is no longer sold."), code="not_sold")
        for variant in variants:
            if variant.stock is not None:
                variant.stock -= quantities[variant.pk]
        Variant.objects.bulk_update(variants, ["stock"])


def put_back(quantities: Mapping[int, int], *, by: Actor) -> None:
    """Put pieces back on the shelf, where they are counted."""
    by.anyone_may()
    with transaction.atomic():
        for variant_id, pieces in sorted(quantities.items()):
            Variant.objects.filter(pk=variant_id, stock__isnull=False).update(stock=F("stock") + pieces)


def adjust_stock(variant_id: int, how: MoreOrLess | SetTo, *, by: Actor) -> int | None:
    """Put pieces on the shelf or take some off, whatever is sold meanwhile. Gives what is left.

    `SetTo` starts or stops counting, or sets what was counted. Raises `TooFewLeft`, `NotThere`.
    """
    by.must(Power.PRODUCTS_EDIT)
    with transaction.atomic():
        locked = Variant.objects.select_for_update(of=("self",)).select_related("product")
        variant = locked.filter(pk=variant_id).first()
        if variant is None:
            raise NotThere
        restock(variant, how, by=by)
    return variant.stock


def restock(variant: Variant, how: MoreOrLess | SetTo, *, by: Actor) -> None:
    """The same for a row that is locked already. Raises `TooFewLeft`."""
    by.must(Power.PRODUCTS_EDIT)
    before = variant.stock
    after = how.pieces if isinstance(how, SetTo) else (before or 0) + how.pieces
    if after is not None and after < 0:
        raise TooFewLeft
    if after == before:
        return
    variant.stock = after
    variant.save(update_fields=["stock"])
    name = f"{variant.product} ({variant.title})" if variant.title else str(variant.product)
    fact = (
        StockUncounted(name) if after is None else StockAdjusted(name, f"{after - (before or 0):+d}", after)
    )
    record(fact, by=by, subject=Subject("product", variant.product_id))
