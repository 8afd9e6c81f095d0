"""A real SMTP server on this machine, in a thread of its own, that behaves as a test tells it."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from clientela.store.models import Store


class Desk:
    """What came in, and what is answered next: by step, used up one by one, then all is well.

    An answer is a line such as `451 Later`, or `CUT`: the server has the mail, but the line drops before it
    says so.
    """

    def __init__(self) -> None:
        self.answers: dict[str, list[str]] = {"RCPT": [], "DATA": [], "QUIT": []}
        self.raw: list[bytes] = []
        self.recipients: list[list[str]] = []
        self.senders: list[str] = []
        # How long (seconds) it has a mail before it says so.
        self.delay = 0.0

    def _next(self, step: str) -> str:
        return self.answers[step].pop(0) if self.answers[step] else ""

    async def handle_RCPT(  # noqa: N802 - the library's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        answer = self._next("RCPT")
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self._next("DATA")
        if not answer or answer == "CUT":
            content: Any = envelope.content
            self.raw.append(bytes(content))
            self.recipients.append(list(envelope.rcpt_tos))
            self.senders.append(str(envelope.mail_from))
            await asyncio.sleep(self.delay)
        if answer == "CUT":
            server.transport.abort()  # type: ignore[union-attr]
        return answer or "250 OK"

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        return self._next("QUIT") or "221 Bye"

    @property
    def mails(self) -> list[EmailMessage]:
        """What came in, read by Python's own parser."""
        found = [message_from_bytes(raw, policy=policy.default) for raw in self.raw]
        return [mail for mail in found if isinstance(mail, EmailMessage)]


class _Clerk:
    """What the server sees of the desk: it looks at every attribute for each connection."""

    def __init__(self, desk: Desk) -> None:
        self.handle_RCPT = desk.handle_RCPT
        self.handle_DATA = desk.handle_DATA
        self.handle_QUIT = desk.handle_QUIT


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def send_through(port: int) -> None:
    """Let the store's mail go to this port of this machine."""
    Store.objects.update(mail_via="smtp", smtp_host="127.0.0.1", smtp_port=port, smtp_security="none")


@contextmanager
def serving(**options: Any) -> Iterator[Desk]:
    """A running server that the store's mail goes to."""
    desk, port = Desk(), free_port()
    controller = Controller(_Clerk(desk), hostname="127.0.0.1", port=port, **options)
    controller.start()
    send_through(port)
    try:
        yield desk
    finally:
        controller.stop()
