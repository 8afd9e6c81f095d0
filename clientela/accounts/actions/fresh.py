"""Deeds that ask for a proof at most ten minutes old, and only of the customer themself."""

from django.utils.translation import gettext_lazy as _

from clientela.accounts import queries
from clientela.accounts.models import Session
from clientela.core.actor import Actor
from clientela.core.errors import NotAllowed, Refused


class ProofNeeded(Refused):
    """The last proof is too long ago for this."""

    code = "proof_needed"
    sentence = _("Please prove first that it is you.")


def must_be_own(customer_id: int, *, by: Actor) -> None:
    """Refuse all but the customer themself; staff who are signed in as them, too (security AC-06)."""
    by.must_be_customer(customer_id)
    if by.via:
        raise NotAllowed


def must_be_fresh(session: Session, *, by: Actor) -> None:
    """Refuse unless the customer proved at most ten minutes ago who they are. Raises `ProofNeeded`."""
    must_be_own(session.customer_id, by=by)
    if not queries.is_fresh(session):
        raise ProofNeeded
