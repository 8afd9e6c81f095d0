"""Orders as they come out of the checkout, and what staff do with them."""

from clientela.checkout import actions as checkout
from clientela.orders.models import Order
from clientela.payments import actions as payments
from tests.cast import VISITOR
from tests.checkout.goods import ready, stock_shelf


def bought(quantity: int = 3, email: str = "nora@example.com", mugs: int = 10) -> Order:
    """A paid order of so many mugs at 16.00, with 3.95 for post."""
    return checkout.place(ready(stock_shelf(mugs), quantity=quantity, email=email)[0].pk, by=VISITOR)


def authorised(quantity: int = 1, email: str = "nora@example.com") -> Order:
    """An order whose money was authorised and not taken yet."""
    row, _token = ready(stock_shelf(), quantity=quantity, email=email)
    begun = checkout.begin(row.pk, by=VISITOR)
    payments.authorise(begun.payment_id or 0, by=VISITOR)
    return checkout.finish(row.pk, by=VISITOR, payment_id=begun.payment_id)
