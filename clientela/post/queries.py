"""Reading mail: the built-in mailbox, and what went out."""

from clientela.core import emails, keyset
from clientela.core.errors import NotThere, Refused
from clientela.core.keyset import Order, Page
from clientela.post.models import MailboxMessage, Message

PAGE = 50


def mailbox(to: str = "", *, after: str = "", before: str = "") -> Page[MailboxMessage]:
    """One page of what the built-in mailbox holds, newest first; `to` keeps only mail to that address."""
    rows = MailboxMessage.objects.defer("html", "text")
    if to.strip():
        try:
            rows = rows.filter(to_key=emails.canonical(to))
        except Refused:
            rows = rows.none()
    return keyset.page(rows, Order("id", descending=True), size=PAGE, after=after, before=before)


def mailbox_message(message_id: int) -> MailboxMessage:
    """One email in the built-in mailbox. Raises `NotThere`."""
    found = MailboxMessage.objects.filter(pk=message_id).first()
    if found is None:
        raise NotThere
    return found


def message(message_id: int) -> Message:
    """One email of the outbox. Raises `NotThere`."""
    found = Message.objects.filter(pk=message_id).first()
    if found is None:
        raise NotThere
    return found
