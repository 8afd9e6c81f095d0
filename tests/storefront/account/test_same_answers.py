"""The account's doors answer alike, whatever is known of an address."""

import re
from typing import Any

import pytest
from django.http import HttpResponse

from clientela.accounts.models import AccountSettings
from clientela.gate.models import Counter
from clientela.post.models import Message
from tests.accounts.people import GOOD, STATES, address, browser, calm, mails, masked

pytestmark = pytest.mark.django_db

FLOWS: dict[str, dict[str, str]] = {
    "/account/login": {"password": "not-the-password"},
    "/account/login/code/send": {},
    "/account/register": {"first_name": "Nora", "last_name": "Lie", "password": GOOD},
    "/account/recover": {},
}


def face(response: HttpResponse, email: str) -> tuple[Any, ...]:
    """Everything of an answer that somebody outside can see, without what is random by nature."""
    headers = {
        name: re.sub(r"nonce-[^']+", "-", value)
        for name, value in response.headers.items()
        if name != "X-Request-Id"
    }
    cookies = {
        name: re.sub(r"=[^;]*", "=-", str(cookie), count=1).split("expires=")[0] + str(cookie["max-age"])
        for name, cookie in response.cookies.items()
    }
    lengths = {name: len(cookie.value) for name, cookie in response.cookies.items()}
    return response.status_code, headers, cookies, lengths, masked(response.content.decode(), email)


@pytest.mark.parametrize("path", FLOWS)
@pytest.mark.parametrize("htmx", [False, True])
def test_the_same_answer_for_every_state(path: str, htmx: bool, db: None) -> None:
    """EN-01: status, headers, cookies and body are equal for known, unknown, closed and invited addresses."""
    faces = {}
    for state in STATES:
        email = address(state)
        calm()
        headers = {"HX-Request": "true"} if htmx else {}
        response = browser().post(path, FLOWS[path] | {"email": email}, headers=headers)
        faces[state] = face(response, email)
    for state in STATES:
        assert faces[state] == faces["unknown"], state


@pytest.mark.parametrize("path", FLOWS)
def test_the_same_answer_when_capped(path: str, db: None) -> None:
    """EN-03, CD-06: beyond the limits, too, all addresses get equal answers."""
    faces: dict[str, list[Any]] = {}
    for state in STATES:
        email = address(state)
        calm()
        one = browser()
        faces[state] = [face(one.post(path, FLOWS[path] | {"email": email}), email) for _time in range(7)]
    for state in STATES:
        assert faces[state] == faces["unknown"], state


@pytest.mark.parametrize("registration", ["open", "invitation", "closed"])
def test_the_page_of_the_code_to_log_in_is_the_same(registration: str, db: None) -> None:
    """EN-01: asked for a code, mistyped and asked for another: byte-equal for every state and setting."""
    AccountSettings.objects.update(registration=registration)
    faces = {}
    for state in STATES:
        email, one = address(state), browser()
        calm()
        one.post("/account/login/code/send", {"email": email})
        answers = [
            one.get("/account/login/code"),
            one.post("/account/login/code", {"code": "00"}),
            one.post("/account/login/code/new"),
            one.get("/account/login/code"),
            one.get("/account/login"),
        ]
        faces[state] = [face(answer, email) for answer in answers]
    for state in STATES:
        assert faces[state] == faces["unknown"], state


@pytest.mark.parametrize("state", STATES)
def test_the_code_page_says_the_same(state: str, db: None) -> None:
    """EN-01: after registering, the page that asks for the code shows the typed address to all."""
    one, email = browser(), address(state)
    one.post("/account/register", FLOWS["/account/register"] | {"email": email})
    page = one.get("/account/register/code")
    assert email in page.content.decode()
    wrong = one.post("/account/register/code", {"code": "00"})
    assert wrong.status_code == 422 and "Check the email and try again." in wrong.content.decode()


@pytest.mark.parametrize("path", FLOWS)
def test_a_filled_honeypot_does_nothing(path: str, db: None) -> None:
    """Robots get the answer of people; nothing is counted, hashed or mailed."""
    address("enabled")
    calm()
    person = browser().post(path, FLOWS[path] | {"email": "enab@example.com"})
    calm()
    Message.objects.all().delete()
    robot = browser().post(path, FLOWS[path] | {"email": "enab@example.com", "website": "x"})
    assert face(robot, "enab@example.com") == face(person, "enab@example.com")
    assert not mails() and not Counter.objects.exists()


@pytest.mark.parametrize("path", FLOWS)
@pytest.mark.parametrize(
    "body",
    [
        "email=enab@example.com&email=evil@example.com",
        "email[]=enab@example.com&email[]=evil@example.com",
        "email[0]=enab@example.com",
    ],
)
def test_an_email_is_one_string(path: str, body: str, db: None) -> None:
    """LK-08: repeated keys and arrays are refused."""
    address("enabled")
    more = "&".join(f"{key}={value}" for key, value in FLOWS[path].items())
    form = "application/x-www-form-urlencoded"
    response = browser().post(path, f"{body}&{more}", content_type=form)
    assert response.status_code == 400 and not mails()


@pytest.mark.parametrize("path", FLOWS)
def test_a_body_of_json_is_no_form(path: str, db: None) -> None:
    """LK-08: JSON is refused, whatever it holds."""
    data = {"email": ["enab@example.com", "evil@example.com"]} | FLOWS[path]
    assert browser().post(path, data, content_type="application/json").status_code == 400


@pytest.mark.parametrize("path", FLOWS)
@pytest.mark.parametrize("email", ["enab@example.com,evil@example.com", "enab@example.com evil@example.com"])
def test_a_list_of_addresses_is_none(path: str, email: str, db: None) -> None:
    """LK-08: a list with commas or spaces is not an address."""
    address("enabled")
    response = browser().post(path, FLOWS[path] | {"email": email})
    assert response.status_code == 422 and not mails()
    assert "name@example.com" in response.content.decode()


@pytest.mark.parametrize(
    "path",
    ["/account/login", "/account/login/code", "/account/register", "/account/register/code",
     "/account/recover", "/account/reset", "/account/profile", "/account/addresses", "/account/devices"],
)  # fmt: skip
def test_without_accounts_there_are_no_pages(path: str, db: None) -> None:
    """Where the store has no accounts, their pages say so and link nowhere."""
    AccountSettings.objects.update(policy="disabled")
    page = browser().get(path)
    assert page.status_code == 404 and "no customer accounts" in page.content.decode()
    assert "/account" not in page.content.decode()
