"""Amazon SES: what it gets, what its answers mean, and how it tells what arrived."""

import base64
import json
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.test import Client

from clientela.core.actor import SYSTEM
from clientela.core.errors import SeveralRefused
from clientela.post.models import Message
from clientela.post.providers import anymail
from clientela.post.queries import held
from clientela.store.actions import change_settings
from clientela.store.models import Store
from tests.cast import Cast
from tests.post.api_server import Api, provider
from tests.post.letters import delivered, queued, tasks
from tests.post.smtp_server import free_port
from tests.post.test_hooks import RIGHT, SECRET, WRONG, state

State = Message.State
KNOWN_AS = "0100018f-ses-1"
TAKEN = (200, {"MessageId": KNOWN_AS})
KEYS = {"mail_secret": "second-907", "mail_region": "eu-north-1"}
TOPIC = "arn:aws:sns:eu-north-1:123456789012:mail"


def refusal(status: int, code: str, message: str) -> tuple[int, dict[str, str]]:
    """An answer that is a no, as SES words it."""
    return status, {"__type": code, "message": message}


def test_it_gets_the_whole_mail(db: None) -> None:
    """TP-04: by the store's own keys and region; neither key travels."""
    Store.objects.update(name='Holm, "Hearth" & Søn', email="post@holm.example")
    with provider("amazon_ses", TAKEN, **KEYS) as api:
        message = delivered(queued(subject="Din ordre", language="nb", reply_to="svar@holm.example"))
    (asked,) = api.asked
    assert asked.path == "/v2/email/outbound-emails"
    assert "Credential=key-907/" in asked.headers["authorization"]
    assert "/eu-north-1/ses/" in asked.headers["authorization"]
    assert "second-907" not in asked.body.decode() + str(asked.headers)
    assert asked.json["Destination"] == {"ToAddresses": ["Ann.Berg@example.com"]}
    mail = message_from_bytes(base64.b64decode(asked.json["Content"]["Raw"]["Data"]), policy=policy.default)
    assert mail["Subject"] == "Din ordre" and mail["Content-Language"] == "nb"
    assert mail["From"].endswith("<post@holm.example>") and mail["Reply-To"] == "svar@holm.example"
    text, html = mail.iter_parts()
    assert "blåbær" in text.get_content() and "<b>blåbær</b>" in html.get_content()
    assert (message.state, message.provider, message.provider_id) == (
        State.SENT,
        "amazon_ses",
        KNOWN_AS,
    )


@pytest.mark.parametrize(
    ("answer", "state", "problem"),
    [
        (refusal(400, "MessageRejected", "Email address is not verified."), "queued", "settings"),
        (refusal(400, "MessageRejected", "Address blacklisted."), "failed", "blocked"),
        (refusal(400, "BadRequestException", "Illegal address"), "failed", "refused"),
        (refusal(400, "AccountSuspendedException", "Suspended"), "queued", "settings"),
        (refusal(403, "SignatureDoesNotMatch", "The signature does not match."), "queued", "login"),
        (refusal(403, "UnrecognizedClientException", "The token is invalid."), "queued", "login"),
        (refusal(429, "TooManyRequestsException", "Maximum sending rate exceeded."), "queued", "later"),
        (refusal(400, "LimitExceededException", "Daily quota exceeded."), "queued", "later"),
        ((503, "busy"), "queued", "dropped"),
        ((200, "no JSON"), "queued", "dropped"),
        ("CUT", "queued", "dropped"),
    ],
)
def test_what_answers_mean(db: None, answer: Any, state: str, problem: str) -> None:
    """F10, F11: no for one reader fails that mail; no for the store lets all mail wait. Asked once each."""
    with provider("amazon_ses", TAKEN, **KEYS) as api:
        api.answers = [answer]
        message = delivered(queued())
    assert (message.state, message.problem) == (state, problem), message.error
    assert len(api.asked) == 1
    if state == "queued":
        assert len(tasks(message)) == 2
        assert message.attempts == (0 if problem in {"settings", "login"} else 1)
    if isinstance(answer, tuple) and isinstance(answer[1], dict):
        assert answer[1]["message"] in message.error
    assert "907" not in message.error


@pytest.mark.parametrize("answer", [(500, {}), "CUT", "STALL"])
def test_marketing_of_unknown_fate_stays_unknown(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, answer: Any
) -> None:
    """F12: it may have it, so it isn't sent again by itself."""
    monkeypatch.setattr(anymail, "TIMEOUT_SECONDS", (1, 0.5))
    cast.ingrid.email_consent = "subscribed"
    cast.ingrid.save()
    advertised: dict[str, Any] = {"stream": "marketing", "unsubscribe_url": "https://holm.example/n/x"}
    with provider("amazon_ses", TAKEN, **KEYS) as api:
        api.answers = [answer]
        message = delivered(queued(customer_id=cast.ingrid.pk, to=cast.ingrid.email, **advertised))
        assert message.state == State.UNKNOWN, (message.state, message.error)
        delivered(message)
    assert len(api.asked) == 1


def test_nobody_there_is_tried_again(db: None) -> None:
    """F09: a provider that can't be reached has nothing."""
    with provider("amazon_ses", TAKEN, **KEYS):
        pass
    elsewhere = {"mail_url": f"http://127.0.0.1:{free_port()}/", "mail_key": "k", "mail_secret": "s"}
    change_settings({f"store.{name}": text for name, text in elsewhere.items()}, by=SYSTEM)
    message = delivered(queued())
    assert (message.state, message.problem, message.attempts) == (State.QUEUED, "server_away", 1)


