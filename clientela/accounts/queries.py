"""Who is signed in to the store, and which one-time links and codes are open."""

from uuid import UUID

from django.db.models import Exists, F
from django.db.models.functions import Now

from clientela.accounts.models import AccountSettings, Challenge, Link, Policy, Session
from clientela.core.seals import token_hash
from clientela.customers.models import AccountState


def session_of(token: str) -> Session | None:
    """The live session of a cookie's token, with its customer; none while the store has no accounts."""
    accounts = AccountSettings.objects.exclude(policy=Policy.DISABLED)
    found = Session.objects.alive().filter(Exists(accounts), token_hash=token_hash(token))
    session = found.select_related("customer").first()
    if session and session.wants_touch:
        Session.objects.filter(pk=session.pk).update(seen_at=Now())
    return session


def open_reset(customer_id: int, token: str) -> Link | None:
    """The open reset link of this token with its customer. Looking never uses it up (security LK-04).

    It dies when the address changes, when the account is closed, when it is used or replaced, and by time.
    """
    links = Link.objects.select_related("customer").filter(
        customer_id=customer_id,
        token_hash=token_hash(token),
        purpose=Link.Purpose.RESET,
        email_key=F("customer__email_key"),
        customer__deleted_at=None,
        used_at=None,
        ended_at=None,
        expires_at__gt=Now(),
    )
    return links.exclude(customer__account_state=AccountState.DEACTIVATED).first()


def registration(challenge_id: UUID, browser: str) -> Challenge | None:
    """The registration that this browser began and that waits for its code, also when the code is over."""
    return Challenge.objects.filter(
        pk=challenge_id,
        purpose=Challenge.Purpose.REGISTER,
        browser_hash=token_hash(browser),
        used_at=None,
    ).first()
