"""API tokens in the settings: made, shown once, revoked."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from clientela.staff.models import Token
from clientela.staff.queries import token_of
from tests.cast import Cast, as_staff

TILL = {"name": "Till", "scopes": ["read_orders", "write_customers"], "may_create_customers": "on"}


def make(client, **more):
    return client.post("/admin/settings/tokens/new", {**TILL, **more})


def test_its_text_is_shown_once(cast: Cast) -> None:
    """AP-06: on the next page and never again; that page is not stored."""
    client = as_staff(cast.owner)
    answer = make(client)
    assert (answer.status_code, answer["Location"]) == (303, "/admin/settings/tokens")
    assert "clt_" not in str(answer.cookies)
    answer = client.get("/admin/settings/tokens")
    found = re.search(r"clt_[0-9A-Za-z]{49}", answer.content.decode())
    assert found and answer["Cache-Control"] == "no-store"
    actor = token_of(found[0], "203.0.113.9")
    assert actor and actor.name == "Till" and Token.objects.get().may_create_customers
    page = client.get("/admin/settings/tokens").content.decode()
    assert "clt_" not in page and f"…{found[0][-4:]}" in page


def test_works_until_the_end_of_its_day(cast: Cast) -> None:
    """By the store's clock."""
    day = timezone.now().date() + timedelta(days=30)
    make(as_staff(cast.owner), expires=day.isoformat())
    until = Token.objects.get().expires_at
    assert until and abs(
        until - datetime.combine(day + timedelta(days=1), datetime.min.time(), UTC)
    ) < timedelta(days=1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": ""}, "Fill this in"),
        ({"scopes": []}, "Choose at least one scope"),
        ({"scopes": ["everything"]}, "Choose from these"),
        ({"networks": "nowhere"}, "is no network"),
        ({"expires": "2001-01-01"}, "Choose a day to come"),
    ],
)
def test_what_is_wrong_is_said_beside_it(cast: Cast, wrong: dict, words: str) -> None:
    answer = make(as_staff(cast.owner), **wrong)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Token.objects.exists()


def test_revoked_by_a_button(cast: Cast) -> None:
    """AP-06: at once."""
    client = as_staff(cast.owner)
    make(client)
    token = Token.objects.get()
    assert client.post(f"/admin/settings/tokens/{token.pk}/revoke").status_code == 303
    assert Token.objects.get().ended_at and "…" not in client.get("/admin/settings/tokens").content.decode()


def test_support_sees_none(cast: Cast) -> None:
    """AC-02."""
    for path in ("", "/new"):
        assert as_staff(cast.support).get(f"/admin/settings/tokens{path}").status_code == 403
    assert "API tokens" in as_staff(cast.manager).get("/admin/settings").content.decode()
