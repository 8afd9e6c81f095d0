"""An email that somebody looks at first: what was looked at is what is sent, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import NotAllowed, NotThere
from clientela.journal.models import Event
from clientela.post import actions
from clientela.post.models import Message, Sender
from tests.cast import Cast
from tests.post.letters import delivered, letter, tasks


def test_waits_until_it_is_sent_and_is_sent_once(db: None, cast: Cast) -> None:
    """Two clicks on *Send* send once."""
    by = cast.owner.as_actor()
    message = actions.draft(letter(staff_id=by.id, customer_id=7), by=by)
    assert delivered(message).state == "draft" and not tasks(message)
    assert not Event.objects.filter(customer_id=7).exists()
    assert [actions.send_draft(message.pk, by=by) for _ in range(2)] == [True, False]
    assert len(tasks(message)) == 1 and delivered(message).state == "sent"
    assert Event.objects.filter(customer_id=7, name="mail.queued").count() == 1


def test_only_its_writer_sends_it(db: None, cast: Cast) -> None:
    message = actions.draft(letter(staff_id=cast.owner.pk), by=cast.owner.as_actor())
    with pytest.raises(NotThere):
        actions.send_draft(message.pk, by=cast.support.as_actor())
    with pytest.raises(NotAllowed):
        actions.draft(letter(), by=visitor())


def test_one_that_nobody_sent_is_thrown_away(db: None, cast: Cast) -> None:
    message = actions.draft(letter(staff_id=cast.owner.pk), by=cast.owner.as_actor())
    actions.sweep(by=SYSTEM)
    assert Message.objects.filter(pk=message.pk).exists()
    Message.objects.update(queued_at=timezone.now() - timedelta(hours=25))
    actions.sweep(by=SYSTEM)
    assert not Message.objects.filter(pk=message.pk).exists()


def test_whom_it_comes_from_must_still_be_proved(db: None, cast: Cast) -> None:
    """TP-05: the store's own address needs no proof; another that was taken out sends nothing any more."""
    by = cast.owner.as_actor()
    sender = Sender.objects.create(email="Help@holm.example", key="help@holm.example")
    message = actions.draft(letter(staff_id=by.id, sender=("Holm", sender.email)), by=by)
    with pytest.raises(actions.SenderGone):
        actions.send_draft(message.pk, by=by)
    assert delivered(message).state == "draft" and not tasks(message)
    Sender.objects.update(verified_at=timezone.now())
    assert actions.send_draft(message.pk, by=by)
