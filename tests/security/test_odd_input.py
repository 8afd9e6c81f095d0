"""Whatever somebody sends, no page breaks and nothing is written that shouldn't be."""

import base64
import json
import re

import pytest
from django.test import Client

from tests.accounts.people import calm
from tests.security.everywhere import House
from tests.storefront.shop.way import checksums

ASKED = ("q", "sort", "older", "step", "variant", "next", "to", "toast", "id", "page")
PROBES = [
    "'",
    '"',
    "' OR 1=1--",
    "'; DROP TABLE customers_customer;--",
    "1) UNION SELECT password FROM accounts_account--",
    "%27%20OR%201=1",
    "\\",
    "a\\' OR 1=1#",
    "$$;SELECT pg_sleep(9)$$",
    "%",
    "_",
    "%s%(x)s{0}",
    ":*",
    "!!!",
    "a & | !b",
    "<->",
    "\x00",
    "a\x00b",
    "x" * 10_000,
    "9" * 30,
    "9" * 5000,
    "-1",
    "1e309",
    "NaN",
    "0x10",
    "\u0661\u0662",
    "\u202e\u2028\ufeff",
    "\U0001f600" * 50,
    "../../etc/passwd",
    "{{7*7}}{% now %}",
    "[]",
    "null",
    "#",
    "#99999999999999999999",
    "a@b@c",
    "\r\nX: y",
]


def cursor(value: object) -> str:
    """A cursor as pages make them, with whatever in it."""
    text = value if isinstance(value, str) else json.dumps(value)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


CURSORS = [
    *(
        "x",
        "=",
        "\u00e9",
        "\x00",
        "W" * 5000,
        cursor("{}"),
        cursor("[]"),
        cursor("no json"),
        cursor("[" * 3000),
    ),
    *(
        cursor([{"v": value}, 1])
        for value in ("x", "\x00", "\ud800", 10**30, -(10**30), 1.5, None, True, [], {"a": 1})
    ),
    *(
        cursor([{"t": time}, 1])
        for time in ("9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00", "2026-01-01", "x", 1, None)
    ),
    *(cursor([{"v": 1}, key]) for key in (10**30, -1, "1", None, True, 1.5)),
    *(
        cursor(text)
        for text in ('[{"v": NaN}, 1]', '[{"v": 1}, Infinity]', "[1, 2]", '["t", 1]', '[{"v": 1}]', "[{}, 1]")
    ),
]
IN_PATHS = [
    "%00",
    "a%00b",
    "99999999999999999999",
    "-1",
    "0",
    "9" * 5000,
    "x'--",
    "%ff%fe",
    "x" * 5000,
    "..",
    "%2e%2e%2f",
    "\u0661",
]
FIELDS = (
    *(
        "email",
        "password",
        "first_name",
        "last_name",
        "phone",
        "code",
        "current",
        "card",
        "expiry",
        "variant",
        "quantity",
    ),
    *(
        "rate",
        "address",
        "country",
        "region",
        "line1",
        "line2",
        "city",
        "postcode",
        "company",
        "birthday",
        "language",
    ),
    *(
        "note",
        "seen",
        "tags",
        "text",
        "channel",
        "subscribed",
        "carrier",
        "tracking_number",
        "tracking_url",
        "name",
        "url",
    ),
    *(
        "currency",
        "time_zone",
        "languages",
        "version",
        "smtp_port",
        "smtp_host",
        "policy",
        "password_length",
        "accent",
    ),
    *(
        "next",
        "answer",
        "address_prefix",
        "address_kind",
        "redraw",
        "save",
        "newsletter",
        "email_marketing",
        "tax_exempt",
    ),
)


def quiet(browser: Client) -> Client:
    """The browser with error pages as people see them."""
    browser.raise_request_exception = False
    return browser


def asking(house: House) -> list[tuple[Client, str]]:
    """Every page that is looked at, with somebody who may see it."""
    browsers = {who: quiet(browser) for who, browser in house.browsers().items()}
    return [
        (browsers["owner" if spot.route.startswith("/admin") else "customer"], spot.path)
        for spot in house.places
        if "GET" in spot.methods
    ]


def test_odd_words_in_addresses(house: House) -> None:
    """AP-07: in every parameter of every page: no error, no statement of theirs, nothing is written."""
    pages, before = asking(house), checksums()
    for browser, path in pages:
        reads = re.search(
            r"/(products|checkout|login|settings|profile|count|orders|customers(/\d+)?|mailbox)$", path
        )
        for probe in PROBES if reads else PROBES[::5]:
            answer = browser.get(path, dict.fromkeys(ASKED, probe))
            assert answer.status_code < 500, (path, probe[:80])
    assert checksums() == before


