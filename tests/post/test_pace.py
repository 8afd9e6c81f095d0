"""The bounded speed of sending."""

from django.utils import timezone

from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue
from clientela.post.models import MailboxMessage, Message
from clientela.store.actions import change_settings
from tests.post.letters import delivered, queued, tasks


def test_letters_leave_one_after_the_other(db: None) -> None:
    """At twelve a minute the third letter goes ten seconds after the first."""
    change_settings({"store.mails_per_minute": "12"}, by=SYSTEM)
    letters = [delivered(queued(to=f"ann{n}@example.com")) for n in range(3)]
    assert [letter.state for letter in letters] == ["sent", "queued", "queued"]
    second, third = letters[1].next_try_at, letters[2].next_try_at
    assert second and third and 4.9 < (third - second).total_seconds() < 5.5
    assert tasks(letters[1])[-1].scheduled_at == second and letters[1].attempts == 0


def test_whose_turn_has_come_goes_without_another_slot(db: None) -> None:
    change_settings({"store.mails_per_minute": "1"}, by=SYSTEM)
    delivered(queued())
    waiting = delivered(queued())
    Message.objects.filter(pk=waiting.pk).update(paced_at=timezone.now())
    assert delivered(waiting).state == "sent" and MailboxMessage.objects.count() == 2


def test_codes_go_at_once(db: None) -> None:
    change_settings({"store.mails_per_minute": "1"}, by=SYSTEM)
    delivered(queued())
    assert delivered(queued(queue=Queue.CODES)).state == "sent"


def test_no_bound_no_wait(db: None) -> None:
    assert {delivered(queued(to=f"ann{n}@example.com")).state for n in range(5)} == {"sent"}
