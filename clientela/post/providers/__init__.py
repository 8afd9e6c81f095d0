"""One module per way of sending mail, each with the same function `deliver(outgoing, store)`."""

from dataclasses import dataclass
from typing import Protocol

from clientela.store.models import Store


class Temporary(Exception):
    """The mail may go through later; the text is the server's."""


class Permanent(Exception):
    """The mail will never go through; the text is the server's."""


@dataclass(frozen=True)
class Outgoing:
    """An email as it leaves the house, secrets in their places. `sender` is name and address."""

    message_id: str
    sender: tuple[str, str]
    to: str
    subject: str
    text: str
    html: str
    language: str


class Provider(Protocol):
    """A way of sending."""

    def deliver(self, outgoing: Outgoing, store: Store) -> None:
        """Hand the mail over. Raises `Temporary` or `Permanent`."""


def provider(store: Store) -> Provider:
    """The way that the store's settings choose."""
    from clientela.post.providers import mailbox, smtp

    return smtp if store.mail_via == Store.MailVia.SMTP else mailbox
