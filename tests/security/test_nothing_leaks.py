"""After a whole story nothing that opens a door, or pays, stands anywhere in the database."""

import re
from collections.abc import Iterator

from django.db import connection
from django.test import Client

from clientela.core.actor import SYSTEM
from clientela.orders import links
from clientela.orders.models import Order
from clientela.payments.providers.test_gateway import NUMBERS
from clientela.post import actions as post
from clientela.post.models import Message
from tests.accounts.people import GOOD, browser, last_code, last_link
from tests.cast import PASSWORD, Cast
from tests.checkout.goods import stock_shelf
from tests.security.everywhere import House
from tests.storefront.shop.way import place, to_review

# The mailbox for trying out holds mail as it would have arrived, codes and links included.
MAILBOX = "post_mailbox_message"
NEW, WRONG = "seven-slow-lanterns", "not-the-right-lantern"
_TIME = re.compile(r"\d\d:\d\d:\d\d(\.\d+)?")
_DIGITS = re.compile(r"(?<![0-9A-Za-z.])(?:\d[ -]?){12,18}\d(?![0-9A-Za-z])")


def dump() -> Iterator[tuple[str, str]]:
    """Every row of every table as text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield from ((table, row) for (row,) in cursor.fetchall())


def tables_with(secret: str) -> set[str]:
    """The tables in which a secret stands, as a word of its own."""
    word = re.compile(rf"(?<![0-9A-Za-z]){re.escape(secret)}(?![0-9A-Za-z])")
    return {table for table, row in dump() if word.search(_TIME.sub("", row))}


def deliver_all() -> None:
    """What the worker does with the mail that waits."""
    for message in Message.objects.filter(state="queued"):
        post.deliver(message.pk, by=SYSTEM)


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the one that card numbers carry."""
    doubled = [
        sum(divmod(2 * int(d), 10)) if place % 2 else int(d) for place, d in enumerate(reversed(digits))
    ]
    return sum(doubled) % 10 == 0


def card_numbers() -> list[tuple[str, str]]:
    """Whatever in the database could be a card's number."""
    found = []
    for table, row in dump():
        for run in _DIGITS.findall(_TIME.sub("", row)):
            digits = re.sub(r"\D", "", run)
            if digits[0] in "3456" and passes_luhn(digits):
                found.append((table, run))
    return found


def sign_in_story(person: Client, secrets: set[str]) -> None:
    """Registers, guesses wrong, logs in, resets, changes; every secret on the way is collected."""
    person.post("/account/register", {"first_name": "Nora", "email": "nora@example.com", "password": GOOD})
    secrets.add(last_code())
    person.post("/account/register/code/new")
    secrets.add(last_code())
    person.post("/account/register/code", {"code": "000000" if last_code() != "000000" else "000001"})
    assert person.post("/account/register/code", {"code": last_code()}).status_code == 303
    person.post("/account/logout")
    person.post("/account/login", {"email": "nora@example.com", "password": WRONG})
    person.post("/account/recover", {"email": "nora@example.com"})
    number, token = last_link()
    secrets.add(token)
    person.get(f"/account/reset/{number}/{token}")
    assert person.post("/account/reset", {"password": NEW}).status_code == 303
    assert person.post("/account/login", {"email": "nora@example.com", "password": NEW}).status_code == 303


def test_no_secret_stands_in_the_database(cast: Cast) -> None:
    """SC-01, CD-02, LK-01, SE-01: codes, tokens, passwords, cookies; before the mail is sent and after."""
    person, staff, secrets = browser(), browser(), {GOOD, NEW, WRONG, PASSWORD}
    sign_in_story(person, secrets)
    guest = browser()
    to_review(guest, stock_shelf(), email="guest@example.org", save="on")
    place(guest)
    assert staff.post("/admin/login", {"email": "owner@example.com", "password": PASSWORD}).status_code == 303
    for client in (person, guest, staff):
        # The challenge's cookie holds the number of a row; it opens nothing without the browser's own.
        secrets |= {
            m.value for name, m in client.cookies.items() if m.value and name not in {"challenge", "language"}
        }
    secrets.add(links.path(Order.objects.get(), links.Way.MAIL).partition("-")[2])
    assert len(secrets) > 12
    assert {secret: found for secret in secrets if (found := tables_with(secret))} == {}
    deliver_all()
    assert {table for secret in secrets for table in tables_with(secret)} <= {MAILBOX}


def test_the_search_finds_what_it_looks_for(cast: Cast) -> None:
    """The test above would see a code that stands in a table."""
    browser().post("/account/register", {"first_name": "Nora", "email": "nora@example.com", "password": GOOD})
    code = last_code()
    deliver_all()
    assert tables_with(code) == {MAILBOX}
    assert passes_luhn("4242424242424242") and not passes_luhn("4242424242424241")


def test_no_card_number_stands_in_the_database(house: House) -> None:
    """SC-02: not after paying, nor after a number was sent to any other form under any name."""
    assert card_numbers() == []
    names = (
        "number",
        "card",
        "cardnumber",
        "card_number",
        "cc",
        "pan",
        "cvc",
        "cvv",
        "code",
        "payment",
        "card[number]",
    )
    for person in house.browsers().values():
        for spot in house.places:
            if not spot.route.startswith("/pay"):
                person.post(spot.path, dict.fromkeys(names, next(iter(NUMBERS))))
    assert card_numbers() == []


def test_only_the_gateways_page_asks_for_a_card(house: House) -> None:
    """SC-02: no other page has such a field, and that page's form goes to the gateway alone."""
    asks = re.compile(r'autocomplete="[^"]*cc-|name="(number|card\w*|cvc|cvv|pan)"')
    for person in house.browsers().values():
        for spot in house.places:
            page = person.get(spot.path).getvalue().decode(errors="replace")
            assert bool(asks.search(page)) is (spot.route == "/pay/test/<str:token>"), spot
