"""Only forms of our own change anything."""

from typing import Any

from django.db import connection
from django.test import Client

from tests.admin.test_permissions import addresses
from tests.cast import Cast, as_staff

# Counting that a session was used is no change that anybody asked for.
_APART = {"staff_session", "django_migrations"}


def checksum() -> dict[str, Any]:
    """A digest of every table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall() if name not in _APART]
        found = {}
        for name in tables:
            cursor.execute(f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{name}" t')
            found[name] = cursor.fetchone()
    return found


def test_no_change_without_the_token(cast: Cast) -> None:
    """WB-01: every POST without our token is refused, signing in and out included."""
    client = as_staff(cast.owner)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    paths = [path for _name, path, _powers in addresses(cast)]
    before = checksum()
    for path in ["/admin/login", *paths]:
        assert strict.post(path, {"x": "y"}).status_code == 403, path
    assert checksum() == before


def test_no_change_for_another_sites_page(cast: Cast) -> None:
    """WB-01: what the browser says comes from another site is refused, token or not."""
    client = as_staff(cast.owner)
    for path in ("/admin/login", "/admin/logout", f"/admin/customers/{cast.ingrid.pk}/note"):
        assert client.post(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_looking_changes_nothing(cast: Cast) -> None:
    """WB-01: every GET twice leaves all tables as they were. SE-08: no page may be kept by the browser."""
    client = as_staff(cast.owner)
    paths = [path for _name, path, _powers in addresses(cast)]
    before = checksum()
    for path in [*paths, *paths]:
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "no-store", path
    assert checksum() == before
