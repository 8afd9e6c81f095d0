"""The demo's people get in by a password alone: from this very machine, and through nothing in between."""

import pytest
from django.test import Client

from clientela.staff import queries
from tests.cast import PASSWORD, Cast, as_staff

BETWEEN = [
    {"X-Forwarded-For": "203.0.113.7"},
    {"X-Forwarded-For": "127.0.0.1"},
    {"X-Forwarded-Proto": "https"},
    {"X-Forwarded-Host": "shop.example"},
    {"Forwarded": "for=127.0.0.1"},
    {"X-Real-IP": "127.0.0.1"},
    {"Via": "1.1 tunnel"},
]


@pytest.mark.parametrize("headers", BETWEEN, ids=lambda headers: " ".join(headers))
def test_not_through_a_proxy_that_nobody_told_us_of(cast: Cast, headers: dict[str, str]) -> None:
    """AC-05: it stands on this machine, and whoever it asks for doesn't: nobody gets in."""
    there = Client(headers=headers)
    right = there.post("/admin/login", {"email": cast.owner.email, "password": PASSWORD})
    wrong = there.post("/admin/login", {"email": cast.owner.email, "password": "not-the-right-lantern"})
    assert right.status_code == wrong.status_code == 422 and "staff" not in there.cookies
    stolen = as_staff(cast.owner)
    assert stolen.get("/admin").status_code == 200
    assert stolen.get("/admin", headers=headers)["Location"].startswith("/admin/login")


@pytest.mark.parametrize(
    ("ip", "opens"), [("127.0.0.1", True), ("::1", True), ("203.0.113.7", False), ("", False)]
)
def test_a_session_of_the_demo_is_good_here_alone(cast: Cast, ip: str, opens: bool) -> None:
    """AC-05: a cookie that was carried to another machine opens nothing."""
    token = as_staff(cast.owner).cookies["staff"].value
    assert bool(queries.session_of(token, ip)) is opens
