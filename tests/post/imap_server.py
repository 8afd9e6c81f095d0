"""A small IMAP server on this machine: one mailbox, as much of the protocol as the store speaks."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from clientela.core.actor import SYSTEM
from clientela.store.actions import change_settings

PASSWORD = "bounce-mailbox-77"


class Inbox:
    """The mails in it by number, which of them are read, and what was asked."""

    def __init__(self, *mails: str) -> None:
        self.mails = [mail.replace("\r\n", "\n").replace("\n", "\r\n").encode() for mail in mails]
        self.seen: set[int] = set()
        self.commands: list[str] = []
        self.cut_after = 0

    def is_report(self, number: int) -> bool:
        head = self.mails[number - 1].partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ").lower()
        return bool(re.search(rb"^content-type:.*multipart/report", head, re.MULTILINE))


class _Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        inbox: Inbox = self.server.inbox  # type: ignore[attr-defined]
        self._say("* OK ready")
        while line := self.rfile.readline().decode().strip():
            tag, _, command = line.partition(" ")
            inbox.commands.append(command)
            if inbox.cut_after and len(inbox.commands) > inbox.cut_after:
                return
            self._answer(inbox, tag, command)
            if command.upper().startswith("LOGOUT"):
                return

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def _answer(self, inbox: Inbox, tag: str, command: str) -> None:
        word = command.upper().removeprefix("UID ").partition(" ")[0]
        if word == "CAPABILITY":
            self._say("* CAPABILITY IMAP4rev1")
        elif word == "LOGIN" and PASSWORD not in command:
            self._say(f"{tag} NO [AUTHENTICATIONFAILED] Invalid credentials")
            return
        elif word == "SELECT":
            self._say(f"* {len(inbox.mails)} EXISTS")
        elif word == "SEARCH":
            numbers = range(1, len(inbox.mails) + 1)
            found = [str(n) for n in numbers if n not in inbox.seen and inbox.is_report(n)]
            self._say(f"* SEARCH {' '.join(found)}")
        elif word == "FETCH":
            self._fetch(inbox, int(command.split()[2]))
        elif word == "STORE":
            inbox.seen.add(int(command.split()[2]))
        self._say(f"{tag} OK done")

    def _fetch(self, inbox: Inbox, number: int) -> None:
        mail = inbox.mails[number - 1]
        self.wfile.write(b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n%b)\r\n" % (number, number, len(mail), mail))


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def holding(*mails: str, password: str = PASSWORD) -> Iterator[Inbox]:
    """A running server with these mails, which the store reads."""
    inbox = Inbox(*mails)
    server = _Server(("127.0.0.1", 0), _Line)
    server.inbox = inbox  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    settings = {"host": "127.0.0.1", "port": str(server.server_address[1]), "security": "none"}
    settings |= {"user": "bounces", "password": password}
    change_settings({f"store.bounce_{name}": text for name, text in settings.items()}, by=SYSTEM)
    try:
        yield inbox
    finally:
        server.shutdown()
        server.server_close()
