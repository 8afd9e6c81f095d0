"""Sending by a real SMTP server: once where it goes well, again where it may, never where it can't."""

import threading
from datetime import timedelta

import pytest
import time_machine
from aiosmtpd.smtp import AuthResult
from django.db import connections
from django.utils import timezone

from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import NotAllowed
from clientela.post import actions
from clientela.post.models import MailboxMessage, Message
from clientela.store.actions import change_settings
from clientela.store.models import Store
from tests.post.letters import CODE, code_letter, delivered, queued, tasks
from tests.post.smtp_server import free_port, send_through, serving

State = Message.State


def test_text_and_html_arrive(db: None) -> None:
    """The whole mail as a server gets it: both parts, names, subject, language, Message-ID."""
    Store.objects.update(name='Holm, "Hearth" & Søn', email="post@holm.example")
    with serving() as desk:
        message = delivered(queued(subject="Din ordre på blåbær", language="nb"))
    (mail,) = desk.mails
    assert message.state == State.SENT and message.sent_at and not message.error
    assert mail["Subject"] == "Din ordre på blåbær"
    assert mail["To"].addresses[0].addr_spec == "Ann.Berg@example.com" and len(mail["To"].addresses) == 1
    assert mail["From"].addresses[0].display_name == 'Holm, "Hearth" & Søn'
    assert mail["From"].addresses[0].addr_spec == "post@holm.example"
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated" and mail["Content-Language"] == "nb"
    text, html = mail.get_body(["plain"]), mail.get_body(["html"])
    assert text and text.get_content().replace("\r\n", "\n") == "Hello Ann\nblåbær\n"
    assert html and "<b>blåbær</b>" in html.get_content()
    assert "List-Unsubscribe" not in mail


def test_a_second_task_for_the_same_mail_sends_nothing(db: None) -> None:
    """F05: whoever claims it first sends it."""
    with serving() as desk:
        message = delivered(queued())
        delivered(message)
    assert len(desk.raw) == 1 and message.attempts == 1


