"""The mailbox that undeliverable mail comes back to, where an SMTP server sends: read by IMAP."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from clientela.post import dsn
from clientela.post.providers import Trouble
from clientela.store.models import Store

TIMEOUT_SECONDS = 30
# Of a report only its beginning is read: the returned mail behind it may be huge.
MOST_BYTES = 256 * 1024
MOST_AT_ONCE = 500
Failed = (imaplib.IMAP4.error, OSError)


class Mailbox:
    """An open mailbox."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self.server = server

    def reports(self) -> Iterator[tuple[bytes, dsn.Returned]]:
        """The unread reports with their numbers, oldest first. Other mail is left as it was."""
        _kind, found = self.server.uid("SEARCH", "UNSEEN", "HEADER", "Content-Type", "multipart/report")
        for uid in (found[0] or b"").split()[:MOST_AT_ONCE]:
            if report := dsn.read(self._beginning(uid)):
                yield uid, report

    def _beginning(self, uid: bytes) -> bytes:
        _kind, answer = self.server.uid("FETCH", uid.decode(), f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
        return next((bytes(part[1]) for part in answer if isinstance(part, tuple)), b"")

    def done(self, uid: bytes) -> None:
        """Mark a report as read."""
        self.server.uid("STORE", uid.decode(), "+FLAGS", r"(\Seen)")


@contextmanager
def opened(store: Store) -> Iterator[Mailbox]:
    """The mailbox that the settings name. Raises `Trouble` where it can't be opened or breaks off."""
    try:
        server = _connected(store)
        try:
            server.login(store.bounce_user, store.secret("bounce_password"))
            kind, _answer = server.select("INBOX")
            if kind != "OK":
                raise imaplib.IMAP4.error("INBOX")
            yield Mailbox(server)
        finally:
            with suppress(*Failed):
                server.logout()
    except Failed as error:
        raise Trouble(re.sub(r"^b'(.*)'$", r"\1", str(error)) or type(error).__name__) from error


def _connected(store: Store) -> imaplib.IMAP4:
    host, port, trust = store.bounce_host, store.bounce_port, ssl.create_default_context()
    if store.bounce_security == Store.MailSecurity.TLS:
        return imaplib.IMAP4_SSL(host, port, ssl_context=trust, timeout=TIMEOUT_SECONDS)
    server = imaplib.IMAP4(host, port, timeout=TIMEOUT_SECONDS)
    if store.bounce_security == Store.MailSecurity.STARTTLS:
        server.starttls(trust)
    return server
