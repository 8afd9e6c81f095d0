"""Placing an order: one order, one charge, exact stock."""

from datetime import timedelta

import pytest

from clientela.accounts.buying import SignInNeeded
from clientela.accounts.models import AccountSettings, Policy
from clientela.catalog.actions import OutOfStock
from clientela.catalog.models import Variant
from clientela.checkout import actions
from clientela.checkout.models import Cart, CartLine, Checkout
from clientela.checkout.refusals import (
    BeingPlaced,
    CartChanged,
    Declined,
    ProofNeeded,
    StepMissing,
)
from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed
from clientela.customers.models import Consent, Customer
from clientela.journal.models import Event
from clientela.orders.models import Order
from clientela.payments import actions as payments
from clientela.payments.models import Payment
from clientela.payments.models import TestCharge as Charge
from clientela.payments.providers import test_gateway
from clientela.post.models import Message
from tests.cast import VISITOR, Cast, actor_of
from tests.checkout.goods import ASKS, DECLINED, EXPIRED, Shelf, give_card, ready, stock_shelf

NOW = timedelta()


@pytest.fixture
def shelf(db: None) -> Shelf:
    return stock_shelf()


def test_a_guest_buys(shelf: Shelf) -> None:
    """The order is whole: lines, totals, figures, stock, money, email, an empty cart."""
    checkout, _token = ready(shelf, quantity=2)
    order = actions.place(checkout.pk, by=VISITOR)
    assert (order.subtotal, order.shipping, order.tax, order.total) == (3200, 395, 599, 3595)
    assert order.financial_status == Order.Financial.PAID
    assert Charge.objects.get().state == "captured"
    assert Variant.objects.get(pk=shelf.mug.pk).stock == 8
    assert not CartLine.objects.exists()
    customer = Customer.objects.get(email_key="nora@example.com")
    assert (customer.orders_count, customer.amount_spent) == (1, 3595)
    assert customer.last_order_at == customer.first_order_at == order.placed_at
    message = Message.objects.get(kind="order.confirmation")
    assert order.name in message.subject and "2 × Stoneware mug, Chalk" in message.text
    names = list(Event.objects.filter(customer_id=customer.pk).order_by("id").values_list("name", flat=True))
    assert names[:2] == ["customer.created", "checkout.started"]
    assert {"order.placed", "order.paid"} <= set(names)


def test_a_new_customer_keeps_name_and_address(shelf: Shelf) -> None:
    """What a checkout made itself, it may also fill in."""
    checkout, _token = ready(shelf, newsletter=True)
    actions.place(checkout.pk, by=VISITOR)
    customer = Customer.objects.get(email_key="nora@example.com")
    assert customer.name == "Nora Buyer" and customer.addresses.get().city == "Bath"
    assert customer.email_consent == Consent.SUBSCRIBED
    entry = customer.consent_entries.get()
    assert entry.source == "checkout" and entry.wording == "Email me with news and offers"


def test_a_known_address_is_only_linked(shelf: Shelf, cast: Cast) -> None:
    """CK, lessons 3 and 4: nothing of an existing person is read or written but link and figures."""
    before = Customer.objects.filter(pk=cast.guest.pk).values(
        "first_name",
        "last_name",
        "email",
        "phone",
        "language",
        "email_consent",
        "default_address_id",
        "words",
    )[0]
    checkout, _token = ready(shelf, email="GUEST@example.net ", newsletter=True)
    order = actions.place(checkout.pk, by=VISITOR)
    after = Customer.objects.filter(pk=cast.guest.pk).values(*before)[0]
    assert before == after and order.customer_id == cast.guest.pk
    assert not cast.guest.addresses.exists() and not cast.guest.consent_entries.exists()
    assert Customer.objects.get(pk=cast.guest.pk).orders_count == 1


def test_placing_twice_is_one_order(shelf: Shelf) -> None:
    """F02, F24: a second press finds the order placed."""
    checkout, _token = ready(shelf)
    first = actions.place(checkout.pk, by=VISITOR)
    assert actions.place(checkout.pk, by=VISITOR) == first
    assert Charge.objects.count() == Payment.objects.count() == Message.objects.count() == 1
    assert Customer.objects.get(email_key="nora@example.com").orders_count == 1


def test_declined_then_paid(shelf: Shelf) -> None:
    """A card that doesn't work charges nothing and leaves everything open for another."""
    checkout, token = ready(shelf, card=DECLINED)
    with pytest.raises(Declined):
        actions.place(checkout.pk, by=VISITOR)
    with pytest.raises(StepMissing):
        actions.place(checkout.pk, by=VISITOR)
    assert not Order.objects.exists() and CartLine.objects.exists()
    give_card(token)
    order = actions.place(checkout.pk, by=VISITOR)
    assert order.financial_status == Order.Financial.PAID
    assert set(Charge.objects.values_list("state", flat=True)) == {"declined", "captured"}


