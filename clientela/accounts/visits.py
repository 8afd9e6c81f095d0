"""Visits of staff in a customer's place: who is there now, and who was."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from clientela.accounts.models import AccountSettings, Session
from clientela.core import seals
from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.staff.models import User

# What stands on a session as the way in.
VISIT = "staff"
SHOWN = timedelta(days=90)
MOST = 20


@dataclass(frozen=True)
class Visit:
    """A member of staff who is signed in as a customer right now."""

    session: Session
    staff: Actor

    @property
    def may_change(self) -> bool:
        """Whether they may do more than look."""
        return self.session.may_change

    @property
    def minutes(self) -> int:
        """How many minutes are left, begun ones counted."""
        until = self.session.until or timezone.now()
        return max(1, -(-int((until - timezone.now()).total_seconds()) // 60))


def hand_over_hash(token: str) -> str:
    """How the token from the admin to the store is kept: never good as a cookie's."""
    return seals.mac("visit", token)


def staff_of(session: Session, ip: str) -> Actor | None:
    """The member of staff behind a visit, with the powers they hold now (security AC-04)."""
    user = User.objects.filter(pk=session.staff_id or 0).first()
    actor = user.as_actor(ip) if user else None
    return actor if actor and actor.can(Power.CUSTOMERS_LOG_IN) else None


def visit_of(token: str, ip: str) -> Visit | None:
    """The visit that a cookie stands for, while it lasts and the power is there."""
    if AccountSettings.current().is_off:
        return None
    found = Session.objects.alive().filter(token_hash=seals.token_hash(token), method=VISIT)
    session = found.select_related("customer").first()
    staff = staff_of(session, ip) if session else None
    return Visit(session, staff) if session and staff else None


@dataclass(frozen=True)
class Past:
    """A visit as the customer is told of it."""

    began_at: datetime
    ended_at: datetime | None
    may_change: bool


def visits_of(customer_id: int) -> list[Past]:
    """When staff were signed in as a customer in the last three months, newest first."""
    rows = Session.objects.filter(customer_id=customer_id, method=VISIT)
    found = rows.filter(started_at__gt=timezone.now() - SHOWN).order_by("-started_at")[:MOST]
    return [Past(one.started_at, one.ended_at or one.until, one.may_change) for one in found]
