"""Delivery reports of providers: believed only when signed, written down once, however often they come."""

import hashlib
import hmac
import json
import time
from base64 import b64encode
from typing import Any

import pytest
import structlog
from django.test import Client
from structlog.testing import capture_logs

from clientela.core.actor import SYSTEM
from clientela.journal.models import Event
from clientela.post.models import Message, Suppression
from clientela.post.queries import held
from clientela.store.actions import change_settings
from tests.post.letters import queued

State = Message.State
SECRET = "hook-secret-4711"
RIGHT = f"Basic {b64encode(f'clientela:{SECRET}'.encode()).decode()}"
WRONG = f"Basic {b64encode(b'clientela:guess').decode()}"


def sent(via: str, known_as: str) -> Message:
    """A mail that a provider took."""
    settings = {"mail_via": via, "mail_key": "key-907", "mail_webhook_secret": SECRET}
    change_settings({f"store.{name}": text for name, text in settings.items()}, by=SYSTEM)
    message = queued()
    Message.objects.filter(pk=message.pk).update(state=State.SENT, provider=via, provider_id=known_as)
    return message


def tell(via: str, said: Any, authorization: str = RIGHT) -> int:
    """What the store answers to a report."""
    client = Client(enforce_csrf_checks=True, headers={"authorization": authorization})
    body = said if isinstance(said, str) else json.dumps(said)
    return client.post(f"/hooks/mail/{via}", body, content_type="application/json").status_code


def state(message: Message) -> str:
    message.refresh_from_db()
    return message.state


def postmark(
    kind: str, known_as: str = "883953f4-6105-42a2-a16a-77a8eac79483", **more: Any
) -> dict[str, Any]:
    """A report in the form that Postmark sends."""
    return {"RecordType": kind, "MessageID": known_as, "Metadata": {}, "Tag": ""} | more


DELIVERED = postmark("Delivery", Recipient="ann.berg@example.com", Details="250 2.0.0 OK")
BOUNCED = postmark(
    "Bounce", Type="HardBounce", TypeCode=1, Email="ann.berg@example.com", Inactive=True,
    Description="The server was unable to deliver your message (ex: unknown user, mailbox not found).",
    Details="smtp;550 5.1.1 The email account that you tried to reach does not exist.",
)  # fmt: skip
COMPLAINED = postmark("SpamComplaint", Type="SpamComplaint", Email="ann.berg@example.com")


def test_postmark_tells_of_an_arrival_and_then_of_spam(db: None) -> None:
    """Told twice, it is written down once; what came later says more."""
    message = sent("postmark", DELIVERED["MessageID"])
    assert [tell("postmark", DELIVERED) for _ in range(2)] == [200, 200]
    assert state(message) == State.DELIVERED and message.reported_at and held(message.to) is None
    assert [tell("postmark", COMPLAINED) for _ in range(2)] == [200, 200]
    assert state(message) == State.COMPLAINED
    assert Event.objects.filter(name="mail.complained").count() == 1
    assert held(message.to).reason == Suppression.Reason.COMPLAINED  # type: ignore[union-attr]


def test_postmark_tells_of_a_mail_that_came_back(db: None) -> None:
    message = sent("postmark", BOUNCED["MessageID"])
    assert tell("postmark", BOUNCED) == 200 and state(message) == State.BOUNCED
    assert message.problem == "no_mailbox" and "550 5.1.1" in message.error
    found = held(message.to)
    assert found and found.reason == Suppression.Reason.BOUNCED and "550 5.1.1" in found.words


@pytest.mark.parametrize("kind", ["SoftBounce", "Blocked"])
def test_what_may_pass_holds_no_address_back(db: None, kind: str) -> None:
    """This mail came back, the next may arrive."""
    message = sent("postmark", BOUNCED["MessageID"])
    assert tell("postmark", BOUNCED | {"Type": kind, "Details": "smtp;452 4.2.2 Mailbox full"}) == 200
    assert state(message) == State.BOUNCED and held(message.to) is None


def test_a_delay_changes_nothing(db: None) -> None:
    message = sent("postmark", BOUNCED["MessageID"])
    assert tell("postmark", BOUNCED | {"Type": "Transient"}) == 200 and state(message) == State.SENT


