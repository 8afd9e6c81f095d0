"""Remarks of staff on a timeline: written, mended and taken back within five minutes."""

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.customers.actions.profile import locked
from clientela.customers.events import Commented
from clientela.customers.models import LONGEST_NOTE, Comment
from clientela.customers.story import CHANGEABLE
from clientela.journal.actions import record
from clientela.staff import actions as staff


class TooLate(Refused):
    """A comment stands as it is once five minutes are over, and only its writer changes it before."""

    code = "too_late"
    sentence = _("Comments can be changed for five minutes, and only by whoever wrote them.")


def comment(customer_id: int, text: str, *, by: Actor) -> Comment:
    """Leave a remark for colleagues on the timeline. Whoever is mentioned (`@Name`) is told in the admin."""
    by.must(Power.CUSTOMERS_NOTES)
    _refuse_length(text)
    with transaction.atomic():
        locked(customer_id)
        made = Comment.objects.create(customer_id=customer_id, author_id=by.id, text=text.strip())
        record(Commented(made.pk), by=by, customer_id=customer_id)
        staff.mention(made.text, customer_id, by=by)
    return made


def edit_comment(customer_id: int, comment_id: int, text: str, *, by: Actor) -> None:
    """Mend one's own comment. Only those newly mentioned are told. Raises `TooLate`, `NotThere`."""
    by.must(Power.CUSTOMERS_NOTES)
    _refuse_length(text)
    with transaction.atomic():
        found = _own(customer_id, comment_id, by)
        before = found.get().text
        found.update(text=text.strip(), edited_at=Now())
        staff.retell(before, text.strip(), customer_id, by=by)
        staff.mention(text.strip(), customer_id, besides=before, by=by)


def delete_comment(customer_id: int, comment_id: int, *, by: Actor) -> None:
    """Take one's own comment back. That there was one stays on the log. Raises `TooLate`, `NotThere`."""
    by.must(Power.CUSTOMERS_NOTES)
    with transaction.atomic():
        found = _own(customer_id, comment_id, by)
        staff.retell(found.get().text, "", customer_id, by=by)
        found.delete()


def _own(customer_id: int, comment_id: int, by: Actor) -> QuerySet[Comment]:
    found = Comment.objects.filter(pk=comment_id, customer_id=customer_id)
    if not found.exists():
        raise NotThere
    fresh = found.filter(author_id=by.id, written_at__gt=Now() - CHANGEABLE)
    if not by.is_staff or not fresh.select_for_update().exists():
        raise TooLate
    return fresh


def _refuse_length(text: str) -> None:
    if not text.strip() or len(text) > LONGEST_NOTE:
        raise Refused(_("Write between 1 and 5,000 characters."), field="text", code="comment_length")
