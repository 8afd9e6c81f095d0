"""Shoppers who buy through the store's own pages and try again when the line drops, as people do."""

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import requests

PATIENCE = 90
FORM = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def words(page: str) -> str:
    """What a page says, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())[:600]


@dataclass
class Journal:
    """What the shoppers saw with their own eyes: the orders they were thanked for, and pages that broke."""

    accepted: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Shopper:
    """One browser with its cookies."""

    def __init__(self, url: str, number: int, journal: Journal) -> None:
        self.url, self.number, self.journal = url, number, journal
        self.email = f"crash.{number}@example.net"
        self.browser = requests.Session()
        # A network of their own each: the store's brakes count by network.
        self.browser.headers["X-Forwarded-For"] = f"203.0.113.{number % 250 + 1}"
        self.page = ""

    def _ask(self, send: Callable[[], requests.Response]) -> requests.Response:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = send()
            except requests.RequestException:
                time.sleep(0.1)
                continue
            if answer.status_code == 500:
                with self.journal.lock:
                    self.journal.broken.append(f"{answer.url}: {answer.status_code}")
            if answer.status_code < 500:
                self.page = answer.text
                return answer
            time.sleep(0.1)
        raise AssertionError(f"no answer for {self.email}")

    def look(self, path: str) -> requests.Response:
        """Open a page."""
        return self._ask(lambda: self.browser.get(self.url + path, timeout=10))

    def send(self, path: str, **values: str) -> requests.Response:
        """Send a form; where nobody answered, send it again."""

        def post() -> requests.Response:
            token = FORM.search(self.page)
            data = values | {"csrfmiddlewaretoken": token[1] if token else ""}
            return self.browser.post(self.url + path, data=data, timeout=10)

        return self._ask(post)

    def buy(self) -> None:
        """The whole way from the shelf to the thanks."""
        self.look("/products/hallow-stoneware-mug")
        variant = re.search(r'name="variant" value="(\d+)" checked', self.page)
        assert variant, self.page[:500]
        self.send("/cart/add", variant=variant[1], quantity="1")
        self.look("/checkout")
        self.send("/checkout/contact", email=self.email, phone="")
        address = {"first_name": "Crash", "last_name": f"Number {self.number}", "line1": "12 Mill Lane"}
        self.send("/checkout/address", **address, city="London", postcode="EC1Y 8TE", country="GB")
        self.look("/checkout")
        rate = re.search(r'name="rate" value="(\d+)"', self.page)
        assert rate, self.page[-3000:]
        self.send("/checkout/shipping", rate=rate[1])
        self._pay()
        self._place()

    def _pay(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            self.look("/checkout")
            if 'name="seen"' in self.page or "/thanks" in self.page:
                return
            hosted = self.send("/checkout/pay")
            path = hosted.url.removeprefix(self.url)
            if path.startswith("/pay/"):
                self.send(path, card="4242 4242 4242 4242", expiry="04/39", code="123")
        raise AssertionError(f"no payment page: {words(self.page)}")

    def _place(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            seen = re.search(r'name="seen" value="([^"]*)"', self.page)
            answer = self.send("/checkout/place", **({"seen": seen[1]} if seen else {}))
            if answer.url.endswith("/thanks") and answer.status_code == 200:
                name = re.search(r"#\d+", answer.text)
                assert name
                with self.journal.lock:
                    self.journal.accepted.append(name[0])
                return
            time.sleep(0.3)
            self.look("/checkout")
        raise AssertionError(f"never placed: {words(self.page)}")
