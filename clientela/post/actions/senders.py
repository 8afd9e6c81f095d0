"""The addresses of the store that mail may come from (security TP-05)."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.core import emails
from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.core.seals import new_token, token_hash
from clientela.journal.actions import Subject, record
from clientela.post.actions.queueing import one_line
from clientela.post.events import SenderAdded, SenderRemoved, SenderVerified
from clientela.post.models import Sender

LINK_LASTS = timedelta(days=1)


class SenderLinkOver(Refused):
    """The link is used, too old, or never was."""

    code = "link_over"
    sentence = _("This link has expired or was used already. Ask for a new one in the settings.")


def add_sender(email: str, name: str, *, by: Actor) -> tuple[Sender, str]:
    """Add an address, or ask for its proof again. Gives it with the token that its link carries.

    The link must go to that very address. Raises `EmailNotValid`.
    """
    by.must(Power.SETTINGS_EDIT)
    key, token = emails.canonical(email), new_token()
    with transaction.atomic():
        sender, made = Sender.objects.select_for_update().get_or_create(
            key=key, defaults={"email": emails.as_typed(email), "name": one_line(name)[:80]}
        )
        Sender.objects.filter(pk=sender.pk).update(
            name=one_line(name)[:80], digest=token_hash(token), asked_at=Now()
        )
        if made:
            record(SenderAdded(sender.email), by=by, subject=Subject("sender", sender.pk))
    sender.refresh_from_db()
    return sender, token


def verify_sender(sender_id: int, token: str, *, by: Actor) -> Sender:
    """Take the proof that somebody reads the address's mail, once. Raises `SenderLinkOver`."""
    by.anyone_may()
    with transaction.atomic():
        open_ones = Sender.objects.filter(
            pk=sender_id, digest=token_hash(token), asked_at__gt=Now() - LINK_LASTS
        )
        if not open_ones.update(digest="", verified_at=Now()):
            raise SenderLinkOver
        record(SenderVerified(), by=by, subject=Subject("sender", sender_id))
    return Sender.objects.get(pk=sender_id)


def remove_sender(sender_id: int, *, by: Actor) -> None:
    """Let no more mail come from an address. Raises `NotThere`."""
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        sender = Sender.objects.select_for_update().filter(pk=sender_id).first()
        if sender is None:
            raise NotThere
        record(SenderRemoved(sender.email), by=by, subject=Subject("sender", sender.pk))
        sender.delete()
