"""What pieces of an order are worth when they are given back. Whole minor units; the parts add up exactly."""

from collections.abc import Mapping, Sequence

from clientela.orders.models import Order, OrderLine
from clientela.orders.pricing import half_up, spread


def _paid_for(order: Order, lines: Sequence[OrderLine]) -> dict[int, int]:
    """What was paid for each line: less its part of the discount, with the tax that came on top."""
    totals = [max(line.total, 0) for line in lines]
    discounts = spread(order.discount, totals)
    on_top = [0 if order.tax_included else line.tax for line in lines]
    return {
        line.pk: max(total - discount + tax, 0)
        for line, total, discount, tax in zip(lines, totals, discounts, on_top, strict=True)
    }


def pieces(order: Order, lines: Sequence[OrderLine], quantities: Mapping[int, int]) -> dict[int, int]:
    """What so many more pieces of each line are worth, after those given back already."""
    paid, found = _paid_for(order, lines), {}
    for line in lines:
        more = quantities.get(line.pk, 0)
        if more and line.quantity:
            until = half_up(paid[line.pk] * (line.refunded + more), line.quantity)
            found[line.pk] = until - half_up(paid[line.pk] * line.refunded, line.quantity)
    return found


def shipping(order: Order, lines: Sequence[OrderLine]) -> int:
    """What was paid for sending, with the tax that came on top."""
    return order.shipping + (0 if order.tax_included else order.tax - sum(line.tax for line in lines))
