"""Addresses that mail may come from: only after a link sent there was opened."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clientela.core.actor import SYSTEM, visitor
from clientela.core.emails import EmailNotValid
from clientela.core.errors import NotAllowed, NotThere
from clientela.post import actions
from clientela.post.actions.senders import SenderLinkOver
from clientela.post.models import Sender


def test_proved_by_the_link_once(db: None) -> None:
    """TP-05, LK-03: an address counts from the moment that its link is used."""
    sender, token = actions.add_sender("Hello@Holm.example", "Holm\r\nBcc: x", by=SYSTEM)
    assert sender.verified_at is None and sender.name == "Holm Bcc: x" and token not in sender.digest
    assert actions.verify_sender(sender.pk, token, by=visitor()).verified_at
    with pytest.raises(SenderLinkOver):
        actions.verify_sender(sender.pk, token, by=visitor())


def test_a_newer_link_kills_the_older_and_all_run_out(db: None) -> None:
    """LK-03: and asking again keeps one row for one address."""
    sender, first = actions.add_sender("hello@holm.example", "Holm", by=SYSTEM)
    again, second = actions.add_sender("HELLO@holm.example", "Holm", by=SYSTEM)
    assert again.pk == sender.pk
    with pytest.raises(SenderLinkOver):
        actions.verify_sender(sender.pk, first, by=visitor())
    Sender.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(SenderLinkOver):
        actions.verify_sender(sender.pk, second, by=visitor())


def test_removed_is_gone(db: None) -> None:
    sender, _token = actions.add_sender("hello@holm.example", "Holm", by=SYSTEM)
    actions.remove_sender(sender.pk, by=SYSTEM)
    with pytest.raises(NotThere):
        actions.remove_sender(sender.pk, by=SYSTEM)


def test_who_may(db: None) -> None:
    with pytest.raises(NotAllowed):
        actions.add_sender("hello@holm.example", "Holm", by=visitor())
    with pytest.raises(EmailNotValid):
        actions.add_sender("hello@holm.example, evil@example.com", "Holm", by=SYSTEM)
