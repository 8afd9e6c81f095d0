"""What every request goes through: headers, hosts, addresses of clients, other sites, failures."""

import io
import json
import re
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from clientela.config import logs, middleware
from clientela.gate.actions import network
from tests import ground
from tests.cast import Cast, as_customer, as_staff

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
POLICY = (
    "default-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
)


@pytest.fixture
def browser() -> Client:
    """A browser that checks the token and shows error pages as shoppers see them."""
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


ANSWERS = {
    "front page": ("GET", "/", {}, 200),
    "head": ("HEAD", "/", {}, 200),
    "missing": ("GET", "/nowhere/at-all", {}, 404),
    "missing in the admin": ("GET", "/admin/nowhere", {}, None),
    "sign-in": ("GET", "/admin/login", {}, 200),
    "redirect": ("GET", "/admin/customers", {}, 302),
    "no token": ("POST", "/account/login", {}, 403),
    "another site": ("POST", "/account/login", {"Sec-Fetch-Site": "cross-site"}, 403),
    "unknown host": ("GET", "/", {"Host": "evil.example"}, 400),
    "unknown host of a missing page": ("GET", "/nowhere", {"Host": "evil.example"}, 400),
    "trace": ("TRACE", "/", {}, 405),
    "unknown method": ("BREW", "/", {}, 405),
    "wrong method": ("DELETE", "/admin/login", {}, None),
    "up": ("GET", "/healthz", {}, 200),
    "ready": ("GET", "/readyz", {}, 200),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_headers_stand_on_every_answer(db: None, browser: Client, name: str) -> None:
    """WB-06, WB-02, SE-08, SC-04: errors, redirects and health included; no banner of a version."""
    method, path, headers, status = ANSWERS[name]
    answer = browser.generic(method, path, headers=headers)
    assert status is None or answer.status_code == status
    for header, value in EVERYWHERE.items():
        assert answer.headers.get(header) == value, header
    policy = answer.headers["Content-Security-Policy"]
    assert all(part in policy for part in POLICY)
    assert "unsafe" not in policy and "*" not in policy
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert re.fullmatch(r"[0-9a-f]{16}", answer.headers["X-Request-Id"])
    assert not {"Server", "X-Powered-By", "Access-Control-Allow-Origin"} & set(answer.headers)


def test_signed_in_pages_are_kept_by_no_cache(cast: Cast) -> None:
    """SE-08: personal pages of customers and staff."""
    for client, path in ((as_customer(cast.ingrid), "/account"), (as_staff(cast.owner), "/admin")):
        assert client.get(path, follow=True).headers["Cache-Control"] == "no-store"


def test_strict_transport_over_tls(db: None, browser: Client, settings: Settings) -> None:
    """WB-06: one year with subdomains, where the store is served by TLS."""
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 31_536_000, True
    answer = Client(raise_request_exception=False).get("/healthz", secure=True)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains")


FORGED = [
    "evil.example", "evil.example:8000", "localhost.evil.example", "localhost:80@evil.example",
    "evil.example#localhost", "localhost/evil.example", "localhost, evil.example", "localhost evil.example",
    "http://localhost", "localhost:evil", "127.0.0.1.evil.example", "[::1].evil.example", "0.0.0.0",
    "LOCALHOST.evil.example", "..",
]  # fmt: skip


@pytest.mark.parametrize("host", FORGED)
def test_unknown_hosts_are_refused(db: None, browser: Client, host: str) -> None:
    """LK-05: a page in plain words, 400, whatever the trick."""
    answer = browser.get("/", headers={"Host": host})
    page = answer.content.decode()
    assert answer.status_code == 400 and "evil" not in page


def test_the_page_that_refuses_a_host_has_its_styles(db: None, browser: Client) -> None:
    """The same for everybody, so they come whatever the host."""
    page = browser.get("/", headers={"Host": "evil.example"}).content.decode()
    styles = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert styles
    for address in styles:
        assert browser.get(address, headers={"Host": "evil.example"}).status_code == 200
    assert browser.get("/static/nothing.css", headers={"Host": "evil.example"}).status_code == 400


def test_forwarded_hosts_have_no_effect(db: None, browser: Client) -> None:
    """LK-05: only the Host header counts, and links come from the store's record."""
    forged = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example", "X-Host": "evil.example",
              "X-Original-Host": "evil.example", "X-Forwarded-Server": "evil.example"}  # fmt: skip
    answer = browser.get("/", headers=forged)
    assert answer.status_code == 200 and "evil" not in answer.content.decode()


