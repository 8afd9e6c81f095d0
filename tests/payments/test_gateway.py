"""The test gateway, and payments through it."""

import pytest

from clientela.core.actor import SYSTEM
from clientela.core.errors import NotThere, Refused
from clientela.payments import actions
from clientela.payments.models import Payment
from clientela.payments.models import TestCard as Card
from clientela.payments.models import TestCharge as Charge
from clientela.payments.providers import gateway, test_gateway

pytestmark = pytest.mark.usefixtures("db")
WORKS, DECLINED, ASKS, _EXPIRED = test_gateway.NUMBERS


def paid_with(digits: str, key: str = "k-1") -> Payment:
    """A payment of 12.50 with a card that was given on the gateway's page."""
    token = gateway("test").open_page()
    test_gateway.take_card(token, digits, "01/40", "123")
    return actions.open_payment(key, token, 1250, "GBP", by=SYSTEM)


def test_each_verb_may_be_repeated() -> None:
    """F22: asking, taking and letting go twice is the same as once."""
    payment = paid_with(WORKS)
    for _again in range(2):
        assert actions.authorise(payment.pk, by=SYSTEM).state == Payment.State.AUTHORISED
    for _again in range(2):
        assert actions.capture(payment.pk, by=SYSTEM).state == Payment.State.PAID
    assert actions.void(payment.pk, by=SYSTEM).state == Payment.State.PAID
    assert Charge.objects.get().state == "captured"


def test_a_lost_answer_is_found_again() -> None:
    """F22: the gateway acted and its answer was lost: the same key tells what it did."""
    payment = paid_with(WORKS)
    gateway("test").authorise(payment.key, payment.token, payment.amount, payment.currency)
    assert Payment.objects.get().state == Payment.State.PENDING
    assert actions.authorise(payment.pk, by=SYSTEM).state == Payment.State.AUTHORISED
    assert Charge.objects.count() == 1


def test_voided_before_and_after_the_gateway_heard() -> None:
    """Nothing stays held."""
    first, second = paid_with(WORKS), paid_with(ASKS, "k-2")
    assert actions.void(first.pk, by=SYSTEM).state == Payment.State.VOIDED
    assert actions.authorise(first.pk, by=SYSTEM).state == Payment.State.VOIDED
    assert actions.authorise(second.pk, by=SYSTEM).state == Payment.State.NEEDS_PROOF
    assert actions.void(second.pk, by=SYSTEM).state == Payment.State.VOIDED
    assert Charge.objects.get().state == "voided"


def test_declined_is_the_end() -> None:
    """A declined payment is never asked for again."""
    payment = paid_with(DECLINED)
    for _again in range(2):
        assert actions.authorise(payment.pk, by=SYSTEM).state == Payment.State.DECLINED
    assert actions.capture(payment.pk, by=SYSTEM).state == Payment.State.DECLINED


def test_nothing_of_a_card_is_kept() -> None:
    """SC-02: token, behaviour, brand and last four digits."""
    paid_with(WORKS)
    card = Card.objects.get()
    assert (card.brand, card.last4) == ("Visa", "4242")
    assert {field.name for field in Card._meta.fields} == {"token", "behaviour", "brand", "last4", "made_at"}


@pytest.mark.parametrize(
    ("card", "expiry", "code", "field"),
    [
        ("5555555555554444", "01/40", "123", "card"),
        ("4242", "01/40", "123", "card"),
        (WORKS, "13/40", "123", "expiry"),
        (WORKS, "01/20", "123", "expiry"),
        (WORKS, "soon", "123", "expiry"),
        (WORKS, "01/40", "12", "code"),
        (WORKS, "01/40", "١٢٣", "code"),
    ],
)
def test_what_the_page_refuses(card: str, expiry: str, code: str, field: str) -> None:
    """Each beside its field."""
    with pytest.raises(Refused) as refused:
        test_gateway.take_card(gateway("test").open_page(), card, expiry, code)
    assert refused.value.field == field and not Card.objects.exists()


def test_pages_are_the_gateways_own() -> None:
    """A token that it never made opens nothing."""
    for token in ("", "x", "x.y", gateway("test").open_page()[:-1] + "-"):
        with pytest.raises(NotThere):
            test_gateway.take_card(token, WORKS, "01/40", "123")


def test_the_bank_is_answered_once() -> None:
    """The first answer stands."""
    payment = paid_with(ASKS)
    actions.authorise(payment.pk, by=SYSTEM)
    test_gateway.answer_challenge(payment.key, approved=False)
    test_gateway.answer_challenge(payment.key, approved=True)
    assert actions.authorise(payment.pk, by=SYSTEM).state == Payment.State.DECLINED
    with pytest.raises(NotThere):
        test_gateway.challenge("unknown")
