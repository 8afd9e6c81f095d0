"""Staff who are signed in as a customer: a quarter of an hour, seen by all, never with secrets (AC-06)."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.accounts.actions.access import AccountsOff
from clientela.accounts.events import VisitBegun, VisitEnded
from clientela.accounts.models import AccountSettings, Session
from clientela.accounts.visits import VISIT, hand_over_hash, staff_of
from clientela.core.actor import Actor, Kind
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.core.seals import new_token, token_hash
from clientela.customers.actions.profile import locked
from clientela.customers.models import AccountState
from clientela.journal.actions import record

LASTS = timedelta(minutes=15)
# The way from the admin to the store.
HAND_OVER = timedelta(minutes=2)
LONGEST_REASON = 300


class NoAccount(Refused):
    """Nobody can be signed in to an account that there isn't, or that is switched off."""

    code = "no_account"
    sentence = _("This customer has no active account.")


def begin_visit(customer_id: int, *, reason: str, may_change: bool = False, by: Actor) -> str:
    """Let a member of staff see the store as a customer. Gives a token that the store takes once.

    Without `may_change` they only look. Raises `NoAccount`, `AccountsOff`, `Refused` without a reason.
    """
    by.must(Power.CUSTOMERS_LOG_IN)
    by.must_be(Kind.STAFF)
    if AccountSettings.current().is_off:
        raise AccountsOff
    why, token = _reason(reason), new_token()
    with transaction.atomic():
        customer = locked(customer_id)
        if customer.account_state != AccountState.ENABLED:
            raise NoAccount
        Session.objects.create(
            customer=customer,
            token_hash=hand_over_hash(token),
            ip=by.ip,
            staff_id=by.id,
            reason=why,
            until=Now() + HAND_OVER,
            may_change=may_change,
        )
    return token


def _reason(typed: str) -> str:
    why = " ".join(typed.split())
    if not why:
        words = _("Say why: the reason stays on the customer's timeline.")
        raise Refused(words, field="reason", code="empty")
    if len(why) > LONGEST_REASON:
        raise Refused(_("At most 300 characters."), field="reason", code="too_long")
    return why


def enter_visit(hand_over: str, *, agent: str, by: Actor) -> tuple[int, str]:
    """Come into the store by the token of `begin_visit`, once. Gives the customer and a cookie's token.

    Raises `NotThere` where it was used, is too old, or the power is gone meanwhile.
    """
    by.must_be(Kind.VISITOR, Kind.CUSTOMER)
    token = new_token()
    with transaction.atomic():
        waiting = Session.objects.alive().filter(token_hash=hand_over_hash(hand_over))
        found = waiting.select_for_update(of=("self",)).first()
        staff = staff_of(found, by.ip) if found else None
        if found is None or staff is None:
            raise NotThere
        Session.objects.filter(pk=found.pk).update(
            token_hash=token_hash(token), method=VISIT, started_at=Now(), seen_at=Now(), until=Now() + LASTS,
            ip=by.ip, agent=agent[:200],
        )  # fmt: skip
        begun = VisitBegun("changing" if found.may_change else "looking", found.reason)
        record(begun, by=staff, customer_id=found.customer_id)
    return found.customer_id, token


def end_visit(token: str, *, by: Actor) -> None:
    """End a visit before its time is over. Safe twice."""
    by.anyone_may()
    with transaction.atomic():
        open_ones = Session.objects.filter(token_hash=token_hash(token), ended_at=None, method=VISIT)
        found = open_ones.select_for_update().first()
        if found is None:
            return
        Session.objects.filter(pk=found.pk).update(ended_at=Now())
        staff = staff_of(found, by.ip)
        if staff:
            record(VisitEnded(), by=staff, customer_id=found.customer_id)