def seen_from(remote: str, **headers: str) -> str:
    """The client's address as the middleware puts it on the request."""
    found: list[str] = []

    def answer(request: HttpRequest) -> HttpResponse:
        found.append(request.ip)  # type: ignore[attr-defined]
        return HttpResponse()

    request = RequestFactory().get(
        "/", REMOTE_ADDR=remote, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    middleware.client_address(answer)(request)
    return found[0]


def test_forged_addresses_share_one_bucket() -> None:
    """RL-04: without a trusted proxy nothing that a client writes about itself counts."""
    seen = {
        network(
            seen_from(
                "203.0.113.9",
                X_Forwarded_For=f"10.0.0.{n}",
                X_Real_IP=f"10.1.0.{n}",
                Forwarded=f"for=10.2.0.{n}",
            )
        )
        for n in range(50)
    }
    assert seen == {"203.0.113.9"}


@pytest.mark.parametrize(
    ("trusted", "chain", "address"),
    [
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "10.0.0.1, 10.0.0.2, 198.51.100.7", "198.51.100.7"),
        (1, "evil,,, 198.51.100.7 ", "198.51.100.7"),
        (2, "10.0.0.1, 198.51.100.7, 192.0.2.1", "198.51.100.7"),
        (2, "198.51.100.7", "203.0.113.9"),
        (1, "", "203.0.113.9"),
        (1, "10.0.0.1, not an address", ""),
        (1, "2001:db8::7", "2001:db8::7"),
        (0, "198.51.100.7", "203.0.113.9"),
    ],
)
def test_only_our_own_proxies_are_believed(
    settings: Settings, trusted: int, chain: str, address: str
) -> None:
    """RL-04: of a chain, the entry that our outermost proxy wrote."""
    settings.TRUSTED_PROXIES = trusted
    assert seen_from("203.0.113.9", X_Forwarded_For=chain) == address


@pytest.mark.parametrize("header", ["X_Forwarded_For", "X_Forwarded_Proto", "Forwarded", "X_Real_IP", "Via"])
def test_a_proxy_that_nobody_told_us_of_is_not_this_machine(settings: Settings, header: str) -> None:
    """RL-04, AC-05: whoever it asks for is unknown, in one bucket; a direct asker is who they are."""
    for said in ("127.0.0.1", "::1", "198.51.100.7", "https"):
        for peer in ("127.0.0.1", "::1"):
            assert seen_from(peer, **{header: said}) == ""
    assert seen_from("127.0.0.1") == "127.0.0.1"
    settings.TRUSTED_PROXIES = 2
    assert seen_from("127.0.0.1", X_Forwarded_For="198.51.100.7") == ""
    assert seen_from("127.0.0.1", X_Forwarded_For="198.51.100.7, 192.0.2.1") == "198.51.100.7"


