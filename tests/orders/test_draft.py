"""Orders that staff prepare, and their invoices."""

from datetime import timedelta

import pytest

from clientela.catalog.actions import OutOfStock
from clientela.catalog.models import Variant
from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.customers.models import Customer
from clientela.journal.models import Event
from clientela.orders import actions, drafts
from clientela.orders.actions import DraftClosed, DraftEmpty, InvoiceChanged, NotPaid, Terms
from clientela.orders.models import Draft, Order
from clientela.orders.queries import drift
from clientela.payments import actions as payments
from clientela.payments.models import Payment
from clientela.payments.models import TestCharge as Charge
from clientela.payments.providers import test_gateway
from clientela.post.models import Message
from clientela.store.models import Store
from tests.cast import VISITOR, Cast
from tests.checkout.goods import ASKS, DECLINED, WORKS, Shelf, stock_shelf

NOW = timedelta(0)


@pytest.fixture
def shelf(db: None) -> Shelf:
    return stock_shelf()


@pytest.fixture
def draft(shelf: Shelf, cast: Cast) -> Draft:
    """Two mugs and an engraving, 2.00 off, 3.95 for post, its invoice sent: 43.95."""
    by = cast.support.as_actor("127.0.0.1")
    made = actions.create_draft(cast.guest.pk, by=by)
    for _twice in range(2):
        actions.add_variant(made.pk, shelf.mug.pk, by=by)
    actions.add_custom(made.pk, "Engraving", 1000, 1, by=by)
    actions.change_draft(made.pk, {}, Terms(200, 395, "Post"), by=by)
    return actions.send_invoice(made.pk, by=by)


def card(draft: Draft, digits: str = WORKS) -> int:
    """Give a card on the gateway's page; gives the version that the invoice page shows."""
    url = actions.open_invoice_page(draft.pk, by=VISITOR)
    test_gateway.take_card(url.rpartition("/")[2], digits, "12/40", "123")
    return Draft.objects.get(pk=draft.pk).version


