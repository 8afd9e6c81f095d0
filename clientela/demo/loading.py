"""Filling an empty store with the demo's people and their orders, two thousand people at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction

from clientela.accounts.actions.intake import take_in_accounts
from clientela.checkout.actions.intake import take_in_left
from clientela.core.actor import SYSTEM
from clientela.core.copying import check_references, new_ids
from clientela.core.errors import Refused
from clientela.customers.actions import intake as customers
from clientela.customers.models import Customer
from clientela.demo import allotting, crew, crowd, doors, drafts, fields, people, shop
from clientela.demo.crowd import ANCHOR, MOST_ADDRESSES, Crowd
from clientela.demo.history import History
from clientela.demo.making import Made
from clientela.demo.portions import Portion, Setting
from clientela.orders.actions import intake as orders
from clientela.store.models import Store

SHOPPER = crowd.SHOPPER
CHUNK = 2000

Tick = Callable[[int, int], None]


class NotEmpty(Refused):
    """Demo data goes only into an empty store."""

    code = "not_empty"
    sentence = "The store has customers already. Demo data goes only into an empty one."


@dataclass(frozen=True)
class Loaded:
    """How much was made."""

    customers: int
    orders: int
    products: int


def load(count: int, tick: Tick, today: date | None = None, wanted: int | None = None) -> Loaded:
    """Fill an empty store with so many customers and what they did, with exactly `wanted` orders if given.

    The same counts give the same store. Everything is one transaction: a load that is cut off leaves nothing.
    Raises `NotEmpty`.
    """
    if Customer.objects.exists():
        raise NotEmpty
    shift = timedelta(weeks=((today or date.today()) - ANCHOR).days // 7)  # noqa: DTZ011 - whole weeks only
    counts, done = _counts(count, wanted), 0
    with transaction.atomic():
        _make_room()
        shop.furnish()
        setting = _setting(shift)
        for made in crew.made(setting, _portions(counts), crew.hands(count)):
            _keep(made)
            done += made.people
            tick(done, count)
        fields.fill_in()
        drafts.put_in_hand()
        doors.watch_doors()
    return Loaded(count, sum(counts), len({ware.product_id for ware in setting.wares.values()}))


def _counts(customers: int, wanted: int | None) -> allotting.Counts:
    """How many orders each person places."""
    counts, loyal = allotting.natural(Crowd(), History(ANCHOR), customers)
    return counts if wanted is None else allotting.allot(counts, loyal, wanted)


def _make_room() -> None:
    """Let this one transaction take long, and gather search words before they are sorted in."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0;"
            " SET LOCAL work_mem = '64MB'; SET LOCAL gin_pending_list_limit = '64MB'"
        )


def _setting(shift: timedelta) -> Setting:
    tags = customers.tag_ids(people.all_tags(), by=SYSTEM)
    return Setting(shift, Store.current().currency, shop.wares(), tags)


def _portions(counts: allotting.Counts) -> Iterator[Portion]:
    for start in range(0, len(counts), CHUNK):
        theirs = counts[start : start + CHUNK]
        orders = sum(theirs)
        yield Portion(
            start,
            theirs,
            customer_ids=new_ids("customers_customer_id_seq", len(theirs)),
            address_ids=new_ids("customers_address_id_seq", len(theirs) * MOST_ADDRESSES),
            order_ids=new_ids("orders_order_id_seq", orders),
            order_numbers=new_ids("orders_number", orders),
            refund_ids=new_ids("orders_refund_id_seq", orders),
        )


def _keep(made: Made) -> None:
    customers.take_in_drawn(made.customers, by=SYSTEM)
    take_in_accounts(made.accounts, by=SYSTEM)
    orders.take_in_drawn(made.orders, by=SYSTEM)
    take_in_left(made.left, by=SYSTEM)
    check_references()
