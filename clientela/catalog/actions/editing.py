"""Editing products: what colleagues change at the same time is never lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.catalog.actions.products import NewVariant, variant_of
from clientela.catalog.actions.stock import MoreOrLess, SetTo, restock
from clientela.catalog.events import ProductEdited
from clientela.catalog.models import OldHandle, Product, Variant
from clientela.catalog.rules import check, check_handle, free_handle, if_nobody_was_quicker, reindex
from clientela.core.actor import Actor
from clientela.core.errors import ChangedMeanwhile, NotThere, Refused
from clientela.core.powers import Power
from clientela.journal.actions import Subject, record

FIELDS = frozenset(
    {
        "title",
        "handle",
        "description",
        "vendor",
        "product_type",
        "tags",
        "status",
        "picture",
        "option_names",
    }
)
VARIANT_FIELDS = frozenset({"options", "sku", "price", "compare_at", "grams"})


class VariantGone(Refused):
    """A variant isn't there any more."""

    code = "variant_gone"
    sentence = _("A variant that you changed was removed by a colleague. Remove it here too.")


@dataclass(frozen=True)
class Edited:
    """New values by field, and those the editor started from."""

    changes: Mapping[str, Any] = field(default_factory=dict)
    seen: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class EditedVariant(Edited):
    """The same of a variant. Where `stock` was seen and typed, the difference is put on the shelf."""

    id: int = 0


def edit_product(
    product_id: int,
    edited: Edited,
    *,
    variants: Sequence[EditedVariant] = (),
    added: Sequence[NewVariant] = (),
    removed: Sequence[int] = (),
    by: Actor,
) -> Product:
    """Change a product with its variants; stock moves by what was put on or taken off, never over a sale.

    Raises `ChangedMeanwhile` with both values by field (`variant.<id>.<field>` for those of a variant), where
    a colleague changed the same one; `HandleTaken`, `SeveralRefused`, `NotThere`.
    """
    by.must(Power.PRODUCTS_EDIT)
    with transaction.atomic():
        product, shelf = _locked(product_id)
        _refuse_conflicts(product, edited, shelf, variants)
        touched = _put(product, edited.changes, FIELDS)
        touched |= _take_away(shelf, removed)
        for one in variants:
            touched |= _put_variant(product, shelf, one)
        touched |= _put_new(product, shelf, added)
        _save(product, list(shelf.values()), touched, by)
        for one in variants:
            _restock(shelf.get(one.id), one, by)
    return product


def _locked(product_id: int) -> tuple[Product, dict[int, Variant]]:
    """The product and its variants by id; nobody else changes them, or sells them, until we are done."""
    product = Product.objects.select_for_update().filter(pk=product_id).first()
    if product is None:
        raise NotThere
    rows = Variant.objects.select_for_update().filter(product=product).order_by("pk")
    shelf = {variant.pk: variant for variant in rows}
    for variant in shelf.values():
        variant.product = product
    product.option_names = product.names_of_options(shelf.values())
    return product, shelf


def _refuse_conflicts(
    product: Product, edited: Edited, shelf: dict[int, Variant], variants: Sequence[EditedVariant]
) -> None:
    theirs = _conflicts(product, edited, FIELDS, "")
    yours = {name: edited.changes[name] for name in theirs}
    for one in variants:
        if one.changes and one.id not in shelf:
            raise VariantGone
        if one.id not in shelf:
            continue
        found = _conflicts(shelf[one.id], one, VARIANT_FIELDS, f"variant.{one.id}.")
        yours |= {name: one.changes[name.rpartition(".")[2]] for name in found}
        theirs |= found
    if theirs:
        raise ChangedMeanwhile(theirs=theirs, yours=yours)


def _conflicts(row: Product | Variant, edited: Edited, known: frozenset[str], prefix: str) -> dict[str, Any]:
    """What a colleague put where we change something, other than both what we saw and what we want."""
    found = {}
    for name in known & edited.changes.keys() & edited.seen.keys():
        now = getattr(row, name)
        if now not in (edited.seen[name], edited.changes[name]):
            found[f"{prefix}{name}"] = now
    return found


def _put(row: Product | Variant, changes: Mapping[str, Any], known: frozenset[str]) -> set[str]:
    touched = {name for name in known & changes.keys() if getattr(row, name) != changes[name]}
    for name in touched:
        setattr(row, name, changes[name])
    if isinstance(row, Product) and not row.handle:
        row.handle = free_handle(row.title)
    return touched


def _put_variant(product: Product, shelf: dict[int, Variant], one: EditedVariant) -> set[str]:
    variant = shelf.get(one.id)
    if variant is None:
        return set()
    touched = _put(variant, one.changes, VARIANT_FIELDS)
    if "options" in touched:
        variant.title = product.variant_title(variant.options)
    if touched:
        variant.save(update_fields=[*touched, "title"])
    return touched


def _put_new(product: Product, shelf: dict[int, Variant], added: Sequence[NewVariant]) -> set[str]:
    place = max((variant.position for variant in shelf.values()), default=-1) + 1
    for new in added:
        variant = variant_of(product, new, place)
        variant.save(force_insert=True)
        shelf[variant.pk] = variant
        place += 1
    return {"variants"} if added else set()


def _take_away(shelf: dict[int, Variant], removed: Sequence[int]) -> set[str]:
    gone = [variant for key in removed if (variant := shelf.pop(key, None))]
    Variant.objects.filter(pk__in=[variant.pk for variant in gone]).delete()
    return {"variants"} if gone else set()


def _save(product: Product, shelf: list[Variant], touched: set[str], by: Actor) -> None:
    check(product, shelf)
    if not touched:
        return
    if "handle" in touched:
        check_handle(product)
        _keep_old_handle(product)
    if "picture" in touched:
        _follow_picture(product, shelf)
    product.version += 1
    product.updated_at = Now()
    with if_nobody_was_quicker():
        product.save(update_fields=[*FIELDS, "version", "updated_at"])
    reindex(product, shelf)
    record(
        ProductEdited(product.title, tuple(sorted(touched))), by=by, subject=Subject("product", product.pk)
    )


def _keep_old_handle(product: Product) -> None:
    """Links to the address it had still lead to it; one that it takes back is old no longer."""
    before = Product.objects.values_list("handle", flat=True).get(pk=product.pk)
    OldHandle.objects.filter(handle=product.handle).delete()
    OldHandle.objects.bulk_create([OldHandle(handle=before, product=product)], ignore_conflicts=True)


def _follow_picture(product: Product, shelf: list[Variant]) -> None:
    """Variants that showed the product's old picture show its new one."""
    before = Product.objects.values_list("picture", flat=True).get(pk=product.pk)
    same = [variant.pk for variant in shelf if variant.picture and variant.picture == before]
    Variant.objects.filter(pk__in=same).update(picture="")


def _restock(variant: Variant | None, one: EditedVariant, by: Actor) -> None:
    if variant is None or "stock" not in one.changes:
        return
    typed, seen = one.changes["stock"], one.seen.get("stock")
    if typed is None or seen is None or variant.stock is None:
        restock(variant, SetTo(typed), by=by)
    else:
        restock(variant, MoreOrLess(max(-variant.stock, typed - seen)), by=by)