@pytest.mark.parametrize("site", ["cross-site", "same-site", "nonsense"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_changes_asked_for_by_another_site_are_refused(db: None, method: str, site: str) -> None:
    """WB-01: by Sec-Fetch-Site, even where the token would be right."""
    answer = Client(enforce_csrf_checks=False).generic(
        method, "/account/login", headers={"Sec-Fetch-Site": site}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("site", ["same-origin", "none", ""])
def test_our_own_forms_pass(db: None, site: str) -> None:
    """WB-01: browsers that send no such header are held by the token alone."""
    headers = {"Sec-Fetch-Site": site} if site else {}
    assert Client().post("/account/login", {}, headers=headers).status_code != 403
    assert Client(enforce_csrf_checks=True).post("/account/login", {}, headers=headers).status_code == 403


def test_looking_from_another_site_is_fine(db: None, browser: Client) -> None:
    """WB-01: a link on another page leads here."""
    assert browser.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


def test_health(db: None, browser: Client) -> None:
    assert browser.get("/healthz").json() == {"status": "up"}
    assert browser.get("/readyz").json() == {"status": "ready"}


@pytest.fixture
def without_database(real_db: None) -> Iterator[None]:
    """The database lets nobody in, as when it is down; the fixture's end makes it anew."""
    with psycopg.connect(ground.CLUSTER.url("superuser", "postgres"), autocommit=True) as server:
        server.execute(f'ALTER DATABASE "{ground.DATABASE}" ALLOW_CONNECTIONS false')
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [ground.DATABASE]
        )
        yield
        server.execute(f'ALTER DATABASE "{ground.DATABASE}" ALLOW_CONNECTIONS true')


@pytest.mark.parametrize("path", ["/", "/admin/login", "/products", "/nowhere"])
def test_a_database_that_is_down_is_told_in_plain_words(
    without_database: None, browser: Client, path: str
) -> None:
    """F13, F14, AP-07: 503 with the headers and no trace."""
    for _ in range(2):
        answer = browser.get(path)
        assert answer.status_code in ({404, 503} if path == "/nowhere" else {503})
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        for word in ("Traceback", "psycopg", "OperationalError", ground.DATABASE):
            assert word not in answer.content.decode()


def test_up_but_not_ready_without_a_database(without_database: None, browser: Client) -> None:
    """F14: liveness stays, readiness fails."""
    assert browser.get("/healthz").status_code == 200
    assert (browser.get("/readyz").status_code, browser.get("/readyz").status_code) == (503, 503)


def test_a_lost_connection_costs_one_request_at_most(real_db: None, browser: Client) -> None:
    """F15: one backend ended at random; the next request works."""
    assert browser.get("/").status_code == 200
    with psycopg.connect(ground.CLUSTER.url("superuser", "postgres"), autocommit=True) as server:
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [ground.DATABASE]
        )
    assert browser.get("/").status_code in {200, 503}
    assert browser.get("/").status_code == 200


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the log says, as an operator reads it."""
    lines = io.StringIO()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stderr", lines)
        logs.configure("debug")
        yield lines
    logs.configure("critical")


def test_logs_tell_no_secrets(cast: Cast, logged: io.StringIO, browser: Client) -> None:
    """PR-06, LK-06: one line a request with route and status; no query, value, body or address."""
    canaries = ("canary", "ingrid.hansen@example.com", "203.0.113.7")
    browser.get("/nowhere/canary?token=canary&email=ingrid.hansen@example.com", REMOTE_ADDR="203.0.113.7")
    browser.get("/account/reset/7/canary-token")
    browser.post("/account/login", {"email": "ingrid.hansen@example.com", "password": "canary"})
    Client(raise_request_exception=False).post(
        "/account/login",
        {"email": "ingrid.hansen@example.com", "password": "canary"},
        headers={"User-Agent": "canary"},
    )
    browser.get("/", headers={"Host": "canary.example"})
    browser.get("/\r\ncanary")
    # Without the form's token, which Django would tell together with the path; so with too many fields.
    for path in ("/invoice/canary-signed/pay", "/admin/join/7/canary-token", "/admin/reset/7/canary-token"):
        assert browser.post(path, {"password": "canary"}).status_code == 403
    Client(raise_request_exception=False).post(
        "/invoice/canary-signed/pay", {f"canary{n}": "" for n in range(1100)}
    )
    written = logged.getvalue()
    for canary in canaries:
        assert canary not in written.lower()
    rows = [json.loads(line) for line in written.splitlines()]
    assert len([row for row in rows if row["event"] == "request"]) == 10
    assert all(set(row) <= logs.ALLOWED for row in rows)
    assert {row["request"] for row in rows if row["event"] == "request"}
    assert "form_token" in {row.get("reason") for row in rows if row["event"] == "refused"}


def test_logs_tell_where_it_broke_and_not_on_what(logged: io.StringIO) -> None:
    """PR-06: type and places of an exception; a database error would quote the row."""
    import logging

    import structlog

    try:
        raise ValueError("ingrid.hansen@example.com is canary")
    except ValueError:
        structlog.get_logger().exception("broke", email="canary@example.com", password="canary")
        logging.getLogger("library").exception("it broke")
    written = logged.getvalue()
    assert "canary" not in written and "ValueError" in written and "test_requests.py" in written


def test_settings_are_those_of_a_shop_on_the_internet() -> None:
    """SC-04: no debugging, no readable cookies."""
    assert django_settings.DEBUG is False
    assert django_settings.CSRF_COOKIE_HTTPONLY and django_settings.CSRF_COOKIE_SAMESITE == "Lax"
