"""What staff of the demo have in hand."""

from clientela.demo.loading import load
from clientela.orders.models import Draft, Order, Refund
from clientela.orders.queries import drift
from clientela.post.models import Message
from tests.demo.test_loading import TODAY, quiet


def test_some_work_lies_on_the_desk(db: None) -> None:
    """Drafts, invoices, notes, money given back in part; figures stay exact and nobody is written to."""
    load(60, quiet, TODAY)
    states = [Draft.State.OPEN] * 2 + [Draft.State.INVOICED] * 2
    assert list(Draft.objects.order_by("pk").values_list("state", flat=True)) == states
    assert all(draft.items.exists() for draft in Draft.objects.all())
    assert Order.objects.exclude(note="").count() == 3
    assert Refund.objects.filter(key__startswith="demo-", state=Refund.State.DONE).count() == 3
    assert Order.objects.filter(financial_status=Order.Financial.PARTIALLY_REFUNDED).count() >= 3
    assert drift() == [] and not Message.objects.exists()
