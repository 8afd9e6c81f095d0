"""Text messages on the server's own console, so that trying out needs no gateway."""

import sys

from clientela.messaging.providers import Text


def deliver(text: Text) -> str:
    """Print the message where the process writes."""
    sys.stdout.write(f"SMS to {text.to}: {text.words}\n")
    sys.stdout.flush()
    return ""
