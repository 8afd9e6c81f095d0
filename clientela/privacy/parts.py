"""The apps that hold something of a person, by hand and in order; each keeps its part in `person.py`.

A test walks everything that leads to a customer, and fails where no app says what becomes of it.
"""

from collections.abc import Callable

from clientela.accounts import person as accounts
from clientela.checkout import person as checkout
from clientela.core.people import People
from clientela.customers import person as customers
from clientela.exchange import person as exchange
from clientela.invitations import person as invitations
from clientela.jobs import person as jobs
from clientela.journal import person as journal
from clientela.messaging import person as messaging
from clientela.orders import person as orders
from clientela.post import person as post
from clientela.segments import person as segments
from clientela.staff import person as staff

Part = Callable[..., None]

# Shut every door, and let go of what is under way.
CLOSE: tuple[Part, ...] = (checkout.close, invitations.close, accounts.close, messaging.close, post.close)
# Destroy what is personal; the customer's own row last, since the others are found by it.
FORGET: tuple[Part, ...] = (
    exchange.forget,
    segments.forget,
    checkout.forget,
    invitations.forget,
    orders.forget,
    accounts.forget,
    messaging.forget,
    post.forget,
    jobs.forget,
    staff.forget,
    journal.forget,
    customers.forget,
)
# Who is in the middle of something that makes an order.
BUSY: tuple[Callable[..., set[int]], ...] = (checkout.buying, orders.paying)

people_of: Callable[..., People] = customers.people
