"""Taking away an outside provider by which a customer could sign in."""

from django.db import transaction

from clientela.accounts.actions.fresh import must_be_fresh
from clientela.accounts.events import WayRemoved
from clientela.accounts.models import AccountSettings, Identity, Method, Session
from clientela.accounts.telling import tell_of_way
from clientela.accounts.ways import refuse_last, ways_in
from clientela.core.actor import Actor
from clientela.core.errors import NotThere
from clientela.customers.actions.profile import locked
from clientela.journal.actions import record


def unlink_provider(session: Session, identity_id: int, *, by: Actor) -> None:
    """Part a customer from an outside provider; an email tells of it. The last way in stays.

    Raises `LastWayIn`, `NotThere`, `ProofNeeded`.
    """
    must_be_fresh(session, by=by)
    with transaction.atomic():
        customer = locked(session.customer_id)
        identities = Identity.objects.select_related("provider", "account")
        found = identities.filter(pk=identity_id, account__customer_id=customer.pk).first()
        if found is None:
            raise NotThere
        found.account.customer = customer
        is_way = found.provider.is_on and AccountSettings.current().allows(Method.OIDC)
        refuse_last(ways_in(found.account), counts=is_way)
        found.delete()
        record(WayRemoved(Method.OIDC), by=by, customer_id=customer.pk)
        tell_of_way("account.way_removed", customer, Method.OIDC, found.provider.name, by=by)