def test_an_expired_card_says_so(shelf: Shelf) -> None:
    """The sentence tells expired from declined."""
    checkout, _token = ready(shelf, card=EXPIRED)
    with pytest.raises(Declined, match="expired"):
        actions.place(checkout.pk, by=VISITOR)


def test_the_bank_asks(shelf: Shelf) -> None:
    """Approved at the bank, the same payment goes through; until then nothing is placed."""
    checkout, _token = ready(shelf, card=ASKS)
    with pytest.raises(ProofNeeded) as refused:
        actions.place(checkout.pk, by=VISITOR)
    key = str(refused.value.details["url"]).rpartition("/")[2]
    assert not Order.objects.exists()
    test_gateway.answer_challenge(key, approved=True)
    assert actions.place(checkout.pk, by=VISITOR).financial_status == Order.Financial.PAID
    assert Charge.objects.count() == 1


def test_the_bank_refuses(shelf: Shelf) -> None:
    """Refused at the bank is declined."""
    checkout, _token = ready(shelf, card=ASKS)
    with pytest.raises(ProofNeeded) as refused:
        actions.place(checkout.pk, by=VISITOR)
    test_gateway.answer_challenge(str(refused.value.details["url"]).rpartition("/")[2], approved=False)
    with pytest.raises(Declined):
        actions.place(checkout.pk, by=VISITOR)


def test_another_card_while_the_bank_waits(shelf: Shelf) -> None:
    """The waiting charge is let go before another card is asked for."""
    checkout, token = ready(shelf, card=ASKS)
    with pytest.raises(ProofNeeded):
        actions.place(checkout.pk, by=VISITOR)
    give_card(token)
    actions.place(checkout.pk, by=VISITOR)
    assert sorted(Charge.objects.values_list("state", flat=True)) == ["captured", "voided"]


def test_what_was_shown_is_what_is_bought(shelf: Shelf) -> None:
    """Two tabs: a cart or price that changed since the page was drawn refuses."""
    checkout, _token = ready(shelf)
    with pytest.raises(CartChanged):
        actions.place(checkout.pk, by=VISITOR, seen="0" * 32)


def test_a_frozen_order_is_not_changed(shelf: Shelf) -> None:
    """While it is being placed, a new price or another step changes nothing of it."""
    checkout, token = ready(shelf)
    actions.begin(checkout.pk, by=VISITOR)
    Variant.objects.filter(pk=shelf.mug.pk).update(price=1)
    with pytest.raises(BeingPlaced):
        actions.choose_shipping(token, shelf.post.pk, by=VISITOR)
    assert actions.place(checkout.pk, by=VISITOR).subtotal == 1600


def test_too_little_stock_is_told_before_paying(shelf: Shelf) -> None:
    """With what is left."""
    checkout, _token = ready(shelf, quantity=3)
    Variant.objects.filter(pk=shelf.mug.pk).update(stock=2)
    with pytest.raises(OutOfStock, match="Only 2 of Stoneware mug") as refused:
        actions.place(checkout.pk, by=VISITOR)
    assert refused.value.details["left"] == {shelf.mug.pk: 2}
    assert not Charge.objects.exists()


def test_stock_gone_while_paying_lets_the_money_go(shelf: Shelf) -> None:
    """Authorised but sold out meanwhile: voided, open again, and the next try is another charge."""
    checkout, _token = ready(shelf)
    begun = actions.begin(checkout.pk, by=VISITOR)
    assert begun.payment_id
    payments.authorise(begun.payment_id, by=VISITOR)
    Variant.objects.filter(pk=shelf.mug.pk).update(stock=0)
    with pytest.raises(OutOfStock, match="sold out"):
        actions.finish(checkout.pk, by=VISITOR, payment_id=begun.payment_id)
    assert Charge.objects.get().state == "voided" and not Order.objects.exists()
    assert Checkout.objects.get(pk=checkout.pk).state == Checkout.State.OPEN
    Variant.objects.filter(pk=shelf.mug.pk).update(stock=5)
    assert actions.place(checkout.pk, by=VISITOR).financial_status == Order.Financial.PAID


def test_crash_between_payment_and_order(shelf: Shelf) -> None:
    """F01, F22: what was authorised before the crash is finished by settling, once, with one email."""
    checkout, _token = ready(shelf)
    begun = actions.begin(checkout.pk, by=VISITOR)
    assert begun.payment_id
    payments.authorise(begun.payment_id, by=VISITOR)
    for _again in range(2):
        actions.settle(by=SYSTEM, after=NOW)
    order = Order.objects.get()
    assert order.financial_status == Order.Financial.PAID
    assert Charge.objects.count() == Message.objects.filter(kind="order.confirmation").count() == 1
    assert actions.place(checkout.pk, by=VISITOR) == order


