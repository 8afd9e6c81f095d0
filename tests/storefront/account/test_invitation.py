"""The pages behind an invitation's link."""

import pytest
from django.test import Client

from clientela.accounts.models import Link
from clientela.customers.models import AccountState
from clientela.invitations.models import Ask, Invitation
from tests.accounts.people import GOOD, browser, masked
from tests.cast import Cast
from tests.invitations.guests import invite, last_token, settings

PAGE = "/account/invitation"


def opened(cast: Cast) -> Client:
    """A browser that followed the link."""
    invite(cast.guest, cast.owner.as_actor())
    number, token = last_token()
    client = browser()
    answer = client.get(f"{PAGE}/{number}/{token}")
    assert answer.status_code == 303 and answer.headers["Location"] == PAGE
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    return client


def test_looking_uses_nothing_up(cast: Cast) -> None:
    """LK-04, LK-06: HEAD and GET as often as a scanner likes; the token is in no address and on no page."""
    client = opened(cast)
    _number, token = last_token()
    for _again in range(3):
        assert client.head(PAGE).status_code == 200
    assert not Invitation.objects.get().opened_at
    for _again in range(5):
        page = client.get(PAGE)
        assert page.status_code == 200 and token not in page.content.decode()
    assert Invitation.objects.get().opened_at
    answer = client.post(PAGE, {"email": cast.guest.email, "password": GOOD})
    assert answer.headers["Location"] == "/account"
    assert "Gianni" in client.get("/account/orders").content.decode()
    assert client.get(PAGE).status_code == 410


def test_the_wrong_address_opens_nothing(cast: Cast) -> None:
    """LK-04, LK-08: the one who knows the mailbox alone; each field once."""
    client = opened(cast)
    wrong = client.post(PAGE, {"email": "somebody@example.com", "password": ""})
    assert wrong.status_code == 422 and "The address that this email was sent to." in wrong.content.decode()
    assert client.post(PAGE, {"email": ["a@example.com", cast.guest.email]}).status_code == 400
    assert client.post(PAGE, {"email": cast.guest.email, "password": "short"}).status_code == 422
    cast.guest.refresh_from_db()
    assert cast.guest.account_state == AccountState.INVITED
    assert client.post(PAGE, {"email": f" {cast.guest.email.upper()}", "password": ""}).status_code == 303


def test_where_passwords_are_the_only_way(cast: Cast) -> None:
    """The classic kind: a password, and nothing else to type."""
    settings(methods=["password"])
    client = opened(cast)
    page = client.get(PAGE).content.decode()
    assert 'name="password"' in page and 'name="email" ' not in page.split("store-footer")[0]
    assert client.post(PAGE, {"password": ""}).status_code == 422
    assert client.post(PAGE, {"password": GOOD}).status_code == 303


def test_no_thank_you(cast: Cast) -> None:
    """The address once more; then the link is over."""
    client = opened(cast)
    assert client.get(f"{PAGE}/decline").status_code == 200
    assert client.post(f"{PAGE}/decline", {"email": "x@example.com"}).status_code == 422
    assert client.post(f"{PAGE}/decline", {"email": cast.guest.email}).status_code == 303
    cast.guest.refresh_from_db()
    assert cast.guest.account_state == AccountState.DECLINED
    assert client.get(f"{PAGE}/decline").status_code == 410


def test_over_it_offers_a_new_one(cast: Cast) -> None:
    """EN-01: the same answer for every address, byte by byte."""
    client = opened(cast)
    Link.objects.update(expires_at="2020-01-01T00:00Z")
    over = client.get(PAGE)
    assert over.status_code == 410 and f'action="{PAGE}/new"' in over.content.decode()
    answers = set()
    for email in (cast.guest.email, cast.ingrid.email, "nobody@example.com"):
        answer = client.post(f"{PAGE}/new", {"email": email})
        shown = client.get(answer.headers["Location"])
        answers.add((answer.status_code, answer.headers["Location"], masked(shown.content.decode(), email)))
    assert len(answers) == 1
    assert Ask.objects.count() == 3
    assert client.post(f"{PAGE}/new", {"email": "not one"}).status_code == 422


def test_a_robot_asks_for_nothing(cast: Cast) -> None:
    """The field that people don't see: the same answer, and nothing is done."""
    client = opened(cast)
    answer = client.post(f"{PAGE}/new", {"email": cast.guest.email, "website": "x"})
    assert answer.headers["Location"] == f"{PAGE}/sent" and not Ask.objects.exists()


@pytest.mark.parametrize(
    ("values", "status"), [({"registration": "closed"}, 410), ({"policy": "disabled"}, 404)]
)
def test_while_there_are_no_new_accounts(cast: Cast, values: dict[str, str], status: int) -> None:
    """The page says so; nothing is used up."""
    client = opened(cast)
    settings(**values)
    assert client.get(PAGE).status_code == status
    assert client.post(PAGE, {"email": cast.guest.email}).status_code == status
    settings(registration="open", policy="optional")
    assert client.get(PAGE).status_code == 200
