"""What becomes of invitations when something was recorded elsewhere."""

from collections.abc import Iterable

from django.db.models.functions import Now

from clientela.accounts.actions.linking import close_invitations
from clientela.core.actor import SYSTEM
from clientela.invitations.models import Invitation
from clientela.journal.models import Event
from clientela.journal.queries import begin_here, reading

READER = "invitations.accounts"
MOST = 1000
_OPENED = {"account.enabled"}
_ENDED = {"account.deactivated", "customer.email_changed"}


def heed_accounts() -> int:
    """Whoever made an account by another door accepted; a deactivation or another address ends it.

    Gives how many invitations were closed; safe to run again.
    """
    if not Invitation.objects.open().exists():
        begin_here(READER)
        return 0
    closed, more = 0, True
    while more:
        with reading(READER, MOST) as events:
            more = len(events) == MOST
            opened, ended = _ids(events, _OPENED), _ids(events, _ENDED)
            closed += Invitation.objects.open().filter(customer_id__in=opened).update(accepted_at=Now())
            closed += Invitation.objects.open().filter(customer_id__in=ended).update(ended_at=Now())
            close_invitations(sorted(opened | ended), by=SYSTEM)
    return closed


def _ids(events: Iterable[Event], names: set[str]) -> set[int]:
    return {event.customer_id for event in events if event.name in names and event.customer_id}