@pytest.mark.race
def test_sixteen_workers_send_one_mail(real_db: None) -> None:
    """F05: one claim, one mail."""
    with serving() as desk:
        message, barrier = queued(), threading.Barrier(16)

        def work() -> None:
            barrier.wait(30)
            actions.deliver(message.pk, by=SYSTEM)
            connections.close_all()

        threads = [threading.Thread(target=work) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert len(desk.raw) == 1


@pytest.mark.parametrize("answer", ["451 Greylisted", "452 Mailbox full", "421 Shutting down"])
@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_later_is_tried_again_with_the_same_message_id(db: None, answer: str, step: str) -> None:
    """F10: a 4xx waits and goes out once, under its first Message-ID."""
    with serving() as desk:
        desk.answers[step] = [answer]
        message = delivered(queued())
        assert message.state == State.QUEUED and answer[:3] in message.error
        assert not desk.raw
        again = tasks(message)[-1]
        assert len(tasks(message)) == 2 and again.scheduled_at and message.next_try_at
        assert again.scheduled_at == message.next_try_at > timezone.now() + timedelta(seconds=15)
        first_id = message.message_id
        message = delivered(message)
    assert message.state == State.SENT and message.attempts == 2 and not message.error
    assert [mail["Message-ID"] for mail in desk.mails] == [first_id]


@pytest.mark.parametrize("answer", ["550 No such user here", "552 Too much", "554 Blocked by policy"])
@pytest.mark.parametrize("step", ["RCPT", "DATA"])
def test_never_is_told_in_the_servers_words(db: None, answer: str, step: str) -> None:
    """F11: a 5xx fails that one mail without another try; the next recipient gets theirs."""
    with serving() as desk:
        desk.answers[step] = [answer]
        message, other = delivered(queued()), delivered(queued(to="bo@example.com"))
    assert message.state == State.FAILED and message.error == answer
    assert len(tasks(message)) == 1
    assert other.state == State.SENT and len(desk.raw) == 1


def test_nobody_there_is_tried_again_ever_later(db: None) -> None:
    """F09: refused connections wait longer each time, and end as failed after nine tries."""
    send_through(free_port())
    message, waits = queued(), []
    for _ in range(actions.MOST_ATTEMPTS - 1):
        before = timezone.now()
        message = delivered(message)
        assert message.state == State.QUEUED and message.next_try_at
        waits.append(round((message.next_try_at - before).total_seconds()))
    assert waits == sorted(waits) and waits[0] >= 30 and waits[-1] <= 3600
    assert delivered(message).state == State.FAILED
    assert len(tasks(message)) == actions.MOST_ATTEMPTS


def test_line_cut_after_the_mail_was_taken(db: None) -> None:
    """F12: the server has it, we don't know: it goes again under the same Message-ID, one row here."""
    with serving() as desk:
        desk.answers["DATA"] = ["CUT"]
        message = delivered(queued())
        assert message.state == State.QUEUED
        delivered(message)
    assert len(desk.mails) == 2
    assert {mail["Message-ID"] for mail in desk.mails} == {message.message_id}
    assert Message.objects.count() == 1


@pytest.mark.parametrize("answer", ["421 Busy", "250 What", "500 No"])
def test_a_rude_goodbye_after_a_taken_mail_changes_nothing(db: None, answer: str) -> None:
    """F10: once the server took the mail, whatever it says to QUIT, it is sent."""
    with serving() as desk:
        desk.answers["QUIT"] = [answer]
        message = delivered(queued())
    assert message.state == State.SENT and len(desk.raw) == 1


def test_secrets_are_in_the_mail_and_gone_afterwards(db: None) -> None:
    """CD-02, CD-08: revealed while sending, escaped in HTML, blanked in the outbox once sent."""
    message = actions.queue(code_letter(), by=SYSTEM)
    assert message
    with serving() as desk:
        message = delivered(message)
    (mail,) = desk.mails
    text, html = mail.get_body(["plain"]), mail.get_body(["html"])
    assert mail["Subject"] == f"Your code: {CODE}"
    assert text and html and CODE in text.get_content() and f"<p>{CODE}</p>" in html.get_content()
    assert message.state == State.SENT and message.secrets == "" and CODE not in message.subject


def test_a_secret_is_escaped_in_html_alone(db: None) -> None:
    """WB-04: a link with & stays whole in text and is escaped in HTML."""
    from dataclasses import replace

    made = replace(code_letter(), secrets={"code": 'https://x.example/?a=1&b="2"'})
    message = actions.queue(made, by=SYSTEM)
    assert message
    with serving() as desk:
        delivered(message)
    text, html = desk.mails[0].get_body(["plain"]), desk.mails[0].get_body(["html"])
    assert text and '?a=1&b="2"' in text.get_content()
    assert html and "?a=1&amp;b=&quot;2&quot;" in html.get_content()


def test_what_came_too_late_is_not_sent(db: None) -> None:
    """F09: a code that would arrive after its time is dropped, with its secret."""
    message = actions.queue(code_letter(expires_at=timezone.now() - timedelta(seconds=1)), by=SYSTEM)
    assert message
    with serving() as desk:
        message = delivered(message)
    assert message.state == State.EXPIRED and message.secrets == "" and not desk.raw


def test_time_is_the_databases(db: None) -> None:
    """F20: a worker whose clock is twenty minutes ahead drops nothing that still counts."""
    expires = timezone.now() + timedelta(minutes=10)
    with serving() as desk, time_machine.travel(timezone.now() + timedelta(minutes=20), tick=True):
        message = delivered(queued(expires_at=expires))
    assert message.state == State.SENT and len(desk.raw) == 1


def test_a_domain_of_other_letters_is_written_plainly(db: None) -> None:
    """EN-04: a server without SMTPUTF8 takes mail to bücher.example all the same."""
    Store.objects.update(email="post@bücher.example")
    with serving(enable_SMTPUTF8=False) as desk:
        message = delivered(queued(to="Ann@Bücher.example"))
    assert message.state == State.SENT
    assert desk.recipients == [["Ann@xn--bcher-kva.example"]]
    assert desk.senders == ["post@xn--bcher-kva.example"]


def test_a_store_name_with_line_ends_writes_no_header(db: None) -> None:
    """TP-04: display names are one line and quoted."""
    Store.objects.update(name="Holm\r\nBcc: evil@example.com")
    with serving() as desk:
        message = delivered(queued())
    assert message.state == State.SENT and "Bcc" not in desk.mails[0]
    assert desk.recipients == [["Ann.Berg@example.com"]]


def test_a_wrong_password_of_the_mail_server_loses_no_mail(db: None) -> None:
    """F11: the server doesn't know the sender any more: mail waits for the setting to be mended."""
    allowed: list[bytes] = []

    def check(_server: object, _session: object, _envelope: object, _how: str, data: object) -> AuthResult:
        return AuthResult(success=getattr(data, "password", b"") in allowed, handled=False)

    with serving(authenticator=check, auth_required=True, auth_require_tls=False) as desk:
        change_settings({"store.smtp_user": "holm", "store.smtp_password": "right-horse"}, by=SYSTEM)
        message, other = delivered(queued()), delivered(queued())
        assert message.state == State.QUEUED and message.error.startswith("535")
        assert message.problem == "login" and message.attempts == 0
        # Nothing else knocks meanwhile, and waiting costs no attempt.
        assert other.state == State.QUEUED and not other.error and other.attempts == 0
        assert other.next_try_at and other.next_try_at > timezone.now()
        allowed.append(b"left-horse")
        change_settings({"store.smtp_password": "left-horse"}, by=SYSTEM)
        message, other = delivered(message), delivered(other)
    assert message.state == other.state == State.SENT and len(desk.raw) == 2


def test_no_encryption_where_it_was_asked_for_sends_nothing(db: None) -> None:
    """F36: a server without STARTTLS gets no mail and no password in the clear."""
    with serving() as desk:
        Store.objects.update(smtp_security="starttls")
        message = delivered(queued())
    assert message.state != State.SENT and message.error and not desk.raw


def test_what_breaks_on_our_side_is_parked_in_the_end(db: None) -> None:
    """F32: a mail that can't be put together is tried a few times, then failed with a reason."""
    message = actions.queue(code_letter(), by=SYSTEM)
    assert message
    Message.objects.filter(pk=message.pk).update(secrets="broken")
    for _ in range(actions.MOST_ATTEMPTS):
        message = delivered(message)
    assert message.state == State.FAILED and message.error


def test_the_mailbox_keeps_a_message_id_once(db: None) -> None:
    """F12: the built-in mailbox shows one mail, however often it was handed over."""
    message = delivered(queued())
    Message.objects.filter(pk=message.pk).update(state=State.QUEUED)
    delivered(message)
    (kept,) = MailboxMessage.objects.all()
    assert (kept.to, kept.to_key) == ("Ann.Berg@example.com", "ann.berg@example.com")
    assert kept.message_id == message.message_id and "blåbær" in kept.html and "blåbær" in kept.text


def test_only_the_system_sends(db: None) -> None:
    with pytest.raises(NotAllowed):
        actions.deliver(queued().pk, by=visitor())
    with pytest.raises(NotAllowed):
        actions.sweep(by=visitor())
