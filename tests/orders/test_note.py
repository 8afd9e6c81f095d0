"""The staff's note on an order."""

import pytest

from clientela.core.errors import ChangedMeanwhile, NotAllowed, Refused
from clientela.journal.models import Event
from clientela.orders.actions import set_note
from clientela.orders.models import Order
from tests.cast import VISITOR, Cast
from tests.orders.bought import bought


def test_written_once_and_over_what_was_seen(cast: Cast) -> None:
    """The same text again is no fact; over a colleague's note it is refused."""
    order, by = bought(), cast.support.as_actor("127.0.0.1")
    for _again in range(2):
        set_note(order.pk, "Ring twice\r\nAsk for Bo", by=by)
    assert Order.objects.get().note == "Ring twice\nAsk for Bo"
    assert Event.objects.filter(name="order.note_changed").count() == 1
    with pytest.raises(ChangedMeanwhile):
        set_note(order.pk, "Mine", seen="", by=by)
    with pytest.raises(Refused):
        set_note(order.pk, "x" * 5001, by=by)
    for other in (VISITOR, cast.read_only.as_actor()):
        with pytest.raises(NotAllowed):
            set_note(order.pk, "x", by=other)
