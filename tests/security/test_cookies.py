"""Cookies go to this host alone, and no script reads one."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.cast import make_cast
from tests.checkout.goods import stock_shelf
from tests.security.everywhere import House

ROOT = Path(__file__).resolve().parent.parent.parent
ALL = {
    "csrf",
    "messages",
    "language",
    "cart",
    "checkout",
    "browser",
    "challenge",
    "customer",
    "device",
    "reset",
    "staff",
}


def test_cookies_of_every_page(house: House) -> None:
    """SE-03: HttpOnly and SameSite=Lax, for the whole host and no other, whatever page gives one."""
    seen = set()
    for browser in house.browsers().values():
        browser.raise_request_exception = False
        for place in house.places:
            for verb in ("get", "post"):
                for cookie in getattr(browser, verb)(
                    place.path, {"language": "nb", "email": "a@example.com"}
                ).cookies.values():
                    seen.add(cookie.key)
                    is_gone = cookie["max-age"] == 0
                    assert cookie["httponly"] or is_gone, (place, cookie.key)
                    assert cookie["samesite"] == "Lax", (place, cookie.key)
                    assert cookie["path"] == "/" and not cookie["domain"], (place, cookie.key)
    assert {"csrf", "language", "messages", "reset"} <= seen


@pytest.fixture
def over_tls(real_db: None) -> dict[str, Any]:
    """What a browser was given by a store that is served over TLS."""
    make_cast()
    stock_shelf()
    done = subprocess.run(
        [sys.executable, "-m", "tests.security.over_tls"],
        cwd=ROOT,
        env=os.environ | {"CLIENTELA_TLS": "1", "DJANGO_SETTINGS_MODULE": "clientela.config.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_over_tls_every_cookie_is_bound_to_the_host(over_tls: dict[str, Any]) -> None:
    """SE-03: `__Host-`, Secure, HttpOnly, SameSite, and pages work by them; without TLS one is led to it."""
    cookies = over_tls["cookies"]
    assert {cookie["name"] for cookie in cookies} == {f"__Host-{name}" for name in ALL}
    for cookie in cookies:
        assert cookie["secure"] and cookie["path"] == "/" and not cookie["domain"], cookie
        assert cookie["samesite"] == "Lax" and (cookie["httponly"] or cookie["gone"]), cookie
    assert over_tls["statuses"] == [200, 302, 200]
    assert over_tls["plain"] == [301, "https://testserver/account/login"]
