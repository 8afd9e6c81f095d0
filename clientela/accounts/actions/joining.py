"""Adding an outside provider to the ways by which a signed-in customer comes in."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.accounts.actions.access import refuse_when_off
from clientela.accounts.actions.fresh import must_be_fresh, must_be_own
from clientela.accounts.actions.round_trip import OutsideOver, open_provider, send_off, spend, who_came
from clientela.accounts.events import WayAdded
from clientela.accounts.models import Account, Ceremony, Identity, Method, Provider, Session
from clientela.accounts.telling import tell_of_way
from clientela.core.actor import Actor
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.customers.actions.profile import locked
from clientela.gate import actions as gate
from clientela.journal.actions import record

LINK = Ceremony.Purpose.LINK


class LinkedElsewhere(Refused):
    """Who came back from the provider opens another customer's account here."""

    code = "linked_elsewhere"
    sentence = _("That account there logs in to another account here. Unlink it there first.")


class LinkedOther(Refused):
    """The customer logs in by somebody else's name at this provider already."""

    code = "linked_other"
    sentence = _("You log in with another account of theirs already. Unlink that one first.")


def begin_link(session: Session, provider_id: int, *, browser: str, by: Actor) -> tuple[Provider, str]:
    """Ask a provider who this is, to let them in by it from now on. Gives it, and its page's address.

    The last proof must be fresh (security PK-05). The answer counts in this browser and session alone, for
    ten minutes, once. Raises `ProofNeeded`, `MethodOff`, `NotThere`, `OutsideFailed`, `TooMany`.
    """
    must_be_fresh(session, by=by)
    refuse_when_off(Method.OIDC)
    gate.take("provider.network", gate.network(by.ip), by=by)
    provider = open_provider(provider_id)
    return provider, send_off(provider, LINK, {"session": session.pk}, browser=browser, by=by)


def finish_link(session: Session, answer: Mapping[str, str], *, browser: str, by: Actor) -> Provider:
    """Let the customer in from now on as whom the provider sent back; an email tells of it.

    The provider need not vouch for an address: the customer is signed in to both. Linked already, nothing
    changes. Raises `OutsideOver`, `OutsideCancelled`, `OutsideFailed`, `LinkedElsewhere`, `LinkedOther`,
    `MethodOff`, `NotThere`, `TooMany`.
    """
    must_be_own(session.customer_id, by=by)
    if session.staff_id:
        raise NotAllowed
    refuse_when_off(Method.OIDC)
    gate.take("provider.network", gate.network(by.ip), by=by)
    waits = spend(LINK, answer.get("state", ""), browser=browser, by=by)
    if waits["session"] != session.pk:
        raise OutsideOver
    provider = open_provider(waits["provider"])
    said = who_came(provider, answer, waits)
    with transaction.atomic():
        _join(session.customer_id, provider, said.subject, by)
    return provider


def _join(customer_id: int, provider: Provider, subject: str, by: Actor) -> None:
    """Keep who the customer is there, once; their row locked meanwhile."""
    customer = locked(customer_id)
    account = Account.objects.filter(customer=customer).first()
    if account is None:
        raise NotThere
    theirs = account.identities.filter(provider=provider).values_list("subject", flat=True).first()
    if theirs is not None:
        if theirs != subject:
            raise LinkedOther
        return
    try:
        with transaction.atomic():
            Identity.objects.create(account=account, provider=provider, subject=subject, linked_at=Now())
    except IntegrityError as error:
        raise LinkedElsewhere from error
    record(WayAdded(Method.OIDC), by=by, customer_id=customer_id)
    tell_of_way("account.way_added", customer, Method.OIDC, provider.name, by=by)