@pytest.mark.parametrize(
    ("missing", "text"),
    [("mail_key", ""), ("mail_secret", ""), ("mail_region", ""), ("mail_region", "evil.example/x#")],
)
def test_it_is_not_chosen_half(db: None, missing: str, text: str) -> None:
    """Both keys and a region are needed; of the region the host's name is made."""
    given = {"mail_via": "amazon_ses", "mail_key": "k", **KEYS, missing: text}
    with pytest.raises(SeveralRefused) as refused:
        change_settings({f"store.{name}": value for name, value in given.items()}, by=SYSTEM)
    assert list(refused.value.by_field()) == [f"store.{missing}"]


def sent() -> Message:
    """A mail that SES took."""
    settings = {"mail_via": "amazon_ses", "mail_key": "key-907", "mail_webhook_secret": SECRET, **KEYS}
    change_settings({f"store.{name}": text for name, text in settings.items()}, by=SYSTEM)
    message = queued()
    Message.objects.filter(pk=message.pk).update(
        state=State.SENT, provider="amazon_ses", provider_id=KNOWN_AS
    )
    return message


def tell(said: Any, kind: str = "Notification", authorization: str = RIGHT, **more: str) -> int:
    """What the store answers where SNS brings something."""
    body = {"Type": kind, "MessageId": "sns-1", "TopicArn": TOPIC, "Timestamp": "2026-11-22T03:00:00.000Z"}
    body |= {"Message": said if isinstance(said, str) else json.dumps(said), **more}
    headers = {"x-amz-sns-message-type": kind, "x-amz-sns-message-id": "sns-1"}
    if authorization:
        headers["authorization"] = authorization
    client = Client(enforce_csrf_checks=True, headers=headers)
    return client.post("/hooks/mail/amazon_ses", json.dumps(body), content_type="text/plain").status_code


def event(kind: str, known_as: str = KNOWN_AS, **more: Any) -> dict[str, Any]:
    """A report of one mail in the form of SES."""
    mail = {"messageId": known_as, "destination": ["ann.berg@example.com"], "headers": []}
    return {"notificationType": kind, "mail": mail} | more


BOUNCED = event(
    "Bounce",
    bounce={
        "bounceType": "Permanent", "bounceSubType": "General",
        "bouncedRecipients": [
            {"emailAddress": "ann.berg@example.com", "diagnosticCode": "smtp; 550 5.1.1 user unknown"}
        ],
    },
)  # fmt: skip
FULL = event(
    "Bounce",
    bounce={
        "bounceType": "Transient", "bounceSubType": "MailboxFull",
        "bouncedRecipients": [
            {"emailAddress": "ann.berg@example.com", "diagnosticCode": "smtp; 452 4.2.2 full"}
        ],
    },
)  # fmt: skip
ARRIVED = event("Delivery", delivery={"recipients": ["ann.berg@example.com"], "smtpResponse": "250 2.0.0 OK"})
SPAM = event("Complaint", complaint={"complainedRecipients": [{"emailAddress": "ann.berg@example.com"}]})


@pytest.mark.parametrize(
    ("said", "after", "is_held"),
    [
        (ARRIVED, "delivered", False),
        (BOUNCED, "bounced", True),
        (FULL, "bounced", False),
        (SPAM, "complained", True),
    ],
)
def test_it_tells_what_arrived(db: None, said: Any, after: str, is_held: bool) -> None:
    message = sent()
    assert [tell(said), tell(said)] == [200, 200]
    assert state(message) == after and bool(held(message.to)) is is_held


def test_without_the_secret_nothing_is_believed(db: None) -> None:
    """SNS is asked for the secret that stands in the address; another one changes nothing."""
    message = sent()
    assert tell(BOUNCED, authorization="") == 401 and tell(BOUNCED, authorization=WRONG) == 400
    assert tell(BOUNCED, kind="Notification", Type="SubscriptionConfirmation") == 400
    assert state(message) == State.SENT and held(message.to) is None


def confirmed(api: Api) -> dict[str, str]:
    (asked,) = api.asked
    return asked.form


def test_a_subscription_is_confirmed_by_itself(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only who knows the secret gets the store to subscribe; while SNS is away it is asked to come again."""
    answer = "<ConfirmSubscriptionResponse><ConfirmSubscriptionResult/></ConfirmSubscriptionResponse>"
    with provider("amazon_ses", (200, answer), **KEYS) as api:
        sent()
        monkeypatch.setenv("AWS_ENDPOINT_URL_SNS", api.url)
        asks = {"kind": "SubscriptionConfirmation", "Token": "t-1", "SubscribeURL": "https://evil.example/"}
        assert tell("x", authorization=WRONG, **asks) == 400 and not api.asked
        assert tell("x", **asks) == 200
        assert confirmed(api)["Token"] == "t-1" and confirmed(api)["TopicArn"] == TOPIC
    assert tell("x", **asks) == 503


@pytest.mark.parametrize("said", ["{", "7", "null", "[]"])
def test_nonsense_is_no_failure_of_ours(db: None, said: str) -> None:
    sent()
    assert tell(said) in {200, 400}
    client = Client(headers={"authorization": RIGHT})
    assert client.post("/hooks/mail/amazon_ses", said, content_type="text/plain").status_code == 400
