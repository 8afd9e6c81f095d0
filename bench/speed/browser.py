"""A light browser: one kept connection, cookies, and the fields of a form."""

import http.client
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

Fields = dict[str, str]


class Unexpected(Exception):
    """An answer that isn't what was asked for: what is measured would be something else."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    location: str


class Browser:
    """Somebody who looks at pages of a store on this machine. `network` is where they seem to come from."""

    def __init__(self, port: int, network: str = "") -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        self.network = network

    def get(self, path: str, status: int = 200) -> Answer:
        """Look at a page."""
        return self._ask("GET", path, None, (status,))

    def post(self, path: str, fields: Fields, *statuses: int) -> Answer:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields).encode(), statuses or (303,))

    def _ask(self, method: str, path: str, body: bytes | None, statuses: tuple[int, ...]) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if self.network:
            headers["X-Forwarded-For"] = self.network
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        response = self._answer(method, path, body, headers)
        answer = Answer(response.status, response.read(), response.headers.get("Location", ""))
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _equals, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        if answer.status not in statuses:
            raise Unexpected(f"{method} {path} answered {answer.status}, not {statuses}")
        return answer

    def _answer(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> http.client.HTTPResponse:
        """Ask once more where the server had closed a connection that nobody used for long."""
        try:
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()
        except (ConnectionError, http.client.RemoteDisconnected):
            self._connection.close()
            self._connection.request(method, path, body, headers)
            return self._connection.getresponse()

    def close(self) -> None:
        """Leave."""
        self._connection.close()


class _Forms(HTMLParser):
    """Collects the fields of every form of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Fields] = []
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        if not self.forms:
            return
        name = values.get("name", "")
        if tag == "input" and name and _counts(values):
            self.forms[-1][name] = values.get("value", "on" if values.get("type") == "checkbox" else "")
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            self.forms[-1][name] = ""
        elif (
            tag == "option" and self._select and ("selected" in values or self._select not in self.forms[-1])
        ):
            self.forms[-1][self._select] = values.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1][self._area] += data


def _counts(values: Fields) -> bool:
    kind = values.get("type", "text")
    return kind not in {"submit", "button"} and (kind not in {"checkbox", "radio"} or "checked" in values)


def forms(page: bytes) -> Iterator[Fields]:
    """The forms of a page as a browser would send them untouched, their secret token among the fields."""
    parser = _Forms()
    parser.feed(page.decode())
    yield from parser.forms


def form(page: bytes, field: str) -> Fields:
    """The form that holds this field."""
    for found in forms(page):
        if field in found:
            return found
    raise Unexpected(f"no form with a field {field}")
