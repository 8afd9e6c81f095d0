"""Asking whoever reads an address's mail whether the store may send from it (security TP-05)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.core import emails
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.post import actions as post
from clientela.post.models import Sender
from clientela.staff import letters


class AskedTooOften(Refused):
    """This address got several emails already."""

    code = "asked_too_often"
    sentence = _("This address got several emails from the store just now. Try again later.")
    field = "email"


def ask_sender(email: str, name: str, *, language: str, by: Actor) -> Sender:
    """Add an address that mail may come from, and mail a link there that proves it.

    Asked again, a new link takes the older one's place. Raises `EmailNotValid`, `AskedTooOften`.
    """
    by.must(Power.SETTINGS_EDIT)
    if not letters.may_mail(emails.canonical(email), by=by):
        raise AskedTooOften
    with transaction.atomic():
        sender, token = post.add_sender(email, name, by=by)
        path = f"/admin/senders/{sender.pk}/{token}"
        letters.sender_proof(sender.email, path, language, by=by)
    return sender
