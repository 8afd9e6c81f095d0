"""Deeds that ask for a fresh proof: it is asked for, and nothing that was typed is lost."""

import re
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from clientela.staff.models import Session, Token, User
from clientela.staff.roles import Role
from clientela.store.models import Store
from tests.cast import PASSWORD
from tests.security import crawl
from tests.staff.people import browser, code, real, session_in, whole

DEEDS = [
    (
        "/admin/staff/invite",
        {"name": "Kari", "email": "kari@example.com", "role": "support", "language": "en"},
    ),
    ("/admin/staff/{id}/role", {"role": "read_only"}),
    ("/admin/staff/{id}/deactivate", {}),
    ("/admin/staff/{id}/activate", {}),
    ("/admin/staff/{id}/invite", {}),
    ("/admin/staff/{id}/factors/clear", {}),
    ("/admin/settings/tokens/new", {"name": "Till", "scopes": ["read_orders"]}),
    ("/admin/settings/mail", {"smtp_password": "hunter2-hunter2"}),
    ("/admin/settings/store", {"url": "https://evil.example"}),
    ("/admin/account/codes/new", {}),
    ("/admin/account/apps/{app}/remove", {}),
    ("/admin/account/factors/app", {}),
    ("/admin/account/factors/passkey", {}),
]


@pytest.fixture
def nora(db: None) -> User:
    return real()


@pytest.fixture
def stale(nora: User) -> Client:
    """Signed in whole, and proved six minutes ago."""
    client = whole(nora)
    Session.objects.update(proved_at=F("proved_at") - timedelta(minutes=6))
    return client


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def prove(client: Client, asked: str, **given: str):
    """Fill in the page that asks for a proof."""
    data = {
        "password": PASSWORD,
        "code": code(),
        "next": hidden(asked, "next"),
        "kept": hidden(asked, "kept"),
    }
    return client.post("/admin/prove", {**data, **given})


def counted(nora: User) -> tuple[object, ...]:
    """What the deeds would change."""
    store = Store.current()
    return (Token.objects.count(), User.objects.count(), nora.apps.count(), store.smtp_password, store.url)


@pytest.mark.parametrize(("path", "data"), DEEDS)
def test_a_deed_asks_first(nora: User, stale: Client, path: str, data: dict) -> None:
    """AC-05: roles, people, secrets, tokens, factors; whatever was sent, nothing is done before the proof."""
    other = real(Role.SUPPORT, "other@example.com")
    before = counted(nora)
    path = path.format(id=other.pk, app=nora.apps.get().pk)
    answer = stale.post(path, data)
    page = answer.content.decode()
    assert answer.status_code == 200 and "Prove that it is you" in page and hidden(page, "next") == path
    assert "hunter2" not in page
    other.refresh_from_db()
    assert (other.role, other.is_active, other.apps.count()) == (Role.SUPPORT, True, 1)
    assert counted(nora) == before


def test_what_was_typed_comes_back(nora: User, stale: Client) -> None:
    """AC-05: after the proof the deed is done as it was sent, with lists and all."""
    sent = {"name": "Till & co", "scopes": ["read_orders", "read_products"], "networks": "10.0.0.0/8"}
    asked = stale.post("/admin/settings/tokens/new", sent).content.decode()
    on = prove(stale, asked)
    assert on.status_code == 200 and "Till" not in on.content.decode()
    answer = stale.post("/admin/settings/tokens/new", {"kept": hidden(on.content.decode(), "kept")})
    assert (answer.status_code, answer["Location"]) == (303, "/admin/settings/tokens")
    token = Token.objects.get()
    assert (token.name, token.scopes, token.networks) == ("Till & co", sent["scopes"], ["10.0.0.0/8"])


def test_a_wrong_proof_loses_nothing(nora: User, stale: Client) -> None:
    """The next try goes on from where it was."""
    asked = stale.post("/admin/settings/tokens/new", {"name": "Till", "scopes": ["read_orders"]})
    page = asked.content.decode()
    for wrong in ({"password": "not-this-one-at-all"}, {"code": "000000"}, {"password": ""}):
        answer = prove(stale, page, **wrong)
        assert answer.status_code == 422 and hidden(answer.content.decode(), "kept") == hidden(page, "kept")
        assert PASSWORD not in answer.content.decode()
    assert prove(stale, page).status_code == 200


