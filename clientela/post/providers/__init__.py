"""One module per way of sending mail, each with the same function `deliver(outgoing, store)`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from clientela.post import problems
from clientela.store.models import Store


class Trouble(Exception):
    """A mail did not go through; the text is the server's, `problem` one of `post.problems`."""

    def __init__(self, words: str, problem: str = "") -> None:
        super().__init__(problems.printed(words))
        self.problem = problem or problems.of_words(words)


class Temporary(Trouble):
    """The mail may go through later."""


class SenderRefused(Temporary):
    """The server doesn't know the store any more: all mail waits until somebody mends the settings."""


class Permanent(Trouble):
    """The mail will never go through."""


class Unclear(Trouble):
    """The mail was handed over and no answer came: nobody knows whether it was taken."""


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
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Provider(Protocol):
    """A way of sending."""

    def deliver(self, outgoing: Outgoing, store: Store) -> str:
        """Hand the mail over. Gives the name it has there, if any. Raises a `Trouble`."""


def provider(store: Store) -> Provider:
    """The way that the store's settings choose."""
    if store.sends_by_api:
        from clientela.post.providers import anymail

        return anymail
    from clientela.post.providers import mailbox, smtp

    return smtp if store.mail_via == Store.MailVia.SMTP else mailbox
