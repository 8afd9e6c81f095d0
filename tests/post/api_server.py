"""A mail provider's interface on this machine: takes mail over HTTP, and answers as a test tells it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from clientela.core.actor import SYSTEM
from clientela.store.actions import change_settings


@dataclass
class Asked:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> dict[str, str]:
        return {name: values[-1] for name, values in parse_qs(self.body.decode()).items()}


@dataclass
class Api:
    """What was asked, and the answers to give next.

    An answer is status and body, `CUT` to hang up, or `STALL` to stay silent.
    """

    answers: list[tuple[int, Any] | str] = field(default_factory=list)
    usual: tuple[int, Any] = (200, {})
    asked: list[Asked] = field(default_factory=list)
    url: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)


def _handler(api: Api) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            api.asked.append(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            answer = api.answers.pop(0) if api.answers else api.usual
            if answer == "CUT":
                return
            if answer == "STALL":
                api.over.wait(20)
                return
            assert not isinstance(answer, str)
            status, said = answer
            sent = said.encode() if isinstance(said, str) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(sent)))
            for name, text in api.headers.items():
                self.send_header(name, text)
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def provider(via: str, usual: tuple[int, Any], **more: str) -> Iterator[Api]:
    """A running provider that the store's mail goes through."""
    # One of them tells its name of the mail so.
    api = Api(usual=usual, headers={"X-Message-Id": "ms-1", "Content-Type": "text/html"})
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(api))
    api.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    settings = {"mail_via": via, "mail_key": "key-907", "mail_url": api.url, **more}
    change_settings({f"store.{name}": text for name, text in settings.items()}, by=SYSTEM)
    try:
        yield api
    finally:
        api.over.set()
        server.shutdown()
        server.server_close()
