"""What the server itself lets through, and what it writes down, asked over the wire."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from clientela.core.actor import SYSTEM
from clientela.post.models import MailboxMessage, Message
from clientela.store.actions import change_settings
from tests import ground
from tests.accounts.people import GOOD
from tests.cast import PASSWORD, make_cast
from tests.checkout.goods import stock_shelf
from tests.storefront.shop.way import ADDRESS

TOKEN = re.compile(r'name="csrfmiddlewaretoken"[^>]*value="([^"]+)"')
ROOT = Path(__file__).resolve().parent.parent.parent
STORE = "http://shop.example"
CARD = "4242424242424242"


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running store, web and worker, and the file its log goes to."""

    port: int
    log: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        """The log so far."""
        return self.log.read_text()

    def raw(self, request: str) -> str:
        """What comes back for these very bytes."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as line:
            line.settimeout(10)
            line.sendall(request.replace("{port}", str(self.port)).encode("latin-1"))
            parts = []
            while part := line.recv(65536):
                parts.append(part)
        return b"".join(parts).decode("latin-1")


class Person(requests.Session):
    """A browser that sends its forms with the token of the page before."""

    def __init__(self, server: Server, **headers: str) -> None:
        super().__init__()
        self.base = server.url
        self.headers.update({"Accept-Language": "en", "User-Agent": "canary-agent"} | headers)

    def form(self, page: str, path: str, **typed: object) -> requests.Response:
        """Open a page and send a form from it."""
        token = TOKEN.search(self.get(self.base + page).text)
        assert token, page
        data = typed | {"csrfmiddlewaretoken": token[1]}
        return self.post(self.base + path, data=data, allow_redirects=False, timeout=30)


@pytest.fixture
def server(real_db: None, tmp_path: Path) -> Iterator[Server]:
    """Web and worker as an operator runs them, with the ordinary log."""
    make_cast()
    stock_shelf()
    change_settings({"store.url": STORE}, by=SYSTEM)
    found = Server(free_port(), tmp_path / "log")
    with found.log.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "clientela", "serve", "--worker", "--port", str(found.port)],
            cwd=ROOT,
            env=os.environ | {"CLIENTELA_LOG": "info"},
            stdout=log,
            stderr=log,
        )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            if requests.get(f"{found.url}/readyz", timeout=2).ok:
                break
        except requests.RequestException:
            time.sleep(0.05)
    yield found
    process.terminate()
    process.wait(60)
    ground.fresh_database()


FORGED = [
    "GET / HTTP/1.1\r\nHost: evil.example\r\n",
    "GET / HTTP/1.1\r\nHost: localhost:{port}@evil.example\r\n",
    "GET / HTTP/1.1\r\nHost: localhost:{port}, evil.example\r\n",
    "GET / HTTP/1.1\r\nHost: evil.example#localhost\r\n",
    "GET / HTTP/1.1\r\nHost: localhost.evil.example\r\n",
    "GET / HTTP/1.1\r\nHost: 127.0.0.1.evil.example:{port}\r\n",
    "GET / HTTP/1.1\r\nHost: localhost:evil\r\n",
    "GET / HTTP/1.1\r\nHost:\r\n",
    "GET / HTTP/1.1\r\n",
    "GET / HTTP/1.1\r\nHost: localhost:{port}\r\nHost: evil.example\r\n",
    "GET / HTTP/1.1\r\nHost: evil.example\r\nHost: localhost:{port}\r\n",
    "GET http://localhost:{port}/ HTTP/1.1\r\nHost: evil.example\r\n",
]
IGNORED = [
    "GET http://evil.example/account/login HTTP/1.1\r\nHost: localhost:{port}\r\n",
    "GET /account/login HTTP/1.1\r\nHost: localhost:{port}\r\nX-Forwarded-Host: evil.example\r\n",
    "GET /account/login HTTP/1.1\r\nHost: localhost:{port}\r\nForwarded: for=1.1.1.1;host=evil.example\r\n",
    "GET /account/login HTTP/1.1\r\nHost: localhost:{port}\r\nX-Host: evil.example\r\nX-Original-URL: /x\r\n",
    "GET //evil.example/ HTTP/1.1\r\nHost: localhost:{port}\r\n",
]
REFUSED = ["TRACE", "CONNECT", "PROPFIND", "BREW"]
NOT_SERVED = [
    *(
        "/.git/config",
        "/.env",
        "/secret-key",
        "/static/../secret-key",
        "/static/%2e%2e/secret-key",
        "/static/..%2fsecret-key",
    ),
    *(
        "/files/../secret-key",
        "/files/..%2fsecret-key",
        "/docs",
        "/debug",
        "/static/",
        "/%00",
        "/products/%00",
    ),
    *("/pay/test/challenge/%00", "/products/%ff%fe", "/account/orders/" + "9" * 5000, "/static/%00"),
]


def ends(request: str) -> str:
    """The request with its end."""
    return f"{request}Connection: close\r\n\r\n"


def test_the_wire(server: Server) -> None:
    """LK-05, SC-04: forged hosts, odd methods and files that aren't for anybody, to the real server."""
    for request in FORGED:
        answer = server.raw(ends(request))
        assert answer.startswith("HTTP/1.1 400"), request
        assert "evil" not in answer, request
    for request in IGNORED:
        answer = server.raw(ends(request))
        assert answer.startswith(("HTTP/1.1 200", "HTTP/1.1 404")) and "evil" not in answer, request
    for method in REFUSED:
        answer = server.raw(
            ends(f"{method} / HTTP/1.1\r\nHost: localhost:{{port}}\r\nCookie: canary=canary\r\n")
        )
        assert answer.startswith("HTTP/1.1 405") and "canary" not in answer, method
    for path in NOT_SERVED:
        answer = server.raw(ends(f"GET {path} HTTP/1.1\r\nHost: localhost:{{port}}\r\n"))
        assert answer.startswith(("HTTP/1.1 404", "HTTP/1.1 302")), path
    # HTTP/2 without having been agreed on: not spoken.
    assert "HTTP/1.1 200" not in server.raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0")
    # Figures are for programs on this machine alone: never through a proxy, never under another name.
    for more in ("X-Forwarded-For: 203.0.113.7\r\n", "Forwarded: for=203.0.113.7\r\n"):
        answer = server.raw(ends(f"GET /metrics HTTP/1.1\r\nHost: localhost:{{port}}\r\n{more}"))
        assert answer.startswith("HTTP/1.1 404"), more
    answer = server.raw(ends("GET /metrics HTTP/1.1\r\nHost: shop.example.com\r\n"))
    assert answer.startswith("HTTP/1.1 404")
    for cookie in (
        "customer=\xff\xfe",
        "staff=\xff",
        "challenge=\x01",
        "reset=1.\xff",
        "remembered=\xe9",
        "messages=\xff",
        "language=\xff",
    ):
        for path in ("/checkout", "/account/register/code", "/account/reset", "/admin", "/account/orders"):
            answer = server.raw(
                ends(f"GET {path} HTTP/1.1\r\nHost: localhost:{{port}}\r\nCookie: {cookie}\r\n")
            )
            assert not answer.startswith("HTTP/1.1 5"), (cookie, path)
    head = server.raw(ends("GET / HTTP/1.1\r\nHost: localhost:{port}\r\n")).partition("\r\n\r\n")[0].lower()
    banner = re.search(r"^server: (.*)$", head, re.MULTILINE)
    assert "x-powered-by" not in head and (not banner or not re.search(r"\d", banner[1]))
    assert "exception" not in server.said() and "Traceback" not in server.said(), server.said()


