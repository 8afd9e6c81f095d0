"""The bounce mailbox: what came back is known, held back where it must be, and other mail is left alone."""

import pytest

from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import NotAllowed
from clientela.journal.models import Event
from clientela.post import actions, dsn
from clientela.post.models import Message, Suppression
from clientela.post.queries import held
from clientela.store.models import Store
from tests.post.imap_server import holding
from tests.post.letters import delivered, queued
from tests.post.returned import COMPLAINT, EXCHANGE, GMAIL, HOLIDAY, postfix
from tests.post.smtp_server import serving

State = Message.State


def sent() -> Message:
    """A mail that a server took."""
    message = queued()
    Message.objects.filter(pk=message.pk).update(state=State.SENT)
    return message


def collected(*mails: str) -> int:
    """How many reports a mailbox with these mails held."""
    with holding(*mails):
        return actions.collect_returned(by=SYSTEM)


def state(message: Message) -> str:
    message.refresh_from_db()
    return message.state


@pytest.mark.parametrize("report", [EXCHANGE, GMAIL], ids=["exchange", "gmail"])
def test_what_came_back_is_known_and_held(db: None, report: str) -> None:
    message = sent()
    assert collected(report.format(message_id=message.message_id)) == 1
    assert state(message) == State.BOUNCED and message.error.startswith("550")
    assert message.error.count("\n") == 0 and held(message.to)


def test_postfix_is_understood(db: None) -> None:
    message = sent()
    assert collected(postfix(message.message_id)) == 1
    assert state(message) == State.BOUNCED and message.error == "550 5.1.1 User unknown"
    assert message.problem == "no_mailbox" and held(message.to).reason == "bounced"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("status", "words"),
    [("4.4.1", "connect to mx.example.com: timed out"), ("5.2.2", "552 5.2.2 Over quota"), ("", "lost")],
)
def test_what_may_pass_holds_no_address_back(db: None, status: str, words: str) -> None:
    """This mail is given up, the next may arrive."""
    message = sent()
    collected(postfix(message.message_id, status=status, words=words))
    assert state(message) == State.BOUNCED and words in message.error and held(message.to) is None


def test_a_delay_is_no_bounce(db: None) -> None:
    message = sent()
    assert collected(postfix(message.message_id, action="delayed", status="4.4.1")) == 1
    assert state(message) == State.SENT


def test_a_complaint_holds_the_address_back(db: None) -> None:
    message = sent()
    assert collected(COMPLAINT.format(message_id=message.message_id)) == 1
    assert state(message) == State.COMPLAINED
    assert held(message.to).reason == Suppression.Reason.COMPLAINED  # type: ignore[union-attr]


def test_reading_twice_is_safe_and_other_mail_stays_unread(db: None) -> None:
    """Marked as read is only what was understood."""
    message = sent()
    mails = (
        HOLIDAY.format(message_id=message.message_id),
        postfix(message.message_id),
        postfix("<x@y.example>"),
    )
    with holding(*mails) as inbox:
        assert actions.collect_returned(by=SYSTEM) == 2
        assert inbox.seen == {2, 3}
        assert actions.collect_returned(by=SYSTEM) == 0
        inbox.seen.clear()
        assert actions.collect_returned(by=SYSTEM) == 2
    assert state(message) == State.BOUNCED
    assert Suppression.objects.count() == Event.objects.filter(name="mail.bounced").count() == 1


@pytest.mark.parametrize("after", [1, 2, 3, 5, 7])
def test_a_line_that_breaks_loses_nothing(db: None, after: int) -> None:
    """What wasn't read yet is read the next time."""
    first, second = sent(), sent()
    with holding(postfix(first.message_id), postfix(second.message_id)) as inbox:
        inbox.cut_after = after
        actions.collect_returned(by=SYSTEM)
        inbox.cut_after = 0
        actions.collect_returned(by=SYSTEM)
    assert state(first) == state(second) == State.BOUNCED


def test_a_wrong_password_hurts_nothing(db: None) -> None:
    message = sent()
    with holding(postfix(message.message_id), password="wrong"):
        assert actions.collect_returned(by=SYSTEM) == 0
    assert state(message) == State.SENT


def test_without_a_mailbox_nothing_is_read(db: None) -> None:
    assert actions.collect_returned(by=SYSTEM) == 0
    with pytest.raises(NotAllowed):
        actions.collect_returned(by=visitor())


def test_mail_comes_back_to_the_address_of_the_settings(db: None) -> None:
    """The envelope names it; readers see the store's own."""
    Store.objects.update(bounce_address="bounces@holm.example")
    with serving() as desk:
        delivered(queued())
    assert desk.senders == ["bounces@holm.example"]
    assert desk.mails[0]["From"].addresses[0].addr_spec == "store@example.com"


REPORT = b"Content-Type: multipart/report; boundary=x\n\n"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"nothing",
        b"Content-Type: multipart/report\n\n",
        REPORT + b"--x--",
        REPORT + b"--x\nContent-Type: message/delivery-status\n\n\n\n--x--",
        REPORT + b"--x\nContent-Type: message/feedback-report\n\n--x--",
        REPORT + b"--x\nContent-Type: message/rfc822\n\n\xff\x00",
    ],
)
def test_broken_reports_break_nothing(raw: bytes) -> None:
    """Whoever knows the address may send anything there."""
    found = dsn.read(raw)
    assert found is None or found.message_id == ""


def test_a_cut_off_report_is_still_read(db: None) -> None:
    """Only the beginning is fetched: the returned mail may be huge."""
    whole = postfix("<a@b.example>").partition("Subject: Your order")[0]
    found = dsn.read(whole.encode())
    assert found and found.message_id == "<a@b.example>" and found.for_good
