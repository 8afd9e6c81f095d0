"""What comes back from out there: delivered, bounced, called spam; and what follows."""

import pytest

from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import NotAllowed, NotThere
from clientela.journal.models import Event
from clientela.post import actions, problems
from clientela.post.actions import What
from clientela.post.models import Message, Suppression
from tests.post.letters import delivered, queued

State = Message.State
GONE = "550 5.1.1 No such user here"


def sent(**changes: object) -> Message:
    return delivered(queued(**changes))


def reported(message: Message, what: What, words: str = "") -> Message:
    actions.report(what, by=SYSTEM, message_id=message.message_id, words=words)
    message.refresh_from_db()
    return message


def test_delivered_is_told(db: None) -> None:
    message = reported(sent(), What.DELIVERED)
    assert message.state == State.DELIVERED and message.reported_at and not message.problem


def test_a_bounce_holds_the_address_back(db: None) -> None:
    """The state moves, the address gets nothing more, and each is a fact, once."""
    message = sent(customer_id=7)
    assert actions.report(What.BOUNCED, by=SYSTEM, message_id=message.message_id, words=GONE)
    assert not actions.report(What.BOUNCED, by=SYSTEM, message_id=message.message_id, words=GONE)
    message.refresh_from_db()
    assert (message.state, message.problem, message.error) == (State.BOUNCED, "no_mailbox", GONE)
    held = Suppression.objects.get()
    assert (held.key, held.reason, held.message_id) == ("ann.berg@example.com", "bounced", message.pk)
    names = list(Event.objects.filter(customer_id=7).order_by("id").values_list("name", flat=True))
    assert names == ["mail.queued", "mail.bounced", "mail.held"]


def test_held_back_with_the_reason(db: None) -> None:
    """Another spelling of the address is the same mailbox (EN-04)."""
    reported(sent(), What.COMPLAINED)
    message = delivered(queued(to="ANN.berg@EXAMPLE.com"))
    assert message.state == State.SUPPRESSED and message.problem == "held_complained"
    assert "spam" in problems.said(message.problem)


def test_what_law_or_security_needs_still_goes(db: None) -> None:
    reported(sent(), What.BOUNCED, GONE)
    assert delivered(queued(is_essential=True)).state == State.SENT


def test_released_gets_mail_again(db: None) -> None:
    reported(sent(), What.BOUNCED, GONE)
    held = Suppression.objects.get()
    actions.release(held.pk, by=SYSTEM)
    assert delivered(queued()).state == State.SENT
    with pytest.raises(NotThere):
        actions.release(held.pk, by=SYSTEM)


def test_a_late_word_never_hides_a_worse_one(db: None) -> None:
    """Reports come in any order: a complaint stays a complaint."""
    message = reported(sent(), What.COMPLAINED)
    assert reported(message, What.DELIVERED).state == State.COMPLAINED
    assert reported(message, What.BOUNCED, GONE).state == State.COMPLAINED
    other = reported(sent(to="bo@example.com"), What.BOUNCED, GONE)
    assert reported(other, What.DELIVERED).state == State.BOUNCED


def test_found_by_the_providers_own_name(db: None) -> None:
    message = sent()
    Message.objects.filter(pk=message.pk).update(provider="postmark", provider_id="pm-1")
    assert not actions.report(What.DELIVERED, by=SYSTEM, provider="postmark", provider_id="pm-2")
    assert not actions.report(What.DELIVERED, by=SYSTEM, provider="other", provider_id="pm-1")
    assert not actions.report(What.DELIVERED, by=SYSTEM, provider="postmark", provider_id="")
    assert actions.report(What.DELIVERED, by=SYSTEM, provider="postmark", provider_id="pm-1")


def test_only_the_system_reports(db: None) -> None:
    with pytest.raises(NotAllowed):
        actions.report(What.BOUNCED, by=visitor(), message_id="<x@example.com>")
    with pytest.raises(NotAllowed):
        actions.hold("ann@example.com", Suppression.Reason.STAFF, by=visitor())


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("550 5.1.1 <x>: Recipient address rejected: User unknown", "no_mailbox"),
        ("550 No such user here", "no_mailbox"),
        ("452 4.2.2 Mailbox full", "mailbox_full"),
        ("552 5.3.4 Message too big", "too_big"),
        ("554 5.7.1 Blocked by policy", "blocked"),
        ("451 Try again", "later"),
        ("550 Denied", "refused"),
        ("", "refused"),
    ],
)
def test_the_servers_words_in_plain_ones(words: str, problem: str) -> None:
    assert problems.of_words(words) == problem and problems.said(problem)