def test_a_page_comes_back(nora: User, stale: Client) -> None:
    """AC-05: a form that one only looks at is asked for first too, and opens afterwards."""
    answer = stale.get("/admin/staff/invite")
    assert (answer.status_code, answer["Location"]) == (302, "/admin/prove?next=%2Fadmin%2Fstaff%2Finvite")
    asked = stale.get(answer["Location"]).content.decode()
    old = stale.cookies["staff"].value
    answer = prove(stale, asked)
    assert (answer.status_code, answer["Location"]) == (303, "/admin/staff/invite")
    assert stale.get("/admin/staff/invite").status_code == 200
    assert stale.cookies["staff"].value != old
    replay = browser()
    replay.cookies["staff"] = old
    assert replay.get("/admin").status_code == 302


def test_a_proof_lasts_five_minutes(nora: User) -> None:
    """AC-05: by the database's clock."""
    client = whole(nora)
    for age, status in ((timedelta(minutes=4, seconds=50), 200), (timedelta(seconds=20), 302)):
        Session.objects.update(proved_at=F("proved_at") - age)
        assert client.get("/admin/staff/invite").status_code == status


def test_looking_at_settings_asks_nothing(nora: User, stale: Client) -> None:
    """Only secrets do: other settings are saved as ever."""
    assert stale.get("/admin/settings/mail").status_code == 200
    answer = stale.post("/admin/settings/languages", {})
    assert "Prove that it is you" not in answer.content.decode()


def test_the_stores_address_moves_after_the_proof(nora: User, stale: Client) -> None:
    """AC-05: links in emails lead there; whoever changes another thing of the page is asked nothing."""
    (form,) = [
        found
        for found in crawl.forms(stale.get("/admin/settings/store").content.decode(), "/admin/settings/store")
        if "postcode" in found.data()
    ]
    assert stale.post("/admin/settings/store", form.data() | {"phone": ["22 33 44 55"]}).status_code == 303
    sent = form.data() | {"url": ["https://shop.example"], "version": [str(Store.current().version)]}
    asked = stale.post("/admin/settings/store", sent)
    assert asked.status_code == 200 and Store.current().url != "https://shop.example"
    on = prove(stale, asked.content.decode()).content.decode()
    assert stale.post("/admin/settings/store", {"kept": hidden(on, "kept")}).status_code == 303
    assert Store.current().url == "https://shop.example"


def test_what_is_kept_is_good_there_and_then_alone(nora: User, stale: Client) -> None:
    """Sealed for this session and this address: elsewhere it is an empty form."""
    asked = stale.post("/admin/settings/tokens/new", {"name": "Till", "scopes": ["read_orders"]})
    kept = hidden(asked.content.decode(), "kept")
    prove(stale, asked.content.decode())
    assert stale.post("/admin/staff/invite", {"kept": kept}).status_code == 422
    other = whole(real(email="other@example.com"))
    for wrong in (kept, "x", "é", ""):
        assert other.post("/admin/settings/tokens/new", {"kept": wrong}).status_code == 422
    assert not Token.objects.exists()


def test_guessing_the_password_is_braked(nora: User, stale: Client) -> None:
    """RL-01: a stolen session proves nothing by trying."""
    answers = [prove(stale, "", password="not-this-one-at-all").status_code for _time in range(11)]
    assert answers == [422] * 10 + [429]
    assert prove(stale, "").status_code == 429
    assert not session_in(stale).is_fresh


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/account", "/admin/..//evil.example"]
)
def test_leads_nowhere_but_into_the_admin(nora: User, stale: Client, target: str) -> None:
    """WB-07."""
    assert prove(stale, "", next=target)["Location"] == "/admin"


def test_htmx_is_led_to_the_page(nora: User, stale: Client) -> None:
    """A fragment never holds the page of proof; it goes back to where one was."""
    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost:8000/admin/staff?x=1"}
    answer = stale.post("/admin/staff/invite", {"name": "x"}, headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/admin/prove?next=%2Fadmin%2Fstaff%3Fx%3D1")
