"""Emails about orders: what they may name is what templates of the hosted platform ask for."""

from typing import Any

import pytest

from clientela.core.actor import SYSTEM
from clientela.customers.models import Customer, CustomerTag, Tag
from clientela.messaging import examples, queries
from clientela.messaging.actions import resend, save_wording
from clientela.messaging.actions.writing import CantRepeat
from clientela.messaging.kinds import KINDS, REAL
from clientela.messaging.rendering import Own, Rendered, render_own
from clientela.orders import letters, samples
from clientela.orders.actions import cancel, fulfil, refund, send_invoice
from clientela.orders.actions.cancelling import Cancelling
from clientela.orders.actions.refunding import Giving
from clientela.orders.models import Order, Refund, Shipment
from clientela.post.models import MailboxMessage, Message
from clientela.store.models import Store
from tests.admin.scenes import make_draft, make_order
from tests.cast import Cast
from tests.orders import brought
from tests.orders.bought import bought
from tests.post.letters import delivered


def written(kind: str, html: str, values: dict[str, Any], language: str = "en") -> Rendered:
    own = Own("Order {{ order_name }}", html, is_html=True)
    return render_own(own, KINDS[kind].whole(values), language, Store.current())


def mailed(order: Order, kind: str) -> Message:
    return Message.objects.get(about_kind="order", about_id=order.pk, kind=kind)


@pytest.mark.parametrize(
    ("kind", "html"),
    [
        ("order.confirmation", brought.CONFIRMATION),
        ("order.shipped", brought.SHIPPED),
        ("order.refund", brought.REFUND),
    ],
)
def test_templates_that_are_brought_along_can_be_saved(db: None, kind: str, html: str) -> None:
    """As they are; only names that no template of theirs has are doubted."""
    own = Own("Order {{ order_name }}", html, is_html=True)
    save_wording(kind, "en", own, by=SYSTEM)
    unknown = {doubt.name for doubt in examples.doubts(KINDS[kind], own)}
    assert unknown <= {"delivery_instructions", "po_number", "total_duties"}


def test_a_confirmation_that_was_brought_along(db: None) -> None:
    save_wording("order.confirmation", "en", Own("Order {{ name }}", brought.CONFIRMATION, True), by=SYSTEM)
    order = bought(quantity=2)
    message = mailed(order, "order.confirmation")
    assert message.subject == f"Order {order.name}"
    shown = " ".join(message.text.split())
    for words in (
        "Thank you for your purchase", f"Order {order.name}", "get your order ready to be shipped",
        "Stoneware mug", "Subtotal £32.00", "Shipping £3.95", "£35.95 GBP",
        "Billing address", "Payment",
        f"Placed {order.placed_at:%d.%m.%Y}", *order.address_lines, "Shipping method",
    ):  # fmt: skip
        assert words in shown, words
    for gone in ("<script", "None", "Duties", "PO number", "<link"):
        assert gone not in message.html, gone
    assert "orders/m" not in message.html
    delivered(message)
    assert f"/orders/m{order.pk}-" in MailboxMessage.objects.latest("pk").html


def test_money_is_the_orders_own_and_dates_the_stores(db: None) -> None:
    """An order in another currency than the store's; its language writes the amounts; its clock the day."""
    Store.objects.update(time_zone="Pacific/Auckland")
    order = bought()
    Order.objects.filter(pk=order.pk).update(currency="NOK", language="nb", placed_at="2026-03-31T20:00Z")
    values = letters.about(Order.objects.get(pk=order.pk))
    made = written(
        "order.confirmation", "{{ total_price | money }} {{ date | date: '%d.%m.%Y' }}", values, "nb"
    )
    assert "51,95 kr 01.04.2026" in made.text


