"""Every way back leads to a page of ours."""

from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.test import Client

from tests.accounts.people import GOOD, browser, last_code
from tests.cast import PASSWORD, Cast, as_customer, as_staff
from tests.core.test_paths import ELSEWHERE

HOME = "http://testserver"
FORMS = ("/account/login", "/account/register", "/account/recover", "/admin/login")


def host_of(answer, path: str) -> str:
    """The host that a browser on this page is led to, reading the target as browsers do."""
    target = (
        answer["Location"]
        .strip("\x00\t\r\n ")
        .replace("\\", "/")
        .replace("\t", "")
        .replace("\n", "")
        .replace("\r", "")
    )
    return urlsplit(urljoin(HOME + path, target)).netloc


@pytest.mark.parametrize("target", ELSEWHERE)
def test_ways_in_lead_back_to_us(cast: Cast, target: str) -> None:
    """WB-07: 40 payloads, in the form and in the address, at every door that takes a way back."""
    doors = {
        "/account/login": {"email": cast.ingrid.email, "password": PASSWORD},
        "/admin/login": {"email": cast.owner.email, "password": PASSWORD},
        "/account/recover": {"email": cast.ingrid.email},
        "/language": {"language": "nb"},
        "/newsletter": {"email": "news@example.com"},
    }
    for path, typed in doors.items():
        answer = browser().post(path, typed | {"next": target})
        assert answer.status_code == 303, (path, target)
        assert host_of(answer, path) == "testserver", (path, target, answer["Location"])
    answer = browser().post(f"/account/login?next={quote(target)}", doors["/account/login"])
    assert host_of(answer, "/account/login") == "testserver"


@pytest.mark.parametrize("target", ELSEWHERE[::5])
def test_registering_leads_back_to_us(db: None, target: str) -> None:
    """WB-07: the way back goes through three pages."""
    person = browser()
    answer = person.post(
        "/account/register",
        {"first_name": "N", "email": "nora@example.com", "password": GOOD, "next": target},
    )
    assert host_of(answer, "/account/register") == "testserver"
    answer = person.post("/account/register/code", {"code": last_code(), "next": target})
    assert answer.status_code == 303 and host_of(answer, "/account/register/code") == "testserver"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_pages_draw_no_such_target(cast: Cast, target: str) -> None:
    """WB-07: no link or hidden field carries it on, and who is signed in is led nowhere by it."""
    for path in FORMS:
        page = Client().get(path, {"next": target})
        assert page.status_code == 200
        if len(target) > 4:
            assert f'value="{target}"' not in page.content.decode(), path
        assert f"next={quote(target, safe='')}" not in page.content.decode() or not target, path
    for person, path in (
        (as_customer(cast.ingrid), "/account/login"),
        (as_staff(cast.owner), "/admin/login"),
    ):
        assert host_of(person.get(path, {"next": target}), path) == "testserver"


def test_addresses_that_look_like_hosts_lead_nowhere(db: None) -> None:
    """WB-07: no redirect is made of a path."""
    for path in (
        "/%2f%2fevil.example",
        "/%5cevil.example",
        "/account/login//evil.example",
        "/.//evil.example",
    ):
        assert Client().get(path).status_code == 404, path