def test_our_own_mark_finds_what_has_no_name_there(db: None) -> None:
    """F12: whose fate was unknown is known by the report, which carries our Message-ID."""
    message = sent("postmark", "")
    Message.objects.filter(pk=message.pk).update(state=State.UNKNOWN)
    assert tell("postmark", DELIVERED | {"Metadata": {"message_id": message.message_id}}) == 200
    assert state(message) == State.DELIVERED


def mailgun(event: str, message_id: str, key: str = SECRET, age: float = 0, **more: Any) -> dict[str, Any]:
    """A report in the form that Mailgun sends and signs."""
    stamp, token = str(int(time.time() - age)), "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0"
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    headers = {"to": "ann.berg@example.com", "message-id": message_id.strip("<>"), "subject": "Your order"}
    data = {"id": "CPgfbmQMTCKtHW6uIWtuVe", "timestamp": 1521472262.908, "event": event, "tags": []}
    data |= {"recipient": "ann.berg@example.com", "user-variables": {}, "message": {"headers": headers}}
    return {
        "signature": {"timestamp": stamp, "token": token, "signature": signature}, "event-data": data | more
    }  # fmt: skip


def test_mailtrap_signs_its_reports(db: None) -> None:
    """WH-04: by the whole body; another signature is nobody's."""
    message = sent("mailtrap", "mt-1")
    event = {
        "event": "delivery",
        "message_id": "mt-1",
        "email": "ann.berg@example.com",
        "timestamp": 1753000000,
    }
    body = json.dumps({"events": [event]})
    for key, status in (("guess", 400), (SECRET, 200)):
        signature = hmac.new(key.encode(), body.encode(), hashlib.sha256).hexdigest()
        client = Client(enforce_csrf_checks=True, headers={"mailtrap-signature": signature})
        answer = client.post("/hooks/mail/mailtrap", body, content_type="application/json")
        assert answer.status_code == status
    assert state(message) == State.DELIVERED


def test_scaleway_tells_nothing(db: None) -> None:
    change_settings({"store.mail_domain": "project-1"}, by=SYSTEM)
    sent("scaleway", "sw-1")
    assert tell("scaleway", {"event": "delivered"}) == 404


REFUSED = {"message": "5.1.1 no such user", "code": 550, "description": ""}


def test_mailgun_signs_its_reports(db: None) -> None:
    """An HMAC by the webhook secret; one by another key changes nothing."""
    message = sent("mailgun", "<mg-1@holm.example>")
    failed = {"severity": "permanent", "reason": "bounce", "delivery-status": REFUSED}
    forged = mailgun("failed", "<mg-1@holm.example>", key="guess", **failed)
    assert tell("mailgun", forged, "") == 400 and state(message) == State.SENT
    assert tell("mailgun", mailgun("failed", "<mg-1@holm.example>", **failed), "") == 200
    assert state(message) == State.BOUNCED and held(message.to)


@pytest.mark.parametrize(("age", "answer"), [(14 * 60, 200), (16 * 60, 400), (-16 * 60, 400)])
def test_a_report_counts_for_a_quarter_of_an_hour(db: None, age: float, answer: int) -> None:
    """Whoever overheard a signed report can't send it again later."""
    message = sent("mailgun", "<mg-1@holm.example>")
    assert tell("mailgun", mailgun("delivered", "<mg-1@holm.example>", age=age), "") == answer
    assert state(message) == (State.DELIVERED if answer == 200 else State.SENT)


def test_mailgun_tells_of_what_may_pass(db: None) -> None:
    message = sent("mailgun", "<mg-1@holm.example>")
    later = {"severity": "temporary", "reason": "generic", "delivery-status": {"message": "4.2.2 full"}}
    assert tell("mailgun", mailgun("failed", "<mg-1@holm.example>", **later), "") == 200
    assert state(message) == State.SENT and held(message.to) is None


def brevo(event: str, known_as: str) -> dict[str, Any]:
    """A report in the form that Brevo sends."""
    return {
        "event": event, "email": "ann.berg@example.com", "id": 26224, "date": "2026-11-22 06:42:51",
        "message-id": known_as, "subject": "Your order", "ts_event": 1763793771,
        "reason": "550 5.1.1 User unknown", "tag": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("event", "after", "is_held"),
    [
        ("delivered", "delivered", False),
        ("hard_bounce", "bounced", True),
        ("soft_bounce", "bounced", False),
        ("spam", "complained", True),
        ("opened", "sent", False),
        ("request", "sent", False),
    ],
)
def test_brevo_tells_by_kind(db: None, event: str, after: str, is_held: bool) -> None:
    message = sent("brevo", "<201798300811.5787683@relay.brevo.example>")
    assert tell("brevo", brevo(event, "<201798300811.5787683@relay.brevo.example>")) == 200
    assert state(message) == after and bool(held(message.to)) is is_held


