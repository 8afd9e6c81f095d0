"""The staff's note and remarks."""

import pytest

from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import ChangedMeanwhile, NotAllowed, Refused
from clientela.customers.actions import comment, set_note
from clientela.customers.models import Comment, Customer
from clientela.journal.models import Details, Event
from tests.cast import Cast, actor_of, make_customer


@pytest.fixture
def ann(db: None) -> Customer:
    return make_customer("ann@example.com", "Ann")


def test_at_most_5000_letters(ann: Customer) -> None:
    set_note(ann.pk, "å" * 5000, by=SYSTEM)
    with pytest.raises(Refused) as refused:
        set_note(ann.pk, "å" * 5001, by=SYSTEM)
    assert (refused.value.field, refused.value.code) == ("note", "note_too_long")
    assert Customer.objects.get(pk=ann.pk).note == "å" * 5000


def test_its_words_are_not_on_the_log(ann: Customer) -> None:
    """AC-03: a note never leaves the profile."""
    set_note(ann.pk, "planted marker", by=SYSTEM)
    set_note(ann.pk, "planted marker", by=SYSTEM)
    event = Event.objects.get(name="customer.note_changed")
    assert event.data == {} and not Details.objects.filter(event=event).exists()
    assert Customer.objects.get(pk=ann.pk).version == ann.version + 1


def test_two_writers_lose_nothing(ann: Customer) -> None:
    """F23: the second is shown both."""
    set_note(ann.pk, "first", by=SYSTEM, seen="")
    with pytest.raises(ChangedMeanwhile) as refused:
        set_note(ann.pk, "second", by=SYSTEM, seen="")
    assert refused.value.details == {"theirs": {"note": "first"}, "yours": {"note": "second"}}
    set_note(ann.pk, "second", by=SYSTEM, seen="first")
    assert Customer.objects.get(pk=ann.pk).note == "second"


def test_remarks(ann: Customer) -> None:
    made = comment(ann.pk, "  called back  ", by=SYSTEM)
    assert made.text == "called back"
    for text in ("", "   ", "x" * 5001):
        with pytest.raises(Refused):
            comment(ann.pk, text, by=SYSTEM)
    assert Comment.objects.count() == 1
    assert Event.objects.get(name="customer.commented").data == {"comment_id": made.pk}


def test_who_may(cast: Cast) -> None:
    """AC-03: the right to notes is one of its own; a customer never writes one."""
    others = [cast.marketing.as_actor(), cast.read_only.as_actor(), actor_of(cast.ingrid), visitor()]
    for by in others:
        with pytest.raises(NotAllowed):
            set_note(cast.ingrid.pk, "x", by=by)
        with pytest.raises(NotAllowed):
            comment(cast.ingrid.pk, "x", by=by)
    set_note(cast.ingrid.pk, "x", by=cast.support.as_actor())
    comment(cast.ingrid.pk, "x", by=cast.support.as_actor())
