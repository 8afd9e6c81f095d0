"""Staff whom the settings name get a copy of each order."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from clientela.core.actor import SYSTEM
from clientela.core.errors import SeveralRefused
from clientela.orders import tasks
from clientela.post.models import MailboxMessage, Message
from clientela.store.actions import change_settings
from tests.orders.bought import bought
from tests.post.letters import delivered

KIND = "staff.new_order"


def waiting() -> list[dict[str, int]]:
    return [job.args for job in ProcrastinateJob.objects.filter(task_name="orders.tell_staff")]


def tell(addresses: str) -> None:
    change_settings({"notifications.new_orders_to": addresses}, by=SYSTEM)


def test_each_address_gets_one(db: None) -> None:
    """The order, its buyer and its sums; not the link that is the buyer's alone. Done twice, mailed once."""
    tell("Sales@holm.example, stock@holm.example, sales@HOLM.example")
    order = bought(quantity=2)
    assert waiting() == [{"order_id": order.pk}]
    for _ in range(2):
        tasks.tell_staff(order.pk)
    sent = [delivered(message) for message in Message.objects.filter(kind=KIND).order_by("pk")]
    assert [message.to.lower() for message in sent] == ["sales@holm.example", "stock@holm.example"]
    assert all(message.state == "sent" and message.customer_id is None for message in sent)
    assert (sent[0].about_kind, sent[0].about_id) == ("order", order.pk)
    mail = MailboxMessage.objects.filter(to="stock@holm.example").get()
    assert order.name in mail.subject and "35.95" in mail.subject
    assert order.email in mail.text and f"/admin/orders/{order.number}" in mail.text
    assert "/orders/m" not in mail.text and "35.95" in mail.text


def test_nobody_named_nobody_told(db: None) -> None:
    order = bought()
    assert not waiting()
    tasks.tell_staff(order.pk)
    assert not Message.objects.filter(kind=KIND).exists()


@pytest.mark.parametrize("text", ["sales", "a@holm.example; b@holm.example", "a@holm.example\n,b"])
def test_only_addresses_are_taken(db: None, text: str) -> None:
    with pytest.raises(SeveralRefused):
        tell(text)


def test_at_most_ten(db: None) -> None:
    with pytest.raises(SeveralRefused):
        tell(",".join(f"a{number}@holm.example" for number in range(11)))