def test_paid_once(draft: Draft, shelf: Shelf, cast: Cast) -> None:
    """F22: paid twice over is one order, one charge; stock, figures, facts and emails agree."""
    seen = card(draft)
    order = actions.pay_invoice(draft.pk, seen=seen, by=VISITOR)
    assert actions.pay_invoice(draft.pk, seen=seen, by=VISITOR).pk == order.pk
    assert (order.total, order.discount, order.shipping, order.source) == (4395, 200, 395, "draft")
    assert order.financial_status == Order.Financial.PAID and order.lines.count() == 2
    assert Charge.objects.get().amount == 4395 and Variant.objects.get(pk=shelf.mug.pk).stock == 8
    assert Customer.objects.get(pk=cast.guest.pk).amount_spent == 4395 and drift() == []
    names = ["draft.created", "draft.changed", "draft.invoiced", "draft.completed"]
    facts = Event.objects.filter(subject_kind="draft", subject_id=draft.pk)
    assert list(dict.fromkeys(facts.order_by("pk").values_list("name", flat=True))) == names
    kinds = list(Message.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["draft.invoice", "order.confirmation"]


def test_declined_then_paid(draft: Draft) -> None:
    """Nothing is charged, and another card works."""
    for _again in range(2):
        with pytest.raises(NotPaid):
            actions.pay_invoice(draft.pk, seen=card(draft, DECLINED), by=VISITOR)
    actions.pay_invoice(draft.pk, seen=card(draft), by=VISITOR)
    assert sorted(Charge.objects.values_list("state", flat=True)) == ["captured", "declined", "declined"]


def test_the_bank_asks(draft: Draft) -> None:
    """Approved there, it goes through; who never comes back is let go."""
    with pytest.raises(NotPaid) as refused:
        actions.pay_invoice(draft.pk, seen=card(draft, ASKS), by=VISITOR)
    key = str(refused.value.details["url"]).rpartition("/")[2]
    actions.settle_invoices(by=SYSTEM, after=NOW)
    assert Draft.objects.get().state == Draft.State.INVOICED and Charge.objects.get().state == "voided"
    with pytest.raises(NotPaid) as refused:
        actions.pay_invoice(draft.pk, seen=card(draft, ASKS), by=VISITOR)
    key = str(refused.value.details["url"]).rpartition("/")[2]
    test_gateway.answer_challenge(key, approved=True)
    assert actions.pay_invoice(draft.pk, seen=None, by=VISITOR).financial_status == Order.Financial.PAID


def test_changed_by_staff_meanwhile(draft: Draft, cast: Cast) -> None:
    """What was shown is what is paid; while it is being paid nobody changes it."""
    by, seen = cast.support.as_actor(), card(draft)
    actions.change_draft(draft.pk, {}, Terms(0, 0), by=by)
    with pytest.raises(InvoiceChanged):
        actions.pay_invoice(draft.pk, seen=seen, by=VISITOR)
    actions.pay_invoice(draft.pk, seen=seen + 1, by=VISITOR)
    for act in (
        lambda: actions.add_custom(draft.pk, "More", 1, 1, by=by),
        lambda: actions.send_invoice(draft.pk, by=by),
        lambda: actions.open_invoice_page(draft.pk, by=VISITOR),
    ):
        with pytest.raises(DraftClosed):
            act()


def test_cut_off_behind_the_gateway(draft: Draft) -> None:
    """F22: authorised before the crash is finished by the sweep, once."""
    card(draft)
    row = Payment.objects.create(
        gateway="test",
        key=f"draft-{draft.pk}-1",
        amount=4395,
        currency="GBP",
        token=Draft.objects.get().payment_token,
    )
    Draft.objects.update(state="paying", payment=row, paying_at=draft.invoiced_at)
    payments.authorise(row.pk, by=SYSTEM)
    for _again in range(2):
        actions.settle_invoices(by=SYSTEM, after=NOW)
    assert Order.objects.get().total == 4395 and Charge.objects.get().state == "captured"


def test_sold_out_lets_the_money_go(draft: Draft, shelf: Shelf) -> None:
    seen = card(draft)
    Variant.objects.filter(pk=shelf.mug.pk).update(stock=1)
    with pytest.raises(OutOfStock):
        actions.pay_invoice(draft.pk, seen=seen, by=VISITOR)
    assert Charge.objects.get().state == "voided" and not Order.objects.exists()
    assert Draft.objects.get().state == Draft.State.INVOICED


def test_paid_by_other_means(draft: Draft, cast: Cast) -> None:
    by = cast.support.as_actor()
    order = actions.complete_draft(draft.pk, by=by)
    assert actions.complete_draft(draft.pk, by=by).pk == order.pk and order.payment is None
    assert order.financial_status == Order.Financial.PAID and not Charge.objects.exists() and drift() == []


def test_lines_come_and_go(cast: Cast, shelf: Shelf) -> None:
    """No pieces takes a line out; a discount is at most the sum; numbers out of range are refused."""
    by = cast.support.as_actor()
    made = actions.create_draft(cast.guest.pk, by=by)
    with pytest.raises(DraftEmpty):
        actions.send_invoice(made.pk, by=by)
    actions.add_variant(made.pk, shelf.mug.pk, by=by)
    actions.change_draft(made.pk, {}, Terms(99999), by=by)
    assert drafts.totals(drafts.find(made.pk), Store.current()).total == 0
    for quantity in (-1, 10**6):
        with pytest.raises(Refused):
            actions.change_draft(made.pk, {made.items.get().pk: quantity}, Terms(), by=by)
    actions.change_draft(made.pk, {made.items.get().pk: 0}, Terms(), by=by)
    assert not made.items.exists()


def test_links_are_no_ones_guess(draft: Draft) -> None:
    """LK: only the mailed link opens the invoice."""
    path = drafts.invoice_path(draft).rpartition("/")[2]
    assert drafts.of_invoice(path).pk == draft.pk
    for wrong in (
        path[:-1] + ("0" if path[-1] != "0" else "1"),
        f"{draft.pk}-",
        f"{draft.pk + 1}{path[1:]}",
        "x",
    ):
        with pytest.raises(NotThere):
            drafts.of_invoice(wrong)


def test_only_by_those_who_may(draft: Draft, cast: Cast) -> None:
    """AC-01."""
    for by in (VISITOR, cast.read_only.as_actor()):
        for act in (actions.create_draft, actions.send_invoice, actions.complete_draft):
            with pytest.raises(NotAllowed):
                act(draft.pk, by=by)
