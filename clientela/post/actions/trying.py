"""Trying the mail settings: one email, sent at once, and the server's own words where it doesn't go."""

import secrets
from html import escape

from django.utils import translation
from django.utils.translation import gettext as _

from clientela.core import emails
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.gate import actions as gate
from clientela.journal.actions import record
from clientela.post import problems
from clientela.post.events import MailTried
from clientela.post.providers import Outgoing, Trouble, provider
from clientela.store.models import Store


class NotSent(Refused):
    """The email didn't go out; the sentence has the reason in plain words, then the server's own."""

    code = "not_sent"

    def __init__(self, trouble: Trouble) -> None:
        why = problems.explained(trouble.problem, str(trouble))
        super().__init__(f"{_('The test email was not sent.')} {why}".rstrip())


def send_test(to: str, *, language: str, by: Actor) -> None:
    """Send an email by the settings as they are saved, past the outbox. Raises `NotSent`, `TooMany`."""
    by.must(Power.SETTINGS_EDIT)
    gate.take("mail.test", str(by.id), by=by)
    store = Store.current()
    try:
        with translation.override(language):
            outgoing = _letter(to, language, store)
        provider(store).deliver(outgoing, store)
    except Trouble as trouble:
        record(MailTried(False), by=by)
        raise NotSent(trouble) from trouble
    record(MailTried(True), by=by)


def _letter(to: str, language: str, store: Store) -> Outgoing:
    here = {"store": store.name}
    text = _("Mail from %(store)s goes out: you are reading it. Nothing else needs to be done.") % here
    return Outgoing(
        message_id=f"<{secrets.token_hex(16)}@{emails.domain_of(emails.canonical(store.email))}>",
        sender=(store.name, store.email),
        to=to,
        subject=_("Test email from %(store)s") % here,
        text=f"{text}\n",
        html=f"<p>{escape(text)}</p>",
        language=language,
    )
