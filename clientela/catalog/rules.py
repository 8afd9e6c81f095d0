"""What must hold of a product and its variants, and the words it is found by."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela.catalog.models import OldHandle, Product, Variant
from clientela.core import words
from clientela.core.errors import Refused, SeveralRefused

LONGEST_HANDLE = 120
LONGEST_DESCRIPTION = 20_000
MOST_VARIANTS = 100
DEAREST = 10**12
MOST_PIECES = 10_000_000
_HANDLE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class HandleTaken(Refused):
    """Another product has this address."""

    code = "handle_taken"
    sentence = gettext_lazy("Another product has this address already.")
    field = "handle"


class HandleLeadsElsewhere(HandleTaken):
    """Another product had this address before."""

    sentence = gettext_lazy("Another product had this address before, and links to it still lead there.")


def check_handle(product: Product) -> None:
    """An address leads to one product, now and before. Raises `HandleTaken`."""
    if Product.objects.filter(handle=product.handle).exclude(pk=product.pk).exists():
        raise HandleTaken
    if OldHandle.objects.filter(handle=product.handle).exclude(product_id=product.pk).exists():
        raise HandleLeadsElsewhere


@contextmanager
def if_nobody_was_quicker() -> Iterator[None]:
    """Saving a product whose address a colleague takes at the same moment. Raises `HandleTaken`."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise HandleTaken from error


def free_handle(title: str) -> str:
    """An address made from a title, with a number where another product has it already."""
    plain = slugify(words.folded(title))[: LONGEST_HANDLE - 8].strip("-_").replace("_", "-") or "product"
    taken = {
        handle
        for kind in (Product, OldHandle)
        for handle in kind.objects.filter(handle__startswith=plain).values_list("handle", flat=True)
    }
    numbered = (f"{plain}-{number}" for number in range(2, len(taken) + 3))
    return plain if plain not in taken else next(name for name in numbered if name not in taken)


def check(product: Product, variants: Sequence[Variant]) -> None:
    """Refuse what couldn't be sold or found. Raises `SeveralRefused` by field, `Refused`."""
    wrong = _wrong_words(product)
    if wrong:
        raise SeveralRefused(wrong)
    if not variants:
        raise Refused(_("Add at least one variant."), code="no_variants")
    if len(variants) > MOST_VARIANTS:
        raise Refused(_("A product has at most 100 variants."), code="too_many_variants")
    _check_options(product, variants)
    for variant in variants:
        _check_numbers(variant)


def _check_numbers(variant: Variant) -> None:
    prices = [price for price in (variant.price, variant.compare_at) if price is not None]
    pieces = [variant.grams, variant.stock or 0]
    if not all(0 <= price <= DEAREST for price in prices) or not all(0 <= n <= MOST_PIECES for n in pieces):
        raise Refused(_("A price, the stock or the weight can't be right."), code="out_of_range")
    if len(variant.sku) > 80 or any(len(value) > 80 for value in variant.options.values()):
        raise Refused(_("An SKU and an option have at most 80 characters."), code="too_long")


def _wrong_words(product: Product) -> dict[str, str | Promise]:
    wrong: dict[str, str | Promise] = {}
    if not product.title.strip():
        wrong["title"] = _("Enter a title.")
    elif len(product.title) > 255:
        wrong["title"] = _("At most 255 characters.")
    if not _HANDLE.fullmatch(product.handle) or len(product.handle) > LONGEST_HANDLE:
        wrong["handle"] = _("Use small letters, digits and hyphens, such as wool-blanket.")
    if len(product.description) > LONGEST_DESCRIPTION:
        wrong["description"] = _("At most 20,000 characters.")
    if any(len(tag) > 60 for tag in product.tags):
        wrong["tags"] = _("A tag has at most 60 characters.")
    if any(len(name) > 60 for name in product.option_names):
        wrong["option_names"] = _("An option has at most 60 characters.")
    wrong |= {
        name: _("At most 120 characters.")
        for name in ("vendor", "product_type")
        if len(getattr(product, name)) > 120
    }
    return wrong


def _check_options(product: Product, variants: Sequence[Variant]) -> None:
    """With several variants each says what it is, and no two say the same."""
    names = product.option_names
    if len(variants) > 1 and not names and not all(variant.title for variant in variants):
        raise Refused(
            _("Name what the variants differ in, such as Colour."), code="no_options", field="option_names"
        )
    seen = set()
    for variant in variants:
        if names and {name for name, value in variant.options.items() if value} != set(names):
            raise Refused(_("Give each variant a value for every option."), code="option_missing")
        chosen = tuple(variant.options.get(name, "") for name in names) or variant.title
        if chosen in seen:
            sentence = _("Two variants are both %(name)s. Give each its own options.")
            raise Refused(sentence % {"name": variant.title or "–"}, code="variants_alike")
        seen.add(chosen)


def reindex(product: Product, variants: Sequence[Variant]) -> None:
    """Write the words anew by which a product is found."""
    texts = [product.title, product.vendor, product.product_type, *product.tags]
    texts += [text for v in variants for text in (v.title, v.sku, *v.options.values())]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalog_product SET words = array_to_tsvector(%s::text[]) WHERE id = %s",
            [words.searchable(texts), product.pk],
        )