def test_sendgrid_tells_several_at_once(db: None) -> None:
    """Reports of mail that isn't ours stand among ours, and hurt nothing."""
    message = sent("sendgrid", "our-mark-1")
    base = {"email": "ann.berg@example.com", "timestamp": 1513299569, "sg_event_id": "ZGVsaXZlcmVk"}
    events = [
        base | {"event": "processed", "anymail_id": "our-mark-1"},
        base | {"event": "delivered", "anymail_id": "somebody-elses", "response": "250 OK"},
        base | {"event": "delivered", "anymail_id": "our-mark-1", "response": "250 2.0.0 OK"},
    ]
    assert tell("sendgrid", events) == 200 and state(message) == State.DELIVERED


@pytest.mark.parametrize("authorization", ["", WRONG, "Bearer x"])
def test_without_the_secret_nothing_is_believed(db: None, authorization: str) -> None:
    message = sent("postmark", BOUNCED["MessageID"])
    assert tell("postmark", BOUNCED, authorization) == 400
    assert state(message) == State.SENT and held(message.to) is None


def test_only_the_chosen_provider_is_heard(db: None) -> None:
    """Nobody tells anything where no secret guards it, or mail goes another way."""
    message = sent("postmark", BOUNCED["MessageID"])
    assert tell("brevo", brevo("hard_bounce", BOUNCED["MessageID"])) == 404
    assert tell("nobody", {}) == 404
    change_settings({"store.mail_webhook_secret": ""}, by=SYSTEM)
    assert tell("postmark", BOUNCED) == 404 and tell("postmark", BOUNCED, "Basic Og==") == 404
    assert state(message) == State.SENT


def test_control_signs_are_left_out(db: None) -> None:
    """What no page can show and the database can't keep is a space."""
    message = sent("postmark", BOUNCED["MessageID"])
    words = "smtp;550\x00 5.1.1\x07 no\r\n such\x1b[31m user\u202e \x85"
    assert tell("postmark", BOUNCED | {"Details": words}) == 200 and state(message) == State.BOUNCED
    assert message.error == "smtp;550 5.1.1 no such [31m user"
    assert tell("postmark", DELIVERED | {"MessageID": "\x00"}) == 200


def test_a_report_that_cant_be_read_is_not_written_down(db: None) -> None:
    """PR-06: the log names the provider and the kind of trouble, nobody's address."""
    sent("postmark", BOUNCED["MessageID"])
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(0))
    try:
        with capture_logs() as lines:
            assert tell("postmark", BOUNCED | {"BouncedAt": {"ann.berg@example.com": 1}}) == 400
    finally:
        structlog.configure(**before)
    told = {"event": "mail_report_unreadable", "log_level": "warning"}
    assert lines[0] == told | {"kind": "postmark", "problem": "TypeError"}
    assert "ann.berg" not in str(lines)


@pytest.mark.parametrize("said", ["", "{", "[]", "7", '"x"', "null", '{"RecordType": ["a"]}', "\x00"])
def test_nonsense_is_no_failure_of_ours(db: None, said: str) -> None:
    """What can't be read is refused, or ignored."""
    sent("postmark", "x")
    assert tell("postmark", said) in {200, 400}


def test_a_huge_report_is_not_read(db: None) -> None:
    """The body of a report is bounded."""
    sent("postmark", "x")
    assert tell("postmark", DELIVERED | {"Details": "x" * 1_100_000}) in {400, 413}


def test_unknown_mail_is_no_error(db: None) -> None:
    sent("postmark", "another")
    assert tell("postmark", BOUNCED) == 200 and not Suppression.objects.exists()


def test_an_address_is_tried_before_it_is_used(db: None) -> None:
    """Providers ask with HEAD whether somebody is there; other ways of asking are refused."""
    sent("postmark", "x")
    assert Client().head("/hooks/mail/postmark").status_code == 200
    assert Client().put("/hooks/mail/postmark").status_code == 405
