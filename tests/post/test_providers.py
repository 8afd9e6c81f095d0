"""Sending through providers' own interfaces: what they get, and what their answers mean."""

import base64

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clientela.core.actor import SYSTEM
from clientela.core.errors import SeveralRefused
from clientela.post.models import Message, Stream
from clientela.post.providers import anymail
from clientela.store.actions import change_settings
from clientela.store.models import Store, a_safe_address
from tests.cast import Cast
from tests.post.api_server import provider
from tests.post.letters import delivered, queued, tasks
from tests.post.smtp_server import free_port

State = Message.State
POSTMARK = (200, {"ErrorCode": 0, "Message": "OK", "MessageID": "pm-1", "To": "ann.berg@example.com"})
MAILGUN = (200, {"id": "<mg-1@holm.example>", "message": "Queued. Thank you."})


def test_postmark_gets_the_whole_mail(db: None) -> None:
    """TP-04: names quoted, one mailbox, our Message-ID kept, nobody watched; its own name is remembered."""
    Store.objects.update(name='Holm, "Hearth" & Søn', email="post@holm.example")
    with provider("postmark", POSTMARK) as api:
        message = delivered(queued(subject="Din ordre", language="nb", reply_to="svar@holm.example"))
    (asked,) = api.asked
    mail = asked.json
    assert asked.headers["x-postmark-server-token"] == "key-907"
    assert mail["To"] == "Ann.Berg@example.com" and mail["Subject"] == "Din ordre"
    assert mail["From"].endswith("<post@holm.example>") and mail["ReplyTo"] == "svar@holm.example"
    assert "blåbær" in mail["TextBody"] and "<b>blåbær</b>" in mail["HtmlBody"]
    headers = {line["Name"]: line["Value"] for line in mail["Headers"]}
    assert headers["Message-ID"] == message.message_id and headers["X-PM-KeepID"] == "true"
    assert headers["Content-Language"] == "nb" and "List-Unsubscribe" not in headers
    assert mail["TrackOpens"] is False and mail["TrackLinks"] == "None"
    assert (message.state, message.provider, message.provider_id) == (State.SENT, "postmark", "pm-1")


def test_marketing_says_how_to_end_it(cast: Cast) -> None:
    """TP-06: the headers of RFC 8058 go through a provider too."""
    cast.ingrid.email_consent = "subscribed"
    cast.ingrid.save()
    with provider("postmark", POSTMARK) as api:
        url = "https://holm.example/newsletter/x"
        delivered(
            queued(
                stream=Stream.MARKETING, unsubscribe_url=url, customer_id=cast.ingrid.pk, to=cast.ingrid.email
            )
        )
    headers = {line["Name"]: line["Value"] for line in api.asked[0].json["Headers"]}
    assert headers["List-Unsubscribe"] == f"<{url}>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_mailgun_gets_it_by_the_sending_domain(db: None) -> None:
    with provider("mailgun", MAILGUN, mail_domain="mg.holm.example") as api:
        message = delivered(queued())
    (asked,) = api.asked
    assert asked.path == "/mg.holm.example/messages"
    assert base64.b64decode(asked.headers["authorization"].split()[1]) == b"api:key-907"
    assert asked.form["h:Message-Id"] == message.message_id and asked.form["o:tracking-opens"] == "no"
    assert (message.state, message.provider_id) == (State.SENT, "<mg-1@holm.example>")


ANSWERS = {
    "brevo": {"messageId": "<1@smtp-relay.brevo.com>"},
    "mailersend": "",
    "mailjet": {
        "Messages": [{"Status": "success", "To": [{"Email": "ann.berg@example.com", "MessageID": 7}]}]
    },
    "mailtrap": {"success": True, "message_ids": ["mt-1"]},
    "mandrill": [{"email": "Ann.Berg@example.com", "status": "sent", "_id": "md-1", "reject_reason": None}],
    "postal": {"status": "success", "data": {"messages": {"ann.berg@example.com": {"id": 7, "token": "t"}}}},
    "resend": {"id": "rs-1"},
    "scaleway": {"emails": [{"mail_rcpt": "Ann.Berg@example.com", "id": "sw-1", "status": "sending"}]},
    "sendgrid": "",
    "sparkpost": {"results": {"total_accepted_recipients": 1, "total_rejected_recipients": 0, "id": "sp-1"}},
    "unisender_go": {"status": "success", "job_id": "ug-1", "emails": ["Ann.Berg@example.com"]},
}


@pytest.mark.parametrize("via", ANSWERS)
def test_every_other_provider_takes_a_mail(db: None, via: str) -> None:
    """One mail each, with the key, and no other address than the reader's."""
    with provider(via, (200, ANSWERS[via]), mail_secret="second-key", mail_domain="project-1") as api:
        message = delivered(queued())
    (asked,) = api.asked
    assert message.state == State.SENT, message.error
    told = asked.body.decode() + str(asked.headers)
    keyed = "key-907" in told or base64.b64encode(b"key-907:second-key").decode() in told
    assert keyed and "nn.Berg@example.com" in told


