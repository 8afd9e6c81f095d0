"""The staff's note reaches no shopper: not on a page, not in an email, not by a template that asks for it."""

from clientela.core.actor import SYSTEM
from clientela.customers.actions import set_note
from clientela.messaging.objects import customer
from clientela.post.models import Message
from tests.security.everywhere import House

MARK = "MARKER-NOTE"


def test_on_no_page_of_a_shopper(house: House) -> None:
    """AC-03: every address, as a visitor and as the very customer whom the note is about."""
    set_note(house.cast.ingrid.pk, MARK, by=SYSTEM)
    people = house.browsers()
    for who in ("visitor", "customer"):
        for place in house.places:
            if place.methods != "POST":
                answer = people[who].get(place.path)
                body = b"".join(answer) if answer.streaming else answer.content
                assert MARK not in body.decode(errors="ignore"), (who, place.path)


def test_in_no_email(house: House) -> None:
    """AC-03: neither in those that were written, nor where a template of the store's own asks for it."""
    set_note(house.cast.ingrid.pk, MARK, by=SYSTEM)
    house.cast.ingrid.refresh_from_db()
    assert customer(house.cast.ingrid)["note"] is None
    written = Message.objects.filter(customer_id=house.cast.ingrid.pk)
    assert written.exists()
    for message in written:
        assert MARK not in f"{message.subject}{message.text}{message.html}"
