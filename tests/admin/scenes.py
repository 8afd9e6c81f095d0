"""Things that pages of the admin show: an order, an email, mail in the mailbox."""

from django.utils import timezone

from clientela.catalog.actions import NewProduct, NewVariant, add_product
from clientela.catalog.models import Product
from clientela.core.actor import SYSTEM
from clientela.core.copying import new_ids
from clientela.core.places import Place
from clientela.customers import actions as customers
from clientela.customers.models import Customer
from clientela.orders import actions as orders
from clientela.orders.models import Draft, Order, OrderLine
from clientela.post import actions as post
from clientela.post.letter import Letter
from clientela.post.models import MailboxMessage, Message
from clientela.staff.models import User
from clientela.staff.roles import Role
from tests.cast import password_hash

# Pages on which somebody isn't signed in yet: by their names, and by their addresses.
OPEN_TO_ALL = {"login", "login-passkey", "passkey-options", "forgot", "forgot-sent"}
OPEN_TO_ALL |= {"join", "join-link", "reset", "reset-link"}
OPEN_ROUTES = {
    *("/admin/login", "/admin/login/passkey", "/admin/passkey", "/admin/forgot", "/admin/forgot/sent"),
    *("/admin/join", "/admin/join/<int:user_id>/<str:token>"),
    *("/admin/reset", "/admin/reset/<int:user_id>/<str:token>"),
}


def colleague() -> User:
    """One more member of staff, whom deeds may be done to."""
    email = "colleague@example.com"
    known = {"name": "Kari Colleague", "role": Role.SUPPORT, "password": password_hash(), "email": email}
    return User.objects.get_or_create(email_key=email, defaults=known)[0]


def make_order(customer: Customer, *, total: int = 2599, street: str = "Storgata 1") -> Order:
    """A paid order of two blankets, numbered from 1001."""
    place = Place(customer.first_name, customer.last_name, "", street, "", "Oslo", "", "0155", "NO", "")
    customers.add_address(customer.pk, place, by=SYSTEM)
    number = 1001 + Order.objects.count()
    # Orders that are placed in the same test take the numbers behind it.
    while new_ids("orders_number", 1)[0] < number:
        pass
    order = Order.objects.create(
        number=number,
        customer=customer,
        email=customer.email,
        currency="GBP",
        shipping_address=place.as_dict(),
        shipping_title="Post",
        subtotal=total - 500,
        shipping=500,
        total=total,
        financial_status=Order.Financial.PAID,
    )
    OrderLine.objects.create(
        order=order, title="Wool blanket", quantity=2, price=(total - 500) // 2, total=total - 500
    )
    customers.count_order(customer.pk, total, timezone.now(), by=SYSTEM)
    return order


def make_product() -> Product:
    """A blanket in two colours: five of one are left, the other isn't counted."""
    variants = [
        NewVariant(8900, options={"Colour": "Moss"}, sku="BL-M", compare_at=9900, stock=5, grams=900),
        NewVariant(9200, options={"Colour": "Ink"}, sku="BL-I"),
    ]
    new = NewProduct("", "Wool blanket", "Warm.\nWoven.", "Nordre", "Blankets", ("wool",))
    return add_product(new, variants, by=SYSTEM)


def make_draft(customer: Customer) -> Draft:
    """A draft of one blanket."""
    draft = orders.create_draft(customer.pk, by=SYSTEM)
    orders.add_custom(draft.pk, "Wool blanket", 2599, 1, by=SYSTEM)
    return draft


def message(customer: Customer, subject: str = "Your order", html: str = "<p>Hello</p>") -> Message:
    """An email that was sent to a customer."""
    queued = post.queue(
        Letter(
            kind="account.code", to=customer.email, subject=subject, text="Hello", html=html,
            language="en", customer_id=customer.pk,
        ),
        by=SYSTEM,
    )  # fmt: skip
    assert queued
    Message.objects.filter(pk=queued.pk).update(state=Message.State.SENT, sent_at=timezone.now())
    return queued


def mailed(to: str, subject: str = "Your order", html: str = "<p>Hello</p>") -> MailboxMessage:
    """An email in the built-in mailbox."""
    return MailboxMessage.objects.create(
        message_id=f"<{MailboxMessage.objects.count()}@example.com>",
        to=to,
        to_key=to.lower(),
        sender="My store <store@example.com>",
        subject=subject,
        text="Hello",
        html=html,
    )