def mail_to(address: str, kind: str) -> MailboxMessage:
    """The mail of a kind, once the worker has delivered it."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        sent = Message.objects.filter(to=address, kind=kind, state="sent").values_list(
            "message_id", flat=True
        )
        if found := MailboxMessage.objects.filter(message_id__in=list(sent)).order_by("-pk").first():
            return found
        time.sleep(0.05)
    raise AssertionError(f"no {kind} to {address}")


def test_a_whole_story_leaves_nothing_private_in_the_log(server: Server) -> None:
    """PR-06, LK-05, LK-06: a whole story, and web and worker tell no name, address, code or token."""
    email, person = "canary.nora@example.com", Person(server, **{"X-Forwarded-Host": "evil.example"})
    person.form("/account/register", "/account/register", first_name="Canarynora", email=email, password=GOOD)
    code = re.findall(r"\b\d{6}\b", mail_to(email, "account.code").text)[0]
    person.form("/account/register/code", "/account/register/code", code="000000")
    assert person.form("/account/register/code", "/account/register/code", code=code).status_code == 303
    person.form("/account/profile", "/account/logout")
    person.form(
        "/account/login?next=/canary-next",
        "/account/login?token=canary-query",
        email=email,
        password="canary-wrong",
    )
    person.form("/account/recover", "/account/recover", email=email)
    link = re.findall(r"https?://\S+/account/reset/\S+", mail_to(email, "account.password_reset").text)[0]
    assert link.startswith(f"{STORE}/account/reset/")
    person.get(server.url + link.removeprefix(STORE))
    assert person.form("/account/reset", "/account/reset", password=f"{GOOD}-canary").status_code == 303
    order_link = buy(person, "canary.guest@example.net")
    person.get(server.url + order_link.removeprefix(STORE) + "?canary=canary")
    person.get(f"{server.url}/products?q=canary")
    staff = Person(server)
    assert (
        staff.form("/admin/login", "/admin/login", email="owner@example.com", password=PASSWORD).status_code
        == 303
    )
    staff.get(f"{server.url}/admin/customers?q=canary.nora@example.com")
    time.sleep(0.5)
    log, rows = (
        server.said(),
        [json.loads(line) for line in server.said().splitlines() if line.startswith("{")],
    )
    secrets = [
        code,
        link.rpartition("/")[2],
        order_link.rpartition("/")[2],
        GOOD,
        PASSWORD,
        CARD,
        "127.0.0.1",
    ]
    secrets += [
        cookie.value
        for browser in (person, staff)
        for cookie in browser.cookies
        if len(cookie.value or "") > 8
    ]
    assert [secret for secret in secrets if secret and secret in log] == []
    assert not re.search(r"canary|@example|high street|nora|evil|\?", log.replace(" ?", ""), re.IGNORECASE)
    assert {"request", "mail_ended", "refused"} <= {row["event"] for row in rows}
    assert len(rows) == len([line for line in log.splitlines() if line.strip()])


def buy(person: Person, email: str) -> str:
    """Buys as a guest. Gives the link to the order that came by mail."""
    person.form(
        "/products/mug",
        "/cart/add",
        variant=re.findall(
            r'name="variant"[^>]*value="(\d+)"', person.get(f"{person.base}/products/mug").text
        )[0],
        quantity=1,
    )
    person.form("/checkout", "/checkout/contact", email=email)
    person.form("/checkout", "/checkout/address", **ADDRESS)
    rate = re.findall(r'name="rate"[^>]*value="(\d+)"', person.get(f"{person.base}/checkout").text)[0]
    person.form("/checkout", "/checkout/shipping", rate=rate)
    page = person.form("/checkout", "/checkout/pay").headers["Location"]
    person.form(page, page, card=CARD, expiry="12/40", code="123")
    assert "/thanks" in person.form("/checkout", "/checkout/place").headers["Location"]
    links = re.findall(r"https?://\S+/orders/\S+", mail_to(email, "order.confirmation").text)
    assert links and links[0].startswith(f"{STORE}/orders/")
    return links[0]