def test_what_stands_in_a_letter_stands_in_its_sample(db: None, cast: Cast) -> None:
    """What the editor shows is what real emails have, name by name."""
    order = bought()
    fulfil(order.pk, by=SYSTEM)
    given = Refund.objects.create(order=order, amount=1600, currency="GBP")
    real = letters.about(order, order.shipments.get()) | letters.about_refund(order, given)
    sample = {**samples.ORDER, "fulfillment": samples.FULFILLMENT, "refund": samples.REFUND}
    for name in ("order", "fulfillment", "refund"):
        assert set(real[name]) == set(sample[name]), name
    assert set(real["order"]["line_items"][0]) == set(sample["order"]["line_items"][0])
    draft = letters.about_invoice(make_draft(cast.ingrid))
    assert set(draft["draft_order"]) == set(samples.DRAFT["draft_order"])


def test_sent_and_given_back_by_brought_along_words(db: None) -> None:
    save_wording("order.shipped", "en", Own("x", brought.SHIPPED, True), by=SYSTEM)
    save_wording("order.refund", "en", Own("x", brought.REFUND, True), by=SYSTEM)
    order = bought(quantity=3)
    fulfil(order.pk, by=SYSTEM)
    shown = mailed(order, "order.shipped").text
    assert "Your order is on the way" in shown and "Stoneware mug × 3" in shown and "None" not in shown
    line = order.lines.get()
    refund(order.pk, Giving({line.pk: 1}), key="first", by=SYSTEM)
    shown = mailed(order, "order.refund").text
    assert "£16.00 GBP" in shown and "Stoneware mug (1)" in shown
    assert f"Of {order.name}, £35.95 stays." in shown


def test_a_discount_is_told(db: None) -> None:
    values = letters.about(bought())
    values["order"] |= {"total_discounts": 500, "line_items_subtotal_price": 4800}
    own = queries.built_in(KINDS["order.confirmation"], "en")
    made = render_own(own, KINDS["order.confirmation"].whole(values), "en", Store.current())
    assert "Subtotal  £48.00" in made.text and "Discount  −£5.00" in made.text


def test_hostile_names_stay_words(db: None) -> None:
    """WB-04: a shopper's own words neither become markup nor a button of ours."""
    order = bought()
    place = order.shipping_address | {"first_name": "<b>x</b>", "line1": "[Click](https://evil.example)"}
    Order.objects.filter(pk=order.pk).update(shipping_address=place, note="{{ shop.email }}")
    values = letters.about(Order.objects.get(pk=order.pk))
    html = "{{ customer.first_name }} {{ shipping_address | format_address }} {{ note }}"
    made = written("order.confirmation", html, values)
    assert "<b>x" not in made.html and "&lt;b&gt;x" in made.html and "{{ shop.email }}" in made.text
    own = queries.built_in(KINDS["order.confirmation"], "en")
    shown = render_own(own, KINDS["order.confirmation"].whole(values), "en", Store.current())
    assert 'href="https://evil.example' not in shown.html


def test_links_are_made_anew_for_an_email_that_is_sent_again(db: None, cast: Cast) -> None:
    """CD-02: the outbox has dots; the one that is sent again leads to the order, or to the invoice."""
    order = bought(email=cast.ingrid.email)
    again = delivered(resend(mailed(order, "order.confirmation").pk, to_me=False, by=cast.owner.as_actor()))
    assert again.state == "sent" and f"/orders/m{order.pk}-" not in again.text
    assert f"/orders/m{order.pk}-" in MailboxMessage.objects.latest("pk").text
    draft = send_invoice(make_draft(cast.ingrid).pk, by=SYSTEM)
    sent = Message.objects.get(about_kind="draft", about_id=draft.pk)
    delivered(resend(sent.pk, to_me=False, by=cast.owner.as_actor()))
    assert f"/invoice/{draft.pk}-" in MailboxMessage.objects.latest("pk").text


