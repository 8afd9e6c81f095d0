"""Whom a change of the account settings touches: counts, each by one statement."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Now

from clientela.accounts.models import Challenge, Link, Session
from clientela.accounts.plan import Means
from clientela.customers.models import AccountState, Customer
from clientela.journal.models import Event
from clientela.journal.queries import about

SUBJECT = "account_settings"
CHANGED = "accounts.changed"

_HOLDERS = """
SELECT c.email_key IS NOT NULL, a.password <> '' OR a.foreign_hash <> '',
       EXISTS (SELECT FROM accounts_passkey p WHERE p.account_id = a.id),
       EXISTS (SELECT FROM accounts_identity i JOIN accounts_provider o ON o.id = i.provider_id AND o.is_on
                WHERE i.account_id = a.id),
       count(*)
  FROM accounts_account a
  JOIN customers_customer c ON c.id = a.customer_id
 WHERE c.account_state = 'enabled' AND c.deleted_at IS NULL
 GROUP BY 1, 2, 3, 4
"""


def holders() -> dict[Means, int]:
    """Who can sign in, by what they have for it, and how many of each."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS)
        return {Means(*has): count for *has, count in cursor.fetchall()}


def signed_in() -> tuple[int, int]:
    """How many customers are signed in, and in how many browsers."""
    counts = Session.objects.alive().aggregate(
        people=Count("customer_id", distinct=True), browsers=Count("pk")
    )
    return counts["people"], counts["browsers"]


def signed_out_by(idle_days: int, longest_days: int) -> int:
    """How many browsers are signed in that wouldn't be by these limits, in days."""
    idle, longest = Now() - timedelta(days=idle_days), Now() - timedelta(days=longest_days)
    return Session.objects.alive().filter(Q(seen_at__lte=idle) | Q(started_at__lte=longest)).count()


def in_state(state: AccountState) -> int:
    """How many known customers have this state of account."""
    return Customer.objects.known().filter(account_state=state).count()


def without_account() -> int:
    """How many known customers can't sign in."""
    return Customer.objects.known().exclude(account_state=AccountState.ENABLED).count()


def open_invitations() -> int:
    """How many customers have an invitation that they could still use."""
    links = Link.objects.filter(purpose=Link.Purpose.INVITATION, used_at=None, ended_at=None)
    alive = links.filter(expires_at__gt=Now(), email_key=F("customer__email_key"))
    return alive.order_by().values("customer_id").distinct().count()


def open_registrations() -> int:
    """How many are between the registration form and the code from the email."""
    codes = Challenge.objects.filter(purpose=Challenge.Purpose.REGISTER, used_at=None, ended_at=None)
    return codes.filter(expires_at__gt=Now()).count()


def by_multipass() -> int:
    """How many customers came in by Multipass at some time."""
    return Customer.objects.known().exclude(multipass_identifier=None).count()


def history() -> QuerySet[Event]:
    """Every change of the account settings, newest first."""
    return about(SUBJECT, 1).filter(name=CHANGED)


def closed_at() -> datetime | None:
    """When customer accounts were last turned off; nothing where they never were."""
    closing = history().filter(data__after__policy="disabled").first()
    return closing.at if closing else None
