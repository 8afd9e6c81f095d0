"""What happens at the doors is written down, with how and why."""

import io
import json
import sys
from collections.abc import Iterator

import pytest

from clientela.config import logs
from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import AccountState
from clientela.journal.models import Event
from tests.accounts.people import GOOD, browser, last_code, last_link
from tests.cast import PASSWORD, Cast, as_customer, as_staff

WRONG = "not-the-right-lantern"


def told(name: str) -> list[dict[str, object]]:
    """What the facts of this name say."""
    return list(Event.objects.filter(name=name).order_by("pk").values_list("data", flat=True))


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """The log as operators read it."""
    written = io.StringIO()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", written)
        logs.configure("info")
        yield written
    logs.configure("critical")


def reasons(lines: io.StringIO) -> list[str]:
    """Why something was refused, as the log tells."""
    rows = [json.loads(line) for line in lines.getvalue().splitlines()]
    return [row["reason"] for row in rows if row["event"] == "refused"]


def test_signing_in_and_out(cast: Cast) -> None:
    """PR-08: how somebody came in, and why somebody did not; of whom, where the address is known."""
    customers.set_account_state(cast.stranger.pk, AccountState.DEACTIVATED, by=SYSTEM)
    person = browser()
    for email, password in (
        ("nobody@example.com", PASSWORD),
        (cast.ingrid.email, WRONG),
        (cast.stranger.email, PASSWORD),
        (cast.ingrid.email, PASSWORD),
    ):
        person.post("/account/login", {"email": email, "password": password})
    person.post("/account/logout")
    assert [data["reason"] for data in told("account.sign_in_refused")] == ["unknown", "password", "closed"]
    assert told("account.signed_in") == [{"method": "password"}] and len(told("account.signed_out")) == 1
    about = Event.objects.filter(name__startswith="account.sign").order_by("pk")
    assert [event.customer_id for event in about] == [
        None,
        cast.ingrid.pk,
        cast.stranger.pk,
        cast.ingrid.pk,
        cast.ingrid.pk,
    ]


def test_codes_links_and_passwords(cast: Cast) -> None:
    """PR-08: a code that was refused, an account that came to be, a reset, a change."""
    person = browser()
    person.post("/account/register", {"first_name": "Nora", "email": "nora@example.com", "password": GOOD})
    person.post("/account/register/code", {"code": "000000" if last_code() != "000000" else "000001"})
    person.post("/account/register/code", {"code": last_code()})
    person.post("/account/recover", {"email": "nora@example.com"})
    number, token = last_link()
    person.get(f"/account/reset/{number}/{token}")
    person.post("/account/reset", {"password": f"{GOOD}-2"})
    own = as_customer(cast.ingrid)
    own.post("/account/password", {"current": WRONG, "password": GOOD})
    own.post("/account/password", {"current": PASSWORD, "password": GOOD})
    assert len(told("account.code_refused")) == 1 and told("account.enabled") == [{"how": "registration"}]
    assert len(told("account.reset_requested")) == 1
    assert told("account.password_changed") == [{"how": "reset"}, {"how": "change"}]
    assert told("account.sign_in_refused") == [{"reason": "change"}]


def test_staff(cast: Cast) -> None:
    """PR-08: in, refused, out, each with who did it."""
    person = browser()
    person.post("/admin/login", {"email": "owner@example.com", "password": WRONG})
    person.post("/admin/login", {"email": "owner@example.com", "password": PASSWORD})
    person.post("/admin/logout")
    events = Event.objects.filter(name__startswith="staff.").order_by("pk")
    assert [(event.name, event.actor_kind) for event in events] == [
        ("staff.sign_in_refused", "visitor"),
        ("staff.signed_in", "staff"),
        ("staff.signed_out", "staff"),
    ]


def test_what_no_fact_tells_stands_in_the_log(cast: Cast, lines: io.StringIO) -> None:
    """PR-08: brakes, dead codes, pages that a role doesn't open, with the reason; nobody's address."""
    person = browser()
    for _time in range(6):
        person.post("/account/login", {"email": cast.ingrid.email, "password": WRONG})
        person.post("/admin/login", {"email": "owner@example.com", "password": WRONG})
    person.post("/account/register", {"first_name": "Nora", "email": "nora@example.com", "password": GOOD})
    person.cookies["browser"] = "another"
    person.post("/account/register/code", {"code": last_code()})
    as_staff(cast.read_only).get("/admin/settings")
    found = reasons(lines)
    assert found.count("too_many") == 2 and found.count("sign_in_refused") == 10
    assert {"code_over", "not_allowed"} <= set(found)
    assert "@" not in lines.getvalue() and WRONG not in lines.getvalue()
