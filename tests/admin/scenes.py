"""Things that pages of the admin show: an order, an email, mail in the mailbox."""

from django.utils import timezone

from clientela.core.actor import SYSTEM
from clientela.core.places import Place
from clientela.customers import actions as customers
from clientela.customers.models import Customer
from clientela.orders.models import Order, OrderLine
from clientela.post.models import MailboxMessage, Message


def make_order(customer: Customer, *, total: int = 2599, street: str = "Storgata 1") -> Order:
    """A paid order of two blankets, numbered from 1001."""
    place = Place(customer.first_name, customer.last_name, "", street, "", "Oslo", "", "0155", "NO", "")
    customers.add_address(customer.pk, place, by=SYSTEM)
    order = Order.objects.create(
        number=1001 + Order.objects.count(),
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


def message(customer: Customer, subject: str = "Your order", html: str = "<p>Hello</p>") -> Message:
    """An email that was sent to a customer."""
    return Message.objects.create(
        message_id=f"<{Message.objects.count()}@example.com>",
        kind="order.confirmed",
        queue="mail",
        customer_id=customer.pk,
        to=customer.email,
        from_name="My store",
        from_email="store@example.com",
        subject=subject,
        text="Hello",
        html=html,
        language="en",
        state=Message.State.SENT,
    )


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
