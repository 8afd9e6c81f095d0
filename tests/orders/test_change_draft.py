"""Changing drafts, and what makes an invoice another one than was shown."""

import pytest
from django.utils import timezone

from clientela.core.actor import Actor
from clientela.core.errors import ChangedMeanwhile, NotAllowed, NotThere
from clientela.core.places import Place, PlaceNotValid
from clientela.customers import actions as customers
from clientela.customers.models import Customer
from clientela.journal.models import Event
from clientela.orders import actions, drafts
from clientela.orders.actions import CustomerGone, DraftClosed, InvoiceChanged, OtherCurrency, Terms
from clientela.orders.models import Draft, Order, TaxRate
from clientela.payments.models import TestCharge as Charge
from clientela.post.models import Message
from clientela.store.models import Store
from tests.cast import VISITOR, Cast
from tests.checkout.goods import BATH, Shelf, stock_shelf
from tests.orders.test_draft import card

OSLO = Place("Gianni", "Rossi", "", "Storgata 1", "", "Oslo", "", "0155", "NO", "")


@pytest.fixture
def shelf(db: None) -> Shelf:
    return stock_shelf()


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast.support.as_actor("127.0.0.1")


@pytest.fixture
def draft(shelf: Shelf, cast: Cast, by: Actor) -> Draft:
    """One mug, its invoice sent."""
    made = actions.create_draft(cast.guest.pk, by=by)
    actions.add_variant(made.pk, shelf.mug.pk, by=by)
    return actions.send_invoice(made.pk, by=by)


def now(draft: Draft) -> Draft:
    return Draft.objects.get(pk=draft.pk)


def test_its_address(draft: Draft, cast: Cast, by: Actor) -> None:
    """Typed, or one of the customer's; never a stranger's; what doesn't fit its country is refused."""
    actions.set_address(draft.pk, OSLO, by=by)
    assert now(draft).place == OSLO
    own = customers.add_address(cast.guest.pk, BATH, by=by)
    actions.choose_address(draft.pk, own.pk, by=by)
    assert now(draft).place == BATH
    strange = customers.add_address(cast.ingrid.pk, OSLO, by=by)
    with pytest.raises(NotThere):
        actions.choose_address(draft.pk, strange.pk, by=by)
    with pytest.raises(PlaceNotValid):
        actions.set_address(draft.pk, Place(country="GB"), by=by)
    assert now(draft).place == BATH


def test_deleted(draft: Draft, by: Actor) -> None:
    """Nothing finds it any more but its link, which says so; nothing can be done with it."""
    path = drafts.invoice_path(draft).rpartition("/")[2]
    actions.delete_draft(draft.pk, by=by)
    assert drafts.page().rows == [] and drafts.of_invoice(path).state == Draft.State.DELETED
    assert Event.objects.filter(name="draft.deleted", subject_id=draft.pk).count() == 1
    for act in (actions.delete_draft, actions.send_invoice, actions.complete_draft):
        with pytest.raises(NotThere):
            act(draft.pk, by=by)
    with pytest.raises(NotThere):
        actions.pay_invoice(draft.pk, seen=None, by=VISITOR)
    assert not Order.objects.exists()


def test_paid_or_being_paid_it_stays(draft: Draft, by: Actor) -> None:
    for state in (Draft.State.PAYING, Draft.State.COMPLETED):
        Draft.objects.update(state=state)
        with pytest.raises(DraftClosed):
            actions.delete_draft(draft.pk, by=by)


def test_two_at_once(draft: Draft, by: Actor) -> None:
    """Nobody overwrites what a colleague just did."""
    seen = now(draft).version
    actions.change_draft(draft.pk, {}, Terms(100), seen=seen, by=by)
    with pytest.raises(ChangedMeanwhile):
        actions.change_draft(draft.pk, {}, Terms(200), seen=seen, by=by)
    assert now(draft).discount == 100


