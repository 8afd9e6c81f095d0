"""Every open door by which somebody becomes a customer or gets an account, and how much it is used."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.accounts.models import AccountSettings, Method, Policy, Provider, Registration
from clientela.customers.doors import CustomerSettings
from clientela.customers.models import Source
from clientela.staff.models import Token

COUNTED = timedelta(days=90)
MOST_TOKENS = 50


@dataclass(frozen=True)
class Use:
    """How often a door was used in the last 90 days, and when last of all."""

    count: int = 0
    last: datetime | None = None


@dataclass(frozen=True)
class Door:
    """One door: what comes through it, whether it is open, and where it is switched.

    `switch` is the setting that closes or opens it with its other value; `url` a page where that is done.
    """

    name: str
    label: str | Promise
    about: str | Promise
    is_open: bool
    use: Use
    switch: tuple[str, str] | None = None
    url: str = ""


# Of each source: how many came since then, how many of them ordered, and when the last one came.
_SOURCES = """
SELECT s.source, n.count, n.ordered, l.added_at
  FROM unnest(%(sources)s::text[]) AS s(source)
  CROSS JOIN LATERAL (
    SELECT count(*) AS count, count(*) FILTER (WHERE orders_count > 0) AS ordered
      FROM customers_customer c WHERE c.source = s.source AND c.added_at >= %(since)s) n
  LEFT JOIN LATERAL (
    SELECT added_at FROM customers_customer c WHERE c.source = s.source
     ORDER BY added_at DESC LIMIT 1) l ON true
"""
_WAYS = """
SELECT w.how, (SELECT count(*) FROM journal_event e
                WHERE e.name = 'account.enabled' AND e.data ->> 'how' = w.how AND e.at >= %(since)s),
       (SELECT e.at FROM journal_event e WHERE e.name = 'account.enabled' AND e.data ->> 'how' = w.how
         ORDER BY e.at DESC LIMIT 1)
  FROM unnest(%(ways)s::text[]) AS w(how)
"""
_TOKENS = """
SELECT t.id, (SELECT count(*) FROM journal_event e
               WHERE e.name = 'customer.created' AND e.actor_kind = 'token' AND e.actor_id = t.id
                 AND e.at >= %(since)s),
       (SELECT e.at FROM journal_event e
         WHERE e.name = 'customer.created' AND e.actor_kind = 'token' AND e.actor_id = t.id
         ORDER BY e.at DESC LIMIT 1)
  FROM unnest(%(tokens)s::bigint[]) AS t(id)
"""
_BY_ACCOUNT = ("registration", "code", "invitation", "multipass", "oidc")


def doors() -> list[Door]:
    """All doors there are, with their use."""
    settings, since = AccountSettings.current(), timezone.now() - COUNTED
    sources, ways = _rows(_SOURCES, since, sources=Source.values), _rows(_WAYS, since, ways=[*_BY_ACCOUNT])
    used = {name: Use(count, last) for name, count, last in ways}
    used |= {name: Use(count, last) for name, count, _ordered, last in sources}
    left, ordered = _checkouts(sources)
    return [
        *_of_accounts(settings, used),
        *_of_checkout(settings, ordered, left),
        *_of_staff(used),
        *_of_tokens(since),
    ]


def _rows(statement: str, since: datetime, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"since": since, **values})
        return list(cursor.fetchall())


def _checkouts(sources: list[tuple[Any, ...]]) -> tuple[Use, Use]:
    """The checkouts that were left, and those that became an order: a profile is made when it begins."""
    rows = {name: (count, ordered, last) for name, count, ordered, last in sources}
    left, placed = rows[Source.ABANDONED_CHECKOUT], rows[Source.ORDER]
    last = max((row[2] for row in (left, placed) if row[2]), default=None)
    return Use(left[0] - left[1], left[2]), Use(placed[0] + left[1], last)


def _of_accounts(settings: AccountSettings, used: dict[str, Use]) -> list[Door]:
    is_open = not settings.is_off and settings.registration == Registration.OPEN
    toggle = ("registration", "closed" if settings.registration == Registration.OPEN else "open")
    switch = None if settings.is_off else toggle
    newsletter = ("newsletter_form", "false" if settings.newsletter_form else "true")
    providers = settings.allows(Method.OIDC) and Provider.objects.filter(is_on=True).exists()
    multipass = settings.multipass and bool(settings.multipass_secret) and not settings.is_off
    return [
        Door("registration", _("Registration form"), _("Makes an account once the address is proved"),
             is_open, used["registration"], switch),
        Door("code", _("Code by email"), _("A new address that signs in by code gets an account"),
             is_open and settings.allows(Method.CODE), used["code"], url="#setting-methods"),
        Door("newsletter", _("Newsletter form"), _("Makes a customer without an account"),
             settings.newsletter_form, used[Source.NEWSLETTER], newsletter),
        Door("invitation", _("Invitation by staff"), _("The invited person makes their account"),
             not settings.is_off and settings.registration != Registration.CLOSED,
             used["invitation"], url="#setting-registration"),
        Door("multipass", _("Multipass"), _("Whoever your own site sends is signed in"),
             multipass, used["multipass"], url="#setting-multipass"),
        Door("oidc", _("Outside providers"), _("Whoever signs in there gets an account"),
             providers, used["oidc"], url="/admin/settings/providers"),
    ]  # fmt: skip


def _of_checkout(settings: AccountSettings, ordered: Use, left: Use) -> list[Door]:
    is_open = settings.policy != Policy.REQUIRED and settings.storefront and not settings.members_only
    return [
        Door("checkout", _("Guest checkout"), _("An order makes a customer without an account"),
             is_open, ordered, url="#setting-policy"),
        Door("abandoned", _("Abandoned checkout"), _("So does a checkout that was begun and left"),
             is_open, left, url="#setting-policy"),
    ]  # fmt: skip


def _of_staff(used: dict[str, Use]) -> list[Door]:
    settings, page = CustomerSettings.current(), "/admin/settings/customers#setting-"
    return [
        Door("staff", _("Staff"), _("Customers added by hand"),
             settings.by_hand, used[Source.STAFF], url=f"{page}by_hand"),
        Door("import", _("Import"), _("Customers brought from a file or another shop"),
             settings.imports, used[Source.IMPORT], url=f"{page}imports"),
    ]  # fmt: skip


def _of_tokens(since: datetime) -> list[Door]:
    """Each API token that may make customers."""
    tokens = Token.objects.alive().filter(may_create_customers=True).order_by("-pk")[:MOST_TOKENS]
    known = {token.pk: token for token in tokens}
    rows = _rows(_TOKENS, since, tokens=list(known)) if known else []
    about = _("This API token may make customers")
    return [
        Door(f"token-{pk}", known[pk].name, about, True, Use(count, last), url="/admin/settings/tokens")
        for pk, count, last in rows
    ]