def test_the_mailed_link_goes_to_the_orders_own_mailbox_alone(db: None, cast: Cast) -> None:
    """It proves a mailbox; whoever has another address since gets the other kind."""
    order = bought(email=cast.ingrid.email)
    message = mailed(order, "order.confirmation")
    Customer.objects.filter(pk=cast.ingrid.pk).update(email="new@example.com", email_key="new@example.com")
    delivered(resend(message.pk, to_me=False, by=cast.owner.as_actor()))
    shown = MailboxMessage.objects.latest("pk").text
    assert f"/orders/p{order.pk}-" in shown and f"/orders/m{order.pk}-" not in shown


def test_an_order_that_is_somebody_elses_now_is_not_sent_again(db: None, cast: Cast) -> None:
    order = bought(email=cast.ingrid.email)
    message = mailed(order, "order.confirmation")
    Order.objects.filter(pk=order.pk).update(customer=cast.stranger)
    with pytest.raises(CantRepeat):
        resend(message.pk, to_me=False, by=cast.owner.as_actor())


def test_cancelled(db: None, cast: Cast) -> None:
    order = make_order(cast.ingrid)
    cancel(order.pk, Cancelling(tells=True), by=SYSTEM)
    shown = mailed(order, "order.cancelled").text
    assert "2 × Wool blanket  £20.99" in shown and "Total  £25.99" in shown


def test_what_real_emails_may_name(db: None) -> None:
    """The buyer's tags, the bill's address and the money that moved are those of the order."""
    order = bought(quantity=2)
    assert order.customer and order.payment
    for name in ("wholesale", "VIP"):
        CustomerTag.objects.create(
            customer=order.customer, tag=Tag.objects.create(name=name, key=name.lower())
        )
    refund(order.pk, Giving(amount=500), key="r-1", by=SYSTEM)
    order.refresh_from_db()
    body = (
        "<p>{{ customer.tags | join: '/' }}</p><p>{{ billing_address.address1 }}</p>"
        "{% for t in transactions %}<p>{{ t.kind }} {{ t.status }} {{ t.amount | money }} "
        "{{ t.payment_details.credit_card_last_four_digits }}</p>{% endfor %}"
    )
    save_wording("order.shipped", "en", Own("{{ name }}", body + "{{ order_status_url }}", True), by=SYSTEM)
    fulfil(order.pk, by=SYSTEM)
    text = mailed(order, "order.shipped").text
    assert "VIP/wholesale" in text and "12 High Street" in text
    assert f"sale success £35.95 {order.payment.last4}" in text
    assert f"refund success £5.00 {order.payment.last4}" in text


def test_telling_of_more_asks_no_more(db: None, django_assert_max_num_queries: Any) -> None:
    """Ten refunds are read in as many statements as one."""
    order = bought(quantity=2)
    Refund.objects.bulk_create(
        Refund(order=order, amount=1, currency="GBP", key=f"r-{number}") for number in range(10)
    )
    with django_assert_max_num_queries(4):
        values = letters.about(Order.objects.select_related("payment").get(pk=order.pk))
    assert len(values["order"]["transactions"]) == 11


def test_previews_with_real_orders_name_what_samples_name(db: None, cast: Cast) -> None:
    """A preview about a customer fills every variable of its kind, and never with a link of theirs."""
    order, _other = make_order(cast.ingrid), make_draft(cast.ingrid)
    line = order.lines.get()
    Shipment.objects.create(order=order, carrier="Posten", pieces={str(line.pk): 1})
    Refund.objects.create(order=order, amount=700, currency="GBP")
    about_orders = {name for name, kind in KINDS.items() if set(kind.sample) & {"order", "draft_order"}}
    assert set(REAL) == about_orders
    for name in REAL:
        real, sample = examples.real(KINDS[name], "en", cast.ingrid), KINDS[name].sample
        assert set(sample) - KINDS[name].secret <= set(real) | {"time", "days"}, name
        assert not set(real) & KINDS[name].secret, name
        for part in set(real) & {"order", "draft_order", "fulfillment", "refund"}:
            assert set(real[part]) == set(sample[part]), (name, part)
