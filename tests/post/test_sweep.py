"""What a dead worker left half-sent goes again, but not for ever."""

from datetime import timedelta

from django.utils import timezone

from clientela.core.actor import SYSTEM
from clientela.post import actions
from clientela.post.models import MailboxMessage, Message
from tests.post.letters import delivered, queued, tasks


def left_by_a_dead_worker(minutes: int = 3, attempts: int = 1) -> Message:
    message = queued()
    Message.objects.filter(pk=message.pk).update(
        state="sending", attempts=attempts, claimed_at=timezone.now() - timedelta(minutes=minutes)
    )
    message.refresh_from_db()
    return message


def test_half_sent_mail_goes_again(db: None) -> None:
    """F08: at least once, under the same Message-ID."""
    message = left_by_a_dead_worker()
    assert actions.sweep(by=SYSTEM) == 1
    assert len(tasks(message)) == 2
    assert delivered(message).state == Message.State.SENT
    assert MailboxMessage.objects.get().message_id == message.message_id


def test_what_is_being_sent_right_now_is_left_alone(db: None) -> None:
    message = left_by_a_dead_worker(minutes=0)
    assert actions.sweep(by=SYSTEM) == 0
    assert delivered(message).state == Message.State.SENDING


def test_mail_that_kills_its_worker_is_parked(db: None) -> None:
    """F32: after as many tries as any other it is failed."""
    message = left_by_a_dead_worker(attempts=actions.MOST_ATTEMPTS)
    actions.sweep(by=SYSTEM)
    assert delivered(message).state == Message.State.FAILED
    assert not MailboxMessage.objects.exists()


def test_mail_that_lost_its_task_is_asked_for_again_once(db: None) -> None:
    message = queued()
    long_ago = timezone.now() - timedelta(minutes=11)
    Message.objects.filter(pk=message.pk).update(queued_at=long_ago)
    assert actions.sweep(by=SYSTEM) == 1
    assert actions.sweep(by=SYSTEM) == 1
    # The second request found the first one waiting and added none.
    assert len(tasks(message)) == 2
    Message.objects.filter(pk=message.pk).update(next_try_at=timezone.now())
    assert actions.sweep(by=SYSTEM) == 0
