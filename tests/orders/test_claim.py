"""Adding an order to one's account by number and postcode, and taking it back from its own mailbox."""

from dataclasses import replace

import pytest

from clientela.accounts.actions import LinkOver
from clientela.accounts.models import Link
from clientela.core.errors import NotAllowed, TooMany
from clientela.customers.models import AccountState, Customer
from clientela.journal.models import Event
from clientela.orders import actions
from clientela.orders.models import Order
from clientela.orders.queries import drift
from tests.accounts.people import mails, secrets_of
from tests.cast import VISITOR, Cast, actor_of
from tests.orders.bought import bought


def claim(cast: Cast, order: Order, number: str = "", postcode: str = "") -> Order:
    return actions.claim(
        cast.ingrid.pk, number or order.name, postcode or order.place.postcode, by=actor_of(cast.ingrid)
    )


def way_back() -> tuple[int, str]:
    *_path, customer_id, token = secrets_of(mails("order.claimed")[-1])["link"].split("/")
    return int(customer_id), token


def test_the_order_moves_and_nothing_else(db: None, cast: Cast) -> None:
    """Lesson 5: only this order, however the number and postcode are typed; its mailbox is told."""
    order = bought()
    former = order.customer_id or 0
    before = Customer.objects.filter(pk=former).values("email", "first_name", "default_address")[0]
    spelled = f" {order.place.postcode.lower().replace(' ', '')} "
    claimed = claim(cast, order, number=f"order {order.name}", postcode=spelled)
    assert claimed.pk == order.pk and Order.objects.get().customer_id == cast.ingrid.pk
    assert Customer.objects.get(pk=cast.ingrid.pk).orders_count == 1 and drift() == []
    assert Customer.objects.filter(pk=former).values("email", "first_name", "default_address")[0] == before
    assert mails("order.claimed")[-1].to == order.email == Order.objects.get().email
    assert Event.objects.get(name="order.claimed").customer_id == cast.ingrid.pk


def test_asking_again_changes_nothing(db: None, cast: Cast) -> None:
    order = bought()
    assert claim(cast, order).pk == claim(cast, order).pk
    assert len(mails("order.claimed")) == 1 and Event.objects.filter(name="order.claimed").count() == 1


def test_refused_the_same_whatever_is_wrong(db: None, cast: Cast) -> None:
    """EN-01, AC-06: no such order, another postcode, somebody's own: one answer."""
    order = bought()
    said = set()
    for number, postcode in (("999999", order.place.postcode), (order.name, "0000"), ("x", "-")):
        with pytest.raises(actions.NotClaimable) as refused:
            claim(cast, order, number, postcode)
        said.add(str(refused.value.sentence))
    Customer.objects.filter(pk=order.customer_id).update(account_state=AccountState.ENABLED)
    with pytest.raises(actions.NotClaimable) as refused:
        claim(cast, order)
    assert said == {str(refused.value.sentence)}
    for by in (VISITOR, actor_of(cast.stranger), replace(actor_of(cast.ingrid), via=cast.owner.as_actor())):
        with pytest.raises(NotAllowed):
            actions.claim(cast.ingrid.pk, order.name, order.place.postcode, by=by)


def test_guessing_is_slow(db: None, cast: Cast) -> None:
    """RL-01: ten tries a day, right ones and wrong ones alike."""
    order = bought()
    for number in range(10):
        with pytest.raises(actions.NotClaimable):
            claim(cast, order, postcode=f"{number:04d}")
    with pytest.raises(TooMany):
        claim(cast, order)
    assert Order.objects.get().customer_id == order.customer_id


def test_taken_back_by_the_order_s_mailbox(db: None, cast: Cast) -> None:
    """LK-03, LK-04: the address has to be typed, once; the order is the former customer's again."""
    order = bought()
    former = order.customer_id
    claim(cast, order)
    customer_id, token = way_back()
    with pytest.raises(actions.OtherMailbox):
        actions.undo_claim(customer_id, token, cast.ingrid.email, by=VISITOR)
    actions.undo_claim(customer_id, token, order.email.upper(), by=VISITOR)
    assert Order.objects.get().customer_id == former and drift() == []
    with pytest.raises(LinkOver):
        actions.undo_claim(customer_id, token, order.email, by=VISITOR)
    link = Link.objects.get(purpose=Link.Purpose.ORDER_CLAIM)
    assert token not in link.token_hash + link.pending