def test_odd_cursors(house: House) -> None:
    """AP-03: a cursor that nobody made gives a page, forwards and backwards, in every sort."""
    listed = re.compile(r"^(?!/brand).*/(products|orders|customers|mailbox)$")
    lists = [(b, p) for b, p in asking(house) if listed.search(p)]
    assert len(lists) >= 6
    for browser, path in lists:
        for name in ("after", "before"):
            for odd in CURSORS:
                answer = browser.get(path, {name: odd, "q": "a"})
                assert answer.status_code == 200, (path, name, odd[:80])
    owner = quiet(house.browsers()["owner"])
    for sort in ("name", "-name", "spent", "-orders", "-last_order", "added", "-updated", "sort", "id;"):
        for odd in CURSORS:
            assert owner.get("/admin/customers", {"sort": sort, "after": odd}).status_code == 200, (
                sort,
                odd[:80],
            )


def test_odd_parts_of_paths(house: House) -> None:
    """AP-07: ids that are too large, no numbers, or no text: the page isn't there, by GET and by POST."""
    browsers = {who: quiet(browser) for who, browser in house.browsers().items()}
    before = checksums()
    for spot in house.places:
        for odd in IN_PATHS if "<" in spot.route else ():
            path = re.sub(r"<[^>]+>", odd, spot.route)
            browser = browsers["owner" if spot.route.startswith("/admin") else "customer"]
            for verb in ("get", "post"):
                answer = getattr(browser, verb)(path)
                assert answer.status_code < 500, (verb, path[:100])
                if odd == "%00":
                    assert answer.status_code == 404, path
    assert checksums() == before


@pytest.mark.parametrize("who", ["visitor", "customer", "owner"])
def test_odd_forms(house: House, who: str) -> None:
    """LK-08, AP-07: odd words in every field, fields twice, other kinds of bodies: never an error."""
    browser = quiet(house.browsers()[who])
    odd = ["\x00", "x" * 10_000, "9" * 400, "-1", "\u202e<b>'\"", "a@b, c@d", "\U0001f600"]
    for spot in (s for s in house.places if "POST" in s.methods and "logout" not in s.route):
        for value in odd:
            calm()
            assert browser.post(spot.path, dict.fromkeys(FIELDS, value)).status_code < 500, (spot, value[:20])
        for body, kind in (
            (b"email=\xff\xfe&password=%ff%fe&first_name=%00", "application/x-www-form-urlencoded"),
            (b'{"email": ["a@example.com", "b@example.com"]}', "application/json"),
            (b"email=a%40example.com&email=b%40example.com&email[]=c", "application/x-www-form-urlencoded"),
            (
                b"--x\r\nContent-Disposition: form-data; name=email\r\n\r\nbroken",
                "multipart/form-data; boundary=x",
            ),
            (b"x", "multipart/form-data"),
            (b"&".join(b"f%d=1" % n for n in range(1200)), "application/x-www-form-urlencoded"),
            (b"note=" + b"x" * 1_100_000, "application/x-www-form-urlencoded"),
            (b"", "text/plain; charset=nonsense"),
            (b"email=a", "application/x-www-form-urlencoded; charset=nonsense"),
        ):
            calm()
            answer = browser.generic("POST", spot.path, body, kind)
            assert answer.status_code < 500, (spot, body[:40], kind)


def test_odd_cookies(house: House) -> None:
    """SE-01: cookies that nobody gave open nothing and break nothing."""
    names = (
        "customer",
        "staff",
        "device",
        "browser",
        "challenge",
        "reset",
        "cart",
        "checkout",
        "remembered",
        "from_order",
    )
    for value in (
        "",
        "x",
        "\u00e9",
        "x" * 4000,
        "1.x",
        "99999999999999999999.x",
        "\xd9\xa1.x",
        "gAAAA.x",
        "'--",
        "null",
        "===",
    ):
        browser = quiet(Client())
        for name in (*names, "language", "messages", "csrf"):
            browser.cookies[name] = value
        for path in (
            "/",
            "/cart",
            "/checkout",
            "/account/orders",
            "/account/register",
            "/account/register/code",
            "/account/reset",
            "/admin",
        ):
            assert browser.get(path).status_code < 500, (path, value)
        calm()
        for path, typed in (
            ("/account/login", {"email": house.cast.ingrid.email, "password": "not-the-right-one"}),
            ("/account/register/code", {"code": "123456"}),
            ("/account/register/code/new", {}),
            ("/cart/change", {"variant": house.shelf.mug.pk, "quantity": 1}),
            ("/checkout/place", {}),
            ("/checkout/contact", {"email": "a@example.com"}),
        ):
            assert browser.post(path, typed).status_code < 500, (path, value)
