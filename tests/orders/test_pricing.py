"""The arithmetic of an order."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from clientela.orders.pricing import Line, Tax, half_up, shipping_of, tax_of, totals

LINES = st.lists(st.builds(Line, st.integers(0, 10**9), st.integers(1, 999)), max_size=8)
TAXES = st.builds(Tax, st.integers(0, 10_000), st.booleans())


@given(LINES, st.integers(0, 10**7), TAXES)
def test_the_parts_add_up(lines: list[Line], shipping: int, tax: Tax) -> None:
    """Whatever is bought: the total is the sum of its parts, and the lines' taxes are in the order's."""
    found = totals(lines, shipping, tax)
    on_top = 0 if tax.included else found.tax
    assert found.total == sum(line.price * line.quantity for line in lines) + shipping + on_top
    assert found.tax == sum(found.line_taxes) + tax_of(shipping, tax)
    assert len(found.line_taxes) == len(lines) and found.tax >= 0


@given(st.integers(0, 10**12), TAXES)
def test_tax_is_within_half_a_unit(amount: int, tax: Tax) -> None:
    """Rounded once, half up, never further off than half a unit."""
    whole = 10_000 + tax.rate if tax.included else 10_000
    exact = Fraction(amount * tax.rate, whole)
    assert abs(tax_of(amount, tax) - exact) <= Fraction(1, 2)
    assert not tax.included or tax_of(amount, tax) <= amount


def test_half_goes_up() -> None:
    """12.5 is 13."""
    assert [half_up(25, 2), half_up(24, 2), half_up(1, 3), half_up(2, 3)] == [13, 12, 0, 1]


def test_free_from() -> None:
    """Sending is free from a subtotal on."""
    assert [shipping_of(395, 5000, n) for n in (4999, 5000)] == [395, 0]
    assert shipping_of(395, None, 10**9) == 395


def test_tax_on_top() -> None:
    """Prices without tax get it added, shipping too."""
    found = totals([Line(1000, 3)], 500, Tax(2500, included=False))
    assert (found.subtotal, found.tax, found.total) == (3000, 875, 4375)