def test_its_customer_was_deleted(draft: Draft, by: Actor) -> None:
    """No invoice, no order, and the link leads nowhere; it can still be deleted."""
    path = drafts.invoice_path(draft).rpartition("/")[2]
    seen = card(draft)
    Customer.objects.filter(pk=draft.customer_id).update(deleted_at=timezone.now())
    for act in (actions.send_invoice, actions.complete_draft):
        with pytest.raises(CustomerGone):
            act(draft.pk, by=by)
    with pytest.raises(CustomerGone):
        actions.pay_invoice(draft.pk, seen=seen, by=VISITOR)
    with pytest.raises(NotThere):
        drafts.of_invoice(path)
    assert Charge.objects.get().state == "voided" and not Order.objects.exists()
    actions.delete_draft(draft.pk, by=by)


def test_tax_changed_after_the_page_was_drawn(draft: Draft) -> None:
    """What was shown is what is paid, though nobody touched the draft."""
    Store.objects.update(prices_include_tax=False)
    seen = card(draft)
    total = drafts.totals(drafts.find(draft.pk), Store.current()).total
    TaxRate.objects.update(rate=2500)
    with pytest.raises(InvoiceChanged):
        actions.pay_invoice(draft.pk, seen=seen, seen_total=total, by=VISITOR)
    assert not Charge.objects.exists() and not Order.objects.exists()
    assert actions.pay_invoice(draft.pk, seen=seen, seen_total=2000, by=VISITOR).total == 2000


def test_tax_changed_while_it_is_being_paid(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order is worth what was authorised, else the money is let go."""
    Store.objects.update(prices_include_tax=False)
    seen, ask = card(draft), actions.invoicing._authorise

    def meanwhile(*args: object) -> None:
        ask(*args)  # type: ignore[arg-type]
        TaxRate.objects.update(rate=2500)

    monkeypatch.setattr(actions.invoicing, "_authorise", meanwhile)
    with pytest.raises(InvoiceChanged):
        actions.pay_invoice(draft.pk, seen=seen, by=VISITOR)
    assert Charge.objects.get().state == "voided" and now(draft).state == Draft.State.INVOICED


def test_emptied_it_can_t_be_paid(draft: Draft, by: Actor) -> None:
    seen = card(draft)
    actions.change_draft(draft.pk, {draft.items.get().pk: 0}, Terms(0, 395), by=by)
    with pytest.raises(InvoiceChanged):
        actions.pay_invoice(draft.pk, seen=seen + 1, by=VISITOR)
    assert not Charge.objects.exists()


def test_prices_and_currency_of_the_day(draft: Draft, shelf: Shelf, by: Actor) -> None:
    """One more at another price is a line of its own; another currency needs another draft."""
    shelf.mug.price = 1700
    shelf.mug.save()
    actions.add_variant(draft.pk, shelf.mug.pk, by=by)
    assert list(draft.items.order_by("pk").values_list("price", "quantity")) == [(1600, 1), (1700, 1)]
    Store.objects.update(currency="EUR")
    with pytest.raises(OtherCurrency):
        actions.add_variant(draft.pk, shelf.mug.pk, by=by)


def test_paid_otherwise_is_told(draft: Draft, by: Actor) -> None:
    """Readers of the log see the money too, and the mails stand with what they tell of."""
    order = actions.complete_draft(draft.pk, by=by)
    assert Event.objects.get(name="order.paid").subject_id == order.pk
    told = list(Message.objects.order_by("pk").values_list("about_kind", "about_id"))
    assert told == [("draft", draft.pk), ("order", order.pk)]


def test_only_by_those_who_may(draft: Draft, cast: Cast) -> None:
    """AC-01."""
    for by in (VISITOR, cast.read_only.as_actor()):
        with pytest.raises(NotAllowed):
            actions.delete_draft(draft.pk, by=by)
        with pytest.raises(NotAllowed):
            actions.set_address(draft.pk, OSLO, by=by)
        with pytest.raises(NotAllowed):
            actions.choose_address(draft.pk, 1, by=by)
