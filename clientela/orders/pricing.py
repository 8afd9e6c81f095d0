"""The arithmetic of an order: lines, shipping, tax, total. Whole minor units; half a unit rounds up."""

from collections.abc import Sequence
from dataclasses import dataclass

# Tax rates are hundredths of a percent: 2000 is 20%.
WHOLE = 10_000


@dataclass(frozen=True)
class Tax:
    """A rate in hundredths of a percent, and whether prices have it in them already."""

    rate: int = 0
    included: bool = True


@dataclass(frozen=True)
class Line:
    """So many pieces at a unit price."""

    price: int
    quantity: int

    @property
    def total(self) -> int:
        return self.price * self.quantity


@dataclass(frozen=True)
class Totals:
    """What an order comes to. `line_taxes` stand in the order of the lines; `tax` has the shipping's too."""

    subtotal: int
    shipping: int
    tax: int
    total: int
    line_taxes: tuple[int, ...]
    tax_included: bool
    discount: int = 0


def half_up(numerator: int, denominator: int) -> int:
    """A fraction as a whole number, half rounded up; neither may be negative."""
    return (2 * numerator + denominator) // (2 * denominator)


def tax_of(amount: int, tax: Tax) -> int:
    """The tax in an amount, or the tax on top of it where prices come without."""
    whole = WHOLE + tax.rate if tax.included else WHOLE
    return half_up(amount * tax.rate, whole)


def shipping_of(price: int, free_from: int | None, subtotal: int) -> int:
    """What sending costs: nothing from a certain subtotal on."""
    return 0 if free_from is not None and subtotal >= free_from else price


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    """An amount over parts by their weights: each end is rounded, so that the parts add up to the amount."""
    whole, before, reached, parts = sum(weights), 0, 0, []
    for weight in weights:
        reached += weight
        here = half_up(amount * reached, whole) if whole else 0
        parts.append(here - before)
        before = here
    return parts


def totals(lines: Sequence[Line], shipping: int, tax: Tax, discount: int = 0) -> Totals:
    """Add it all up, less a discount of at most the lines' sum.

    Tax is rounded line by line, so that the lines' taxes add up to the order's.
    """
    subtotal = sum(line.total for line in lines)
    discount = min(discount, subtotal)
    parts = spread(discount, [line.total for line in lines])
    taxes = tuple(tax_of(line.total - part, tax) for line, part in zip(lines, parts, strict=True))
    all_tax = sum(taxes) + tax_of(shipping, tax)
    on_top = 0 if tax.included else all_tax
    total = subtotal - discount + shipping + on_top
    return Totals(subtotal, shipping, all_tax, total, taxes, tax.included, discount)
