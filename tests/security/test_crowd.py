"""A flood of sign-ins leaves the other pages alone."""

import threading

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from clientela.config import middleware
from clientela.gate.slots import SLOTS
from tests.accounts.people import count_hashes

DOORS = ["/account/login", "/account/register", "/account/reset", "/account/password", "/admin/login"]
DOORS += ["/admin/join", "/admin/reset", "/admin/prove", "/admin/account/password"]


@pytest.mark.parametrize("path", DOORS)
def test_whom_there_is_no_room_for_is_told_at_once(
    db: None, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """F21, RL-01: 503 with a time to come back, before any hash; pages and other forms go on."""
    hashes = count_hashes(monkeypatch)
    for _seat in range(SLOTS + 1):
        assert middleware._seats.acquire(blocking=False)
    try:
        answer = Client().post(path, {"email": "a@example.com", "password": "not-the-right-one"})
        assert answer.status_code == 503 and answer["Retry-After"] == "2" and hashes == []
        assert "Many people are signing in" in answer.content.decode()
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert Client().get(path).status_code in {200, 302, 410}
        assert Client().post("/cart/add", {"variant": "1", "quantity": "0"}).status_code in {303, 404}
    finally:
        for _seat in range(SLOTS + 1):
            middleware._seats.release()
    assert Client().post(path, {}).status_code != 503


def test_a_seat_is_given_back_whatever_happens() -> None:
    """F21: a view that breaks keeps no seat, and no more than so many are inside at once."""
    inside, most, lock, go = 0, 0, threading.Lock(), threading.Event()

    def slow(_request: HttpRequest) -> HttpResponse:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        go.wait(5)
        with lock:
            inside -= 1
        raise RuntimeError

    answers: list[int] = []

    def come() -> None:
        try:
            answers.append(middleware.crowd(slow)(RequestFactory().post("/account/login")).status_code)
        except RuntimeError:
            answers.append(500)

    people = [threading.Thread(target=come) for _n in range(16)]
    for person in people:
        person.start()
    while len(answers) < 16 - (SLOTS + 1):
        pass
    go.set()
    for person in people:
        person.join()
    assert most == SLOTS + 1 and sorted(answers) == [500] * (SLOTS + 1) + [503] * (16 - SLOTS - 1)
    assert all(middleware._seats.acquire(blocking=False) for _n in range(SLOTS + 1))
    for _n in range(SLOTS + 1):
        middleware._seats.release()
