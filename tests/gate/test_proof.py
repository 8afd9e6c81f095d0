"""Work that browsers do: made and checked here, good for ten minutes, once."""

import base64
import json
import threading
from typing import Any

import pytest
import time_machine
from altcha import solve_challenge_v1
from django.db import connections
from django.test import override_settings

from clientela.core.actor import visitor
from clientela.gate import proofs

WHO = visitor("203.0.113.7")


def solved(asked: dict[str, Any] | None = None, **other: Any) -> str:
    """What a browser sends for a challenge."""
    asked = asked or proofs.challenge(8)
    found = solve_challenge_v1(
        challenge=asked["challenge"],
        salt=asked["salt"],
        algorithm=asked["algorithm"],
        max_number=asked["maxnumber"],
        start=0,
    )
    assert found
    answer = {name: value for name, value in asked.items() if name != "maxnumber"}
    return packed(answer | {"number": found.number} | other)


def packed(answer: Any) -> str:
    return base64.b64encode(json.dumps(answer).encode()).decode()


def test_an_answer_counts_once(db: None) -> None:
    """Used up by its first use; another challenge has another answer."""
    answer = solved()
    assert proofs.holds(answer, by=WHO)
    assert not proofs.holds(answer, by=WHO)
    assert proofs.holds(solved(), by=WHO)


def test_the_same_answer_in_other_letters_counts_no_more(db: None) -> None:
    """Spaces, order and more fields make no new answer of it."""
    asked = proofs.challenge(8)
    assert proofs.holds(solved(asked), by=WHO)
    assert not proofs.holds(solved(asked, took=5), by=WHO)
    trimmed = dict(asked, salt=asked["salt"].rstrip("&"))
    assert not proofs.holds(solved(asked, salt=trimmed["salt"]), by=WHO)


def test_ten_minutes(db: None) -> None:
    """Good at 9:59, over at 10:01."""
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False) as time:
        early, late = solved(), solved()
        time.shift(599)
        assert proofs.holds(early, by=WHO)
        time.shift(2)
        assert not proofs.holds(late, by=WHO)


def test_a_changed_answer_is_none(db: None) -> None:
    """Whatever part is another, the signature doesn't fit."""
    asked = proofs.challenge(8)
    for name, value in {
        "number": 7_000,
        "salt": asked["salt"].replace("expires=1", "expires=2"),
        "challenge": "0" * 64,
        "signature": "0" * 64,
        "algorithm": "SHA-1",
    }.items():
        assert not proofs.holds(solved(asked, **{name: value}), by=WHO), name


@pytest.mark.parametrize(
    "text",
    ["", "x", "====", packed([]), packed(1), packed(None), packed({}), packed("text"), "e30=" * 400,
     packed({"algorithm": "SHA-256", "challenge": 1, "number": "1", "salt": [], "signature": {}}),
     packed({"algorithm": "SHA-256", "challenge": "a", "number": True, "salt": "", "signature": ""})],
)  # fmt: skip
def test_odd_input_is_no_answer(text: str, db: None) -> None:
    assert not proofs.holds(text, by=WHO)


def test_an_answer_outlives_a_change_of_key(db: None) -> None:
    """F35: what was asked for under the former secret key still counts."""
    from django.conf import settings

    answer, former = solved(), settings.SECRET_KEY
    with override_settings(SECRET_KEY="another-key-of-fifty-letters-and-more-than-that-even"):
        assert not proofs.holds(answer, by=WHO)
        with override_settings(SECRET_KEY_FALLBACKS=[former]):
            assert proofs.holds(answer, by=WHO)


@pytest.mark.race
def test_of_many_at_once_one_counts(real_db: None) -> None:
    answer, won, barrier = solved(), [], threading.Barrier(16)

    def one() -> None:
        barrier.wait(30)
        won.append(proofs.holds(answer, by=WHO))
        connections.close_all()

    threads = [threading.Thread(target=one) for _number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert won.count(True) == 1
