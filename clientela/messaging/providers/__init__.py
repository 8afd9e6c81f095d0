"""One module per way of sending text messages, each with the same function `deliver(text)`."""

from dataclasses import dataclass
from typing import Protocol

from clientela.messaging.models import MarketingSettings


@dataclass(frozen=True)
class Text:
    """A text message: the number in E.164, and what it says."""

    to: str
    words: str


class Provider(Protocol):
    """A way of sending text messages."""

    def deliver(self, text: Text) -> str:
        """Hand the message over. Gives the name it has there, if any."""


def provider() -> Provider | None:
    """The way that the store's settings choose, if any."""
    from clientela.messaging.providers import console

    via = MarketingSettings.current().sms_via
    return console if via == MarketingSettings.SmsVia.CONSOLE else None
