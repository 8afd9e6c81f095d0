"""Where the brakes can't be asked, doors stay shut and pages stay open."""

import psycopg
import pytest
from django.db import connection
from django.test import Client

from tests import ground
from tests.accounts.people import GOOD, browser, count_hashes
from tests.cast import PASSWORD, make_cast

DOORS = {
    "/account/login": {"email": "ingrid.hansen@example.com", "password": PASSWORD},
    "/admin/login": {"email": "owner@example.com", "password": PASSWORD},
    "/account/register": {"first_name": "N", "email": "nora@example.com", "password": GOOD},
    "/account/recover": {"email": "ingrid.hansen@example.com"},
    "/newsletter": {"email": "news@example.com"},
}


def test_doors_fail_closed(real_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """RL-05: the counters' table can't be reached: 503 before any hash and without a cookie; pages answer."""
    make_cast()
    hashes = count_hashes(monkeypatch)
    # A shorter wait for locks than the five seconds of the role, also after a connection was given up.
    connection.close()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "options", "-c lock_timeout=100ms")
    with psycopg.connect(ground.CLUSTER.url("superuser", ground.DATABASE)) as other:
        other.execute("LOCK TABLE gate_counter IN ACCESS EXCLUSIVE MODE")
        for path, typed in DOORS.items():
            answer = browser().post(path, typed)
            assert answer.status_code == 503, path
            assert not {"customer", "staff", "browser"} & set(answer.cookies)
        assert hashes == []
        for path in ("/", "/products", "/cart", "/account/login", "/admin/login"):
            assert Client().get(path).status_code == 200, path
        other.rollback()
    assert browser().post("/account/login", DOORS["/account/login"]).status_code == 303
