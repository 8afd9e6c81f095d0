"""A member of staff at the pages of a store whose parts die now and then: asks again, as people do."""

import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from bench.crash.owner import EMAIL, PASSWORD

PATIENCE = 300.0
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Clerk:
    """One browser with its cookies. `broken` are answers that nobody should ever see."""

    def __init__(self, url: str) -> None:
        self.url, self.browser, self.broken = url, requests.Session(), list[str]()
        self.page = ""

    def sign_in(self) -> None:
        """Come in."""
        self.look("/admin/login")
        self.send("/admin/login", {"email": EMAIL, "password": PASSWORD})
        self.look("/admin/customers")
        assert "/admin/selections" in self.page, self.page[:500]

    def look(self, path: str) -> requests.Response:
        """Open a page, again and again until it comes."""
        return self._insist("GET", path)

    def send(self, path: str, data: dict[str, str], **more: Any) -> requests.Response:
        """Send a form; where nobody answered, send it again."""
        return self._insist("POST", path, data=data, **more)

    def once(self, method: str, path: str, **more: Any) -> requests.Response | None:
        """Ask once; nothing where the line broke."""
        if method == "POST":
            token = _TOKEN.search(self.page)
            more["data"] = more.get("data", {}) | {"csrfmiddlewaretoken": token[1] if token else ""}
        try:
            answer = self.browser.request(method, self.url + path, timeout=120, allow_redirects=False, **more)
        except requests.RequestException:
            return None
        if answer.status_code >= 500 and answer.status_code != 503:
            self.broken.append(f"{method} {path}: {answer.status_code}")
        elif "csrfmiddlewaretoken" in answer.text:
            self.page = answer.text
        return answer

    def _insist(self, method: str, path: str, **more: Any) -> requests.Response:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            answer = self.once(method, path, **more)
            if answer is not None and answer.status_code < 500:
                assert answer.status_code < 400, f"{method} {path}: {answer.status_code} {answer.text[:2000]}"
                return answer
            time.sleep(0.05)
        raise AssertionError(f"no answer to {method} {path}")

    @contextmanager
    def pressing(self, path: str, data: dict[str, str], **more: Any) -> Iterator[None]:
        """Send a form, and don't look at what comes back; the block goes on meanwhile."""
        self.look(path.removesuffix("/start"))
        thread = threading.Thread(target=self.once, args=("POST", path), kwargs={"data": data, **more})
        thread.start()
        try:
            yield
        finally:
            thread.join()

    def colleague(self) -> "Clerk":
        """Another window of the same browser."""
        other = Clerk(self.url)
        other.browser.cookies.update(self.browser.cookies)
        return other

    @contextmanager
    def watching(self, paths: list[str]) -> Iterator["Clerk"]:
        """Somebody looks at these pages in turn, all the time."""
        other, over = self.colleague(), threading.Event()

        def look() -> None:
            while not over.wait(0.1):
                for path in paths:
                    other.once("GET", path)

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield other
        finally:
            over.set()
            thread.join()