def test_crash_before_the_gateway_heard_of_it(shelf: Shelf) -> None:
    """The shopper pressed the button: settling does what they asked."""
    checkout, _token = ready(shelf)
    actions.begin(checkout.pk, by=VISITOR)
    actions.settle(by=SYSTEM, after=NOW)
    assert Order.objects.get().financial_status == Order.Financial.PAID


def test_crash_between_order_and_capture(shelf: Shelf) -> None:
    """The order stands, its money is taken later."""
    checkout, _token = ready(shelf)
    begun = actions.begin(checkout.pk, by=VISITOR)
    payments.authorise(begun.payment_id or 0, by=VISITOR)
    actions.finish(checkout.pk, by=VISITOR, payment_id=begun.payment_id)
    assert Order.objects.get().financial_status == Order.Financial.AUTHORIZED
    actions.settle(by=SYSTEM, after=NOW)
    assert Order.objects.get().financial_status == Order.Financial.PAID
    assert Charge.objects.get().state == "captured"


def test_settling_leaves_the_bank_its_time(shelf: Shelf) -> None:
    """A shopper at their bank is not cut off; one who never came back is let go."""
    checkout, _token = ready(shelf, card=ASKS)
    with pytest.raises(ProofNeeded):
        actions.place(checkout.pk, by=VISITOR)
    actions.settle(by=SYSTEM, after=NOW)
    assert Checkout.objects.get(pk=checkout.pk).state == Checkout.State.PLACING
    actions.settle(by=SYSTEM, after=NOW, proof_after=NOW)
    assert Checkout.objects.get(pk=checkout.pk).state == Checkout.State.OPEN
    assert Charge.objects.get().state == "voided"


def test_a_payment_without_a_checkout_is_let_go(shelf: Shelf) -> None:
    """A crash between opening the checkout again and voiding leaves money held: settling lets it go."""
    checkout, _token = ready(shelf)
    begun = actions.begin(checkout.pk, by=VISITOR)
    payments.authorise(begun.payment_id or 0, by=VISITOR)
    Checkout.objects.filter(pk=checkout.pk).update(state="open", payment=None, payment_try=2)
    actions.settle(by=SYSTEM, after=NOW)
    assert Charge.objects.get().state == "voided"
    assert Payment.objects.get().state == Payment.State.VOIDED


def test_nothing_to_pay_needs_no_payment(shelf: Shelf) -> None:
    """A free order goes past the gateway."""
    Variant.objects.filter(pk=shelf.mug.pk).update(price=0)
    type(shelf.post).objects.update(price=0)
    checkout, _token = ready(shelf)
    order = actions.place(checkout.pk, by=VISITOR)
    assert order.total == 0 and order.payment is None and order.financial_status == Order.Financial.PAID


def test_signed_in_keeps_the_address(shelf: Shelf, cast: Cast) -> None:
    """Somebody signed in gets the address into their book; the next checkout has it filled in."""
    by = actor_of(cast.ingrid)
    checkout, _token = ready(shelf, by=by)
    order = actions.place(checkout.pk, by=by)
    assert order.email == cast.ingrid.email and cast.ingrid.addresses.get().city == "Bath"
    again, _token = ready(shelf, by=by)
    assert again.place.line1 == "12 High Street"


def test_only_its_customer_places_it(shelf: Shelf, cast: Cast) -> None:
    """AC-03: a checkout of somebody signed in is theirs alone."""
    checkout, _token = ready(shelf, by=actor_of(cast.ingrid))
    for actor in (VISITOR, actor_of(cast.stranger)):
        with pytest.raises(NotAllowed):
            actions.place(checkout.pk, by=actor)


def test_required_accounts_hold_at_placing(shelf: Shelf, cast: Cast) -> None:
    """The policy may change mid-checkout: it holds at the next step, the cart survives."""
    checkout, _token = ready(shelf)
    AccountSettings.objects.update(policy=Policy.REQUIRED)
    with pytest.raises(SignInNeeded):
        actions.place(checkout.pk, by=VISITOR)
    assert Cart.objects.get().lines.count() == 1
    own, _token = ready(shelf, by=actor_of(cast.ingrid))
    assert actions.place(own.pk, by=actor_of(cast.ingrid)).customer_id == cast.ingrid.pk
    Customer.objects.filter(pk=cast.ingrid.pk).update(account_state="deactivated")
    with pytest.raises(SignInNeeded):
        ready(shelf, by=actor_of(cast.ingrid))
