"""Marketing goes out at most once: where nobody can know its fate, it is unknown for good."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clientela.core.actor import SYSTEM
from clientela.customers.actions import find_or_add
from clientela.customers.models import Consent, Customer, Source
from clientela.post import actions
from clientela.post.actions.delivering import _end
from clientela.post.models import Message, Stream
from tests.post.letters import delivered, queued, tasks
from tests.post.smtp_server import free_port, send_through, serving

State = Message.State
LINK = "https://store.example/unsubscribe/abc"


def advertised() -> Message:
    """A letter that advertises, to somebody who agreed to it."""
    reader, _made = find_or_add("ann.berg@example.com", source=Source.NEWSLETTER, by=SYSTEM)
    Customer.objects.filter(pk=reader.pk).update(email_consent=Consent.SUBSCRIBED)
    return queued(stream=Stream.MARKETING, unsubscribe_url=LINK, to=reader.email, customer_id=reader.pk)


def test_a_line_cut_after_the_mail_was_taken_leaves_it_unknown(db: None) -> None:
    """F12: the server has it, we don't know: it never goes again by itself."""
    with serving() as desk:
        desk.answers["DATA"] = ["CUT"]
        message = delivered(advertised())
        assert message.state == State.UNKNOWN and message.problem == "dropped" and message.error
        assert delivered(message).state == State.UNKNOWN
    assert len(desk.raw) == 1 and len(tasks(message)) == 1


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_what_was_surely_not_taken_goes_again(db: None, step: str) -> None:
    """F10: a server that says *later* has no copy."""
    with serving() as desk:
        desk.answers[step] = ["450 Greylisted"]
        message = delivered(advertised())
        assert message.state == State.QUEUED
        assert delivered(message).state == State.SENT
    assert len(desk.raw) == 1


def test_nobody_there_is_tried_again(db: None) -> None:
    send_through(free_port())
    message = delivered(advertised())
    assert message.state == State.QUEUED and message.problem == "server_away"


def test_half_sent_by_a_dead_worker_is_unknown(db: None) -> None:
    """F08: the missing are shown as unknown."""
    message = advertised()
    long_ago = timezone.now() - timedelta(minutes=4)
    Message.objects.filter(pk=message.pk).update(state=State.SENDING, attempts=1, claimed_at=long_ago)
    assert actions.sweep(by=SYSTEM) == 0
    message.refresh_from_db()
    assert message.state == State.UNKNOWN and len(tasks(message)) == 1


def test_a_worker_taken_for_dead_may_still_tell_the_truth(db: None) -> None:
    message = advertised()
    Message.objects.filter(pk=message.pk).update(state=State.UNKNOWN, attempts=1)
    message.refresh_from_db()
    _end(message, State.SENT)
    message.refresh_from_db()
    assert message.state == State.SENT


def test_it_carries_the_way_out_in_its_headers(db: None) -> None:
    """TP-06: one click for the reader's mail program; transactional mail has neither header."""
    with serving() as desk:
        delivered(advertised())
        delivered(queued())
    first, other = desk.mails
    assert first["List-Unsubscribe"] == f"<{LINK}>"
    assert first["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in other and "List-Unsubscribe-Post" not in other
