"""What a mail server can do to a mail, by kind of mail: what becomes of it, and how often it arrives."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from clientela.post.models import Message, Stream
from clientela.post.providers import smtp
from tests.cast import Cast
from tests.post.letters import delivered, queued
from tests.post.smtp_server import Desk, free_port, send_through, serving

State = Message.State


@pytest.fixture(params=list(Stream))
def letter(request: pytest.FixtureRequest, cast: Cast) -> Callable[[], Message]:
    """Something to send of either kind, to somebody who wants it."""
    cast.ingrid.email_consent = "subscribed"
    cast.ingrid.save()
    news = {"stream": Stream.MARKETING, "unsubscribe_url": "https://holm.example/n/x"}
    more = news if request.param == Stream.MARKETING else {}
    return lambda: queued(to=cast.ingrid.email, customer_id=cast.ingrid.pk, **more)


@contextmanager
def mute(banner: bytes = b"") -> Iterator[None]:
    """A server that takes the call and says nothing more."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        open_ones = []

        def answer() -> None:
            while True:
                try:
                    line, _from = listener.accept()
                except OSError:
                    return
                open_ones.append(line)
                line.sendall(banner)

        threading.Thread(target=answer, daemon=True).start()
        send_through(listener.getsockname()[1])
        yield
        for line in open_ones:
            line.close()


def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT_SECONDS", 0.3)


# What the server does the first time; what that means for the mail; how often it arrives, by kind.
CASES = {
    "accepts": ({}, State.SENT, {"transactional": 1, "marketing": 1}),
    "greylists": ({"RCPT": ["450 4.2.0 Greylisted"]}, State.QUEUED, {"transactional": 1, "marketing": 1}),
    "refuses": ({"RCPT": ["550 5.1.1 No such user"]}, State.FAILED, {"transactional": 0, "marketing": 0}),
    "full": ({"DATA": ["552 5.2.2 Over quota"]}, State.FAILED, {"transactional": 0, "marketing": 0}),
    "drops after DATA": ({"DATA": ["CUT"]}, "unclear", {"transactional": 2, "marketing": 1}),
    "silent after DATA": ({"DATA": ["SLOW"]}, "unclear", {"transactional": 2, "marketing": 1}),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_server_does(
    letter: Callable[[], Message], monkeypatch: pytest.MonkeyPatch, case: str
) -> None:
    """F10, F11, F12: at least once for a customer's own affairs, at most once for news."""
    answers, after, arrives = CASES[case]
    with serving() as desk:
        _prepare(desk, answers, monkeypatch)
        message = delivered(letter())
        is_news = message.stream == Stream.MARKETING
        unclear = State.UNKNOWN if is_news else State.QUEUED
        assert message.state == (unclear if after == "unclear" else after)
        desk.delay = 0
        first_id, message = message.message_id, delivered(message)
    ended = {State.FAILED: State.FAILED}.get(State(after) if after != "unclear" else State.SENT, State.SENT)
    assert message.state == (State.UNKNOWN if after == "unclear" and is_news else ended)
    assert len(desk.raw) == arrives[message.stream]
    assert {mail["Message-ID"] for mail in desk.mails} <= {first_id}


def _prepare(desk: Desk, answers: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    if answers.get("DATA") == ["SLOW"]:
        impatient(monkeypatch)
        desk.delay = 1.5
        return
    for step, lines in answers.items():
        desk.answers[step] = list(lines)


@pytest.mark.parametrize("banner", [b"", b"220-still", b"220 mail.example ESMTP\r\n"])
def test_a_server_that_stalls_gets_nothing_and_hurts_nobody(
    letter: Callable[[], Message], monkeypatch: pytest.MonkeyPatch, banner: bytes
) -> None:
    """F09: nothing was handed over, so it goes again; the next mail goes out by a server that answers."""
    impatient(monkeypatch)
    with mute(banner):
        message = delivered(letter())
        assert (message.state, message.problem, message.attempts) == (State.QUEUED, "slow", 1)
    with serving() as desk:
        assert delivered(letter()).state == State.SENT
        assert delivered(message).state == State.SENT
    assert len(desk.raw) == 2


def test_a_server_that_is_down_is_tried_again(letter: Callable[[], Message]) -> None:
    """F09."""
    send_through(free_port())
    message = delivered(letter())
    assert (message.state, message.problem) == (State.QUEUED, "server_away")
    with serving() as desk:
        assert delivered(message).state == State.SENT
    assert len(desk.raw) == 1
