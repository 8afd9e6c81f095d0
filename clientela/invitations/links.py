"""Where an invitation's link leads, and what its email says beside the words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.dates import format_date
from django.db import connection
from django.utils import translation

from clientela.core import money
from clientela.core.queue import Queue
from clientela.invitations.models import LASTS, Invitation
from clientela.messaging.actions import Circular
from clientela.messaging.rich import rich
from clientela.store.models import Store

INVITE, REMINDER = "account.invite", "account.invite_reminder"
SECRET = "account_activation_url"  # noqa: S105 - the name of a value, not the value


@dataclass(frozen=True)
class Words:
    """What staff wrote to an invitation, and who; empty words are the store's own ones."""

    subject: str = ""
    message: str = ""
    staff_id: int | None = None

    @classmethod
    def of(cls, invitation: Invitation) -> "Words":
        """The words of an invitation: its own, or those of its round."""
        source = invitation.round or invitation
        return cls(source.subject, source.message, invitation.staff_id)

    def circular(self, kind: str, queue: Queue | None = None) -> Circular:
        """The email around these words."""
        return Circular(kind, said(self.message), self.subject.strip(), queue, self.staff_id)


def secrets_of(store: Store, customer_id: int, token: str) -> dict[str, str]:
    """The link as the email's secret; its host comes from the store's own row (security LK-05)."""
    return {SECRET: store.link(f"/account/invitation/{customer_id}/{token}")}


def said(message: str) -> dict[str, Any]:
    """What staff wrote to it, with simple formatting; nothing where they wrote nothing."""
    return {"custom_message": rich(message) if message.strip() else ""}


def lifetime() -> tuple[datetime, datetime]:
    """Now, and when an invitation that goes out now is over, by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement_timestamp(), statement_timestamp() + make_interval(days => %s)", [LASTS.days]
        )
        now, until = cursor.fetchone()
    return now, until


def day(when: datetime, language: str, store: Store) -> str:
    """A day as the email's language writes it, by the store's clock."""
    with translation.override(language):
        return str(format_date(when.astimezone(store.zone).date(), "long", locale=money.locale()))