@pytest.mark.parametrize(
    ("answer", "state", "problem"),
    [
        ((422, {"ErrorCode": 300, "Message": "Invalid 'To' address: 'x'."}), "failed", "refused"),
        ((422, {"ErrorCode": 406, "Message": "Found inactive addresses: x."}), "failed", "refused"),
        ((400, {"Message": "550 no such user"}), "failed", "no_mailbox"),
        ((422, {"ErrorCode": 400, "Message": "Sender Signature not found"}), "queued", "settings"),
        ((401, {"ErrorCode": 10, "Message": "Bad or missing API token."}), "queued", "login"),
        ((403, "Forbidden"), "queued", "settings"),
        ((429, {"Message": "Slow down"}), "queued", "later"),
        ((503, "busy"), "queued", "later"),
        ((500, "Oops"), "queued", "dropped"),
        ((200, "no JSON"), "queued", "dropped"),
        ("CUT", "queued", "dropped"),
    ],
)
def test_what_answers_mean(db: None, answer: object, state: str, problem: str) -> None:
    """F10, F11: no for one reader fails that mail; no for the store lets all mail wait."""
    with provider("postmark", POSTMARK) as api:
        api.answers = [answer]  # type: ignore[list-item]
        message = delivered(queued())
        assert (message.state, message.problem) == (state, problem), message.error
        if problem in {"settings", "login"}:
            assert message.attempts == 0
        if state == "queued":
            assert len(tasks(message)) == 2 and message.next_try_at and message.next_try_at > timezone.now()
    if isinstance(answer, tuple) and isinstance(answer[1], dict):
        assert answer[1]["Message"] in message.error
    assert "key-907" not in message.error


@pytest.mark.parametrize("answer", [(500, "Oops"), "CUT", "STALL"])
def test_marketing_of_unknown_fate_stays_unknown(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, answer: object
) -> None:
    """F12: the provider may have it, so it isn't sent again by itself."""
    monkeypatch.setattr(anymail, "TIMEOUT_SECONDS", (1, 0.5))
    cast.ingrid.email_consent = "subscribed"
    cast.ingrid.save()
    advertised = {"stream": Stream.MARKETING, "unsubscribe_url": "https://holm.example/n/x"}
    with provider("postmark", POSTMARK) as api:
        api.answers = [answer]  # type: ignore[list-item]
        message = delivered(queued(customer_id=cast.ingrid.pk, to=cast.ingrid.email, **advertised))
        assert message.state == State.UNKNOWN, (message.state, message.error)
        delivered(message)
    assert len(api.asked) == 1


def test_nobody_there_is_tried_again(db: None) -> None:
    """F09: a provider that can't be reached has nothing."""
    with provider("postmark", POSTMARK):
        pass
    elsewhere = f"http://127.0.0.1:{free_port()}/"
    change_settings({"store.mail_url": elsewhere, "store.mail_key": "key-907"}, by=SYSTEM)
    message = delivered(queued())
    assert (message.state, message.problem, message.attempts) == (State.QUEUED, "server_away", 1)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((404, "<html>the router of the office</html>"), "Not Found (HTTP 404)"),
        ((422, {"Message": "x" * 900 + "\x00\n"}), "x" * 200 + " (HTTP 422)"),
        ((422, {"Message": "no\x1b such\r\n user"}), "no such user (HTTP 422)"),
        ((422, {"root": "hunter2", "users": ["admin"]}), "Unprocessable Entity (HTTP 422)"),
        ((422, {"errors": [{"message": "bad", "key": "hunter2"}]}), "bad (HTTP 422)"),
    ],
)
def test_only_a_sentence_of_the_answer_is_shown(db: None, answer: tuple[int, object], words: str) -> None:
    """F19: whoever may choose the address can't read by it what other machines say."""
    with provider("postmark", POSTMARK) as api:
        api.answers = [answer]
        assert delivered(queued()).error == words


def test_nobody_is_followed_to_another_address(db: None) -> None:
    """F19: a provider that sends us elsewhere has the wrong address."""
    with provider("postmark", POSTMARK) as api:
        api.answers, api.headers = [(302, {"Message": "there"})], {"Location": f"{api.url}inside"}
        message = delivered(queued())
    assert (message.state, message.problem) == (State.QUEUED, "settings") and len(api.asked) == 1


def test_a_line_that_is_not_safe_sends_nothing(db: None) -> None:
    """F36: a server that speaks no TLS where TLS was asked for gets neither key nor mail."""
    with provider("postmark", POSTMARK) as api:
        safe = api.url.replace("http:", "https:")
        change_settings({"store.mail_url": safe, "store.mail_key": "key-907"}, by=SYSTEM)
        message = delivered(queued())
    assert (message.state, message.problem) == (State.QUEUED, "encryption") and not api.asked


@pytest.mark.parametrize("url", ["http://api.example.com/", "ftp://x", "nonsense", "http://10.0.0.1/"])
def test_keys_never_go_in_the_clear(url: str) -> None:
    """F36: only this machine is asked without TLS."""
    with pytest.raises(ValidationError):
        a_safe_address(url)


@pytest.mark.parametrize(
    ("via", "missing"), [("postmark", "mail_key"), ("mailjet", "mail_secret"), ("postal", "mail_url")]
)
def test_a_way_is_not_chosen_half(db: None, via: str, missing: str) -> None:
    """What a provider can't do without is asked for beside its field."""
    given = {"store.mail_via": via, "store.mail_key": "k", "store.mail_secret": "s", "store.mail_url": ""}
    with pytest.raises(SeveralRefused) as refused:
        change_settings(given | {f"store.{missing}": ""}, by=SYSTEM)
    assert list(refused.value.by_field()) == [f"store.{missing}"]
