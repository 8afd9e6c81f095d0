"""Forgot the password: a link by mail, and the new password behind it."""

from datetime import timedelta

import pytest
from django.db.models import F

from clientela.core.scopes import Scope
from clientela.post.models import Message
from clientela.staff import actions, queries
from clientela.staff.models import Link, Session, User
from tests.cast import PASSWORD, Cast
from tests.staff.people import browser, code, kinds, link_to, real, whole

GOOD = "seven-quiet-harbours-99"


@pytest.fixture
def nora(cast: Cast) -> User:
    return real()


def ask(email: str, client=None):
    return (client or browser()).post("/admin/forgot", {"email": email})


def reset(path: str, password: str = GOOD):
    client = browser()
    client.get(path)
    return client, client.post("/admin/reset", {"password": password})


def test_does_not_skip_the_second_factor(nora: User) -> None:
    """LK-07: nobody is signed in by it, and the app is asked for as ever."""
    ask(nora.email)
    client, answer = reset(link_to(nora.email))
    assert (answer.status_code, answer["Location"]) == (303, "/admin/login")
    assert client.get("/admin").status_code == 302
    answer = client.post("/admin/login", {"email": nora.email, "password": GOOD})
    assert answer["Location"] == "/admin/second-factor" and client.get("/admin").status_code == 302
    assert client.post("/admin/second-factor", {"code": code()}).status_code == 303
    assert client.get("/admin").status_code == 200


def test_ends_everything_that_was_open(nora: User) -> None:
    """SE-05, LK-03: sessions, API tokens and other links; the old password too; an email tells of it."""
    client = whole(nora)
    token = actions.create_token(name="Till", scopes=[Scope.READ_ORDERS], by=nora.as_actor()).text
    ask(nora.email)
    ask(nora.email)
    assert queries.token_of(token, "127.0.0.1")
    reset(link_to(nora.email))
    assert client.get("/admin").status_code == 302
    assert queries.token_of(token, "127.0.0.1") is None
    assert not Link.objects.open().exists()
    answer = browser().post("/admin/login", {"email": nora.email, "password": PASSWORD})
    assert answer.status_code == 422
    assert kinds(nora.email)[-1] == "staff.password_changed"


def test_known_and_unknown_look_the_same(nora: User, cast: Cast) -> None:
    """EN-01, EN-02: same page, cookies and statements; one email each."""
    cast.support.is_active = False
    cast.support.save()
    invited = actions.invite(
        email="kari@example.com", name="Kari", role="support", language="en", by=cast.owner.as_actor()
    )
    seen = set()
    for email in (nora.email, "nobody@example.com", cast.support.email, invited.email):
        before = Message.objects.count()
        answer = ask(email)
        seen.add((answer.status_code, answer["Location"], answer.content, tuple(sorted(answer.cookies))))
        assert Message.objects.count() == before + 1
    assert len(seen) == 1
    assert kinds("nobody@example.com") == kinds(cast.support.email) == ["staff.no_sign_in"]


def test_spares_the_mailbox(nora: User) -> None:
    """RL-06, EN-03: three emails, the answers go on as before, for the unknown too."""
    for email in (nora.email, "nobody@example.com"):
        assert [ask(email).status_code for _time in range(5)] == [303] * 5
        assert Message.objects.filter(to=email).count() == 3


def test_a_network_is_braked(nora: User) -> None:
    """RL-02."""
    answers = [ask(f"person{n}@example.com").status_code for n in range(21)]
    assert answers == [303] * 20 + [429]


@pytest.mark.parametrize(("age", "status"), [(timedelta(minutes=59), 303), (timedelta(minutes=61), 410)])
def test_lasts_an_hour(nora: User, age: timedelta, status: int) -> None:
    """LK-02."""
    ask(nora.email)
    Link.objects.update(expires_at=F("expires_at") - age)
    assert reset(link_to(nora.email))[1].status_code == status


def test_counts_once_and_looking_spends_nothing(nora: User) -> None:
    """LK-03, LK-04."""
    ask(nora.email)
    path = link_to(nora.email)
    for _time in range(5):
        browser().get(path)
        browser().head(path)
    assert reset(path)[1].status_code == 303
    assert reset(path)[1].status_code == 410


def test_a_newer_one_kills_the_older(nora: User) -> None:
    """LK-03."""
    ask(nora.email)
    older = link_to(nora.email)
    ask(nora.email)
    assert reset(older)[1].status_code == 410
    assert reset(link_to(nora.email))[1].status_code == 303


def test_the_link_s_host_is_the_store_s(nora: User) -> None:
    """LK-05: whatever host the request names."""
    client = browser()
    client.post("/admin/forgot", {"email": nora.email}, headers={"x-forwarded-host": "evil.example"})
    message = Message.objects.get(to=nora.email)
    assert "evil.example" not in message.text + message.html + link_to(nora.email)


@pytest.mark.parametrize("email", ["", "no address", "a@x.com, b@x.com", "a@[127.0.0.1]", "mıke@example.com"])
def test_what_is_no_address_is_said(nora: User, email: str) -> None:
    """LK-08: one mailbox, or none."""
    assert ask(email).status_code == 422
    assert not Message.objects.exists()


def test_changing_the_own_password_ends_other_browsers(nora: User) -> None:
    """SE-02, SE-05, PW-05: this browser gets a new token; links die; an email tells of it."""
    here, there = whole(nora), whole(nora)
    ask(nora.email)
    path = link_to(nora.email)
    old = here.cookies["staff"].value
    wrong = here.post("/admin/account/password", {"current": "not-this-one-at-all", "password": GOOD})
    assert wrong.status_code == 422 and "current password" in wrong.content.decode()
    answer = here.post("/admin/account/password", {"current": PASSWORD, "password": GOOD})
    assert answer.status_code == 303 and here.cookies["staff"].value != old
    assert here.get("/admin").status_code == 200 and there.get("/admin").status_code == 302
    assert reset(path)[1].status_code == 410
    assert kinds(nora.email)[-1] == "staff.password_changed"
    assert Session.objects.filter(user=nora, ended_at=None).count() == 1
