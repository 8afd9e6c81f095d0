"""One notification to many: each reads what they would have read alone."""

from html import unescape

import pytest

from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import Customer
from clientela.messaging.actions import Circular, Reader, circulate, notify, save_wording
from clientela.messaging.rendering import Own
from clientela.post.letter import masked
from clientela.post.models import Message
from tests.cast import make_customer

NAMES = (
    "Anna",
    "",
    "<b>Eve</b> & 'Sons'",
    "[Click](https://bad.example)",
    "# Loud",
    "{{ shop.name }}",
    "xname",
)
WORDINGS = (
    None,
    Own(
        "For {{ customer.first_name }}", "Hi {{ customer.name }}, [Go]({{ customer.account_activation_url }})"
    ),
    Own("Hello", "{{ customer.first_name | upcase }}{% if customer.last_name == blank %}!{% endif %}"),
    Own("Hello", "{% assign who = customer %}{{ who.email }} {{ customer.orders_count }}"),
    Own("Hello", "[Go](https://store.example/{{ customer.first_name }})"),
    Own("Hi {{customer.last_name}}", "<p>{{ customer.first_name }}</p>", is_html=True),
)


def parts(message: Message) -> tuple[str, ...]:
    """What somebody reads, without the secret."""
    # A sign may be written as itself or by its number: readers see the same.
    html = unescape(masked(message.html))
    return message.to, masked(message.subject), masked(message.text), html, message.language


@pytest.mark.parametrize("own", WORDINGS)
def test_each_reads_what_they_would_have_read_alone(db: None, own: Own | None) -> None:
    """TP-02: names stay names in every kind of words, whatever stands in them."""
    if own:
        save_wording("account.invite", "en", own, by=SYSTEM)
    people = [
        make_customer(f"p{n}@example.com", name, "Berg" if n % 2 else "") for n, name in enumerate(NAMES)
    ]
    customers.edit(people[0].pk, {"language": "nb"}, by=SYSTEM)
    people = list(Customer.objects.order_by("pk"))
    values = {"account_activation_url": "https://store.example/x", "custom_message": ""}
    for one in people:
        notify("account.invite", one.email, values, by=SYSTEM, language=one.language, customer_id=one.pk)
    alone = {parts(message) for message in Message.objects.all()}
    Message.objects.all().delete()
    readers = [Reader(one, {"account_activation_url": "https://store.example/x"}) for one in people]
    sent = circulate(Circular("account.invite", {"custom_message": ""}), readers, by=SYSTEM)
    assert {parts(message) for message in Message.objects.filter(pk__in=sent.values())} == alone
    assert len(alone) == len(NAMES)
