"""Who is signed in to the store, and which one-time links and codes are open."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Now

from clientela.accounts import whom
from clientela.accounts.models import (
    Account,
    AccountSettings,
    Ceremony,
    Challenge,
    Identity,
    Link,
    Passkey,
    Policy,
    Provider,
    Session,
)
from clientela.accounts.ways import Ways, ways_in
from clientela.core.errors import NotThere
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


def left_signed_in(token: str) -> int | None:
    """Whose browser this was when customer accounts were turned off; nobody's while there are accounts."""
    settings = AccountSettings.current()
    moment = whom.closed_at() if settings.is_off else None
    if moment is None:
        return None
    idle, longest = timedelta(days=settings.idle_days), timedelta(days=settings.longest_days)
    ended = Session.objects.filter(token_hash=token_hash(token), ended_at=moment, staff_id=None)
    alive = ended.filter(seen_at__gt=moment - idle, started_at__gt=moment - longest)
    return alive.values_list("customer_id", flat=True).first()


def is_fresh(session: Session) -> bool:
    """Whether the customer proved at most ten minutes ago, by the database's clock, who they are."""
    return Session.objects.fresh().filter(pk=session.pk).exists()


def asks_current_password(session: Session) -> bool:
    """Whether a change of password asks for the current one: not of those without, or proved otherwise."""
    return session.method in {"", "password"} and has_password(session.customer_id)


def has_password(customer_id: int) -> bool:
    """Whether a customer has a password, or brought one from another shop."""
    accounts = Account.objects.filter(customer_id=customer_id)
    return accounts.exclude(password="", foreign_hash="").exists()


def password_set_at(customer_id: int) -> datetime | None:
    """When the password was chosen; unknown for one that was brought along."""
    return Account.objects.filter(customer_id=customer_id).values_list("password_set_at", flat=True).first()


def account_of(customer_id: int) -> Account | None:
    """A customer's account, and in the same look how many passkeys and which providers open it."""
    passkeys = Passkey.objects.filter(account=OuterRef("pk")).order_by()
    names = Identity.objects.filter(account=OuterRef("pk")).order_by("provider__name")
    found = Account.objects.filter(customer_id=customer_id).annotate(
        passkey_count=Coalesce(Subquery(passkeys.values("account").annotate(n=Count("*")).values("n")), 0),
        provider_names=ArraySubquery(names.values("provider__name")),
    )
    return found.first()


def passkeys_of(customer_id: int) -> list[Passkey]:
    """A customer's passkeys, oldest first."""
    return list(Passkey.objects.filter(account__customer_id=customer_id).order_by("pk"))


def identities_of(customer_id: int) -> list[Identity]:
    """The outside providers that a customer signs in by."""
    found = Identity.objects.select_related("provider").filter(account__customer_id=customer_id)
    return list(found.order_by("provider__name", "pk"))


def sessions_of(customer_id: int) -> list[Session]:
    """The browsers in which a customer is signed in, the one used last before others."""
    return list(Session.objects.alive().filter(customer_id=customer_id).order_by("-seen_at", "-pk"))


def ways_of(customer_id: int) -> Ways:
    """The ways in that a customer has, as the settings stand."""
    account = Account.objects.select_related("customer").filter(customer_id=customer_id).first()
    return ways_in(account) if account else Ways()


def providers() -> list[Provider]:
    """The outside providers by which customers may sign in."""
    return list(Provider.objects.filter(is_on=True).order_by("name", "pk"))


def providers_to_add(customer_id: int) -> list[Provider]:
    """The outside providers by which customers may sign in, and this one doesn't yet."""
    linked = Identity.objects.filter(account__customer_id=customer_id).values("provider_id")
    return list(Provider.objects.filter(is_on=True).exclude(pk__in=linked).order_by("name", "pk"))


def is_linking(state: str) -> bool:
    """Whether a provider's answer with this `state` adds it to an account, instead of signing in."""
    return Ceremony.objects.filter(purpose=Ceremony.Purpose.LINK, value=token_hash(state)).exists()


def all_providers() -> list[Provider]:
    """Every outside provider, each with `linked`: how many customers sign in there."""
    return list(Provider.objects.annotate(linked=Count("identities")).order_by("name", "pk"))


def provider(provider_id: int) -> Provider:
    """One outside provider. Raises `NotThere`."""
    found = Provider.objects.filter(pk=provider_id).first()
    if found is None:
        raise NotThere
    return found


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


def challenge(purpose: Challenge.Purpose, challenge_id: UUID, browser: str) -> Challenge | None:
    """What this browser asked for and what waits for its code, also when the code is over."""
    return Challenge.objects.filter(
        pk=challenge_id, purpose=purpose, browser_hash=token_hash(browser), used_at=None
    ).first()


def registration(challenge_id: UUID, browser: str) -> Challenge | None:
    """The registration that this browser began and that waits for its code."""
    return challenge(Challenge.Purpose.REGISTER, challenge_id, browser)


def open_unlock(customer_id: int, token: str) -> Link | None:
    """The open link that lets a customer past the brake. Looking never uses it up (security LK-04)."""
    return (
        Link.objects.select_related("customer")
        .filter(
            customer_id=customer_id,
            token_hash=token_hash(token),
            purpose=Link.Purpose.UNLOCK,
            email_key=F("customer__email_key"),
            customer__account_state=AccountState.ENABLED,
            customer__deleted_at=None,
            used_at=None,
            ended_at=None,
            expires_at__gt=Now(),
        )
        .first()
    )


def open_undo(customer_id: int, token: str) -> Link | None:
    """The open link that takes a change of email back. Looking never uses it up (security LK-04)."""
    links = Link.objects.select_related("customer").filter(
        customer_id=customer_id,
        token_hash=token_hash(token),
        purpose=Link.Purpose.EMAIL_UNDO,
        customer__deleted_at=None,
        used_at=None,
        ended_at=None,
        expires_at__gt=Now(),
    )
    return links.exclude(customer__account_state=AccountState.DEACTIVATED).first()
