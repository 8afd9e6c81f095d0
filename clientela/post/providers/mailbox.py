"""The built-in mailbox: keeps what would have been sent, so that trying out needs no mail server."""

from clientela.core import emails
from clientela.post.models import MailboxMessage
from clientela.post.providers import Outgoing
from clientela.store.models import Store


def deliver(outgoing: Outgoing, store: Store) -> str:
    """Keep the mail; the same Message-ID is kept once."""
    del store
    name, address = outgoing.sender
    MailboxMessage.objects.bulk_create(
        [
            MailboxMessage(
                message_id=outgoing.message_id,
                to=outgoing.to,
                to_key=emails.canonical(outgoing.to),
                sender=f"{name} <{address}>",
                subject=outgoing.subject,
                text=outgoing.text,
                html=outgoing.html,
            )
        ],
        ignore_conflicts=True,
    )
    return ""
