"""Signing in by Multipass: another site of the merchant's own says who comes (security MP-01 to MP-05)."""

from contextlib import suppress
from functools import cache

from babel import Locale
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from clientela.accounts import multipass
from clientela.accounts.actions.access import actor_of, refuse_when_off
from clientela.accounts.actions.changing import change_email
from clientela.accounts.actions.entering import admit
from clientela.accounts.arrivals import Arrival
from clientela.accounts.events import SignInRefused
from clientela.accounts.models import Account, AccountSettings, Identity, Passkey
from clientela.accounts.multipass import Claims
from clientela.core import clock, emails, paths, places
from clientela.core.actor import SYSTEM, Actor
from clientela.core.errors import NotThere, Refused
from clientela.customers import actions as customers
from clientela.customers.models import Customer, Source
from clientela.gate import actions as gate
from clientela.journal.actions import record
from clientela.store.models import Store

# So many addresses of a token are kept.
MOST_ADDRESSES = 20


class MultipassOff(NotThere):
    """The store takes no Multipass tokens."""

    code = "multipass_off"


class MultipassNotValid(Refused):
    """Not ours, too old, used before or not to be read: which of these is never told."""

    code = "multipass_not_valid"
    sentence = _("That link to log in doesn't work any more. Log in here, or open the link anew.")


class MultipassOther(Refused):
    """The address belongs to a customer whom the token doesn't name, or who signs in here on their own."""

    code = "multipass_other"
    sentence = _("There is an account with this address already. Please log in to it here.")


def sign_in_by_multipass(token: str, *, agent: str, by: Actor, replaces: str = "") -> Arrival:
    """Let in whom a Multipass token names, made or updated as it says; each token once.

    Raises `MultipassOff`, `MultipassNotValid`, `MultipassOther`, `AccountClosed`, `NoNewAccounts`, `TooMany`.
    """
    by.anyone_may()
    refuse_when_off()
    settings = AccountSettings.current()
    if not (settings.multipass and settings.multipass_secret):
        raise MultipassOff
    gate.take("multipass.network", gate.network(by.ip), by=by)
    claims, key = _opened(token, settings, by)
    with transaction.atomic():
        if not gate.spend("multipass", claims.once, claims.until, by=by):
            raise MultipassNotValid
        customer = _whose(claims, key, settings, by)
        them = actor_of(customer, by)
        _write(customer, claims, them)
        session = admit(customer, "multipass", agent=agent, by=them, replaces=replaces)
    target = paths.of_store(claims.return_to, Store.current().url, "")
    return Arrival(Customer.objects.get(pk=customer.pk), session, target)


def _opened(token: str, settings: AccountSettings, by: Actor) -> tuple[Claims, str]:
    """What the token says, and the canonical address in it."""
    secrets = [settings.secret(column) for column in ("multipass_secret", "multipass_former")]
    try:
        claims = multipass.open_token(token, secrets, clock.now())
        return claims, emails.canonical(claims.email)
    except (multipass.NotValid, emails.EmailNotValid) as error:
        record(SignInRefused("multipass"), by=by)
        raise MultipassNotValid from error


def _whose(claims: Claims, key: str, settings: AccountSettings, by: Actor) -> Customer:
    """The customer whom the token names, locked: by the other site's name for them first, then by address."""
    if claims.identifier:
        _take_turns(claims.identifier)
        known = Customer.objects.known().filter(multipass_identifier=claims.identifier[:255])
        if found := known.select_for_update(of=("self",)).first():
            return _moved(found, claims, key)
    found, made = customers.find_or_add(claims.email, source=Source.API, by=by)
    if not made:
        _refuse_other(found, claims, settings)
    if claims.identifier and not found.multipass_identifier:
        Customer.objects.filter(pk=found.pk).update(multipass_identifier=claims.identifier[:255])
    return found


def _take_turns(identifier: str) -> None:
    """Two at once for one name wait for each other, so that they make one customer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"multipass:{identifier[:255]}"]
        )


def _moved(customer: Customer, claims: Claims, key: str) -> Customer:
    """Somebody known by name: the address that the token has for them now becomes theirs."""
    if customer.email_key == key:
        return customer
    try:
        return change_email(customer.pk, claims.email, by=SYSTEM)
    except Refused as taken:
        raise MultipassOther from taken


def _refuse_other(customer: Customer, claims: Claims, settings: AccountSettings) -> None:
    """Refuse to take over by the address alone whoever goes by another name or has a way in of their own."""
    if claims.identifier and customer.multipass_identifier:
        raise MultipassOther
    if settings.multipass_takes_over:
        return
    account = Account.objects.filter(customer=customer).first()
    if account and (account.has_password or _has_other_ways(account)):
        raise MultipassOther


def _has_other_ways(account: Account) -> bool:
    own = (Passkey.objects.filter(account=account), Identity.objects.filter(account=account))
    return any(ways.exists() for ways in own)


def _write(customer: Customer, claims: Claims, by: Actor) -> None:
    """Keep what the token says: name, tags in the place of all others, addresses that can be right."""
    said = {"first_name": claims.first_name, "last_name": claims.last_name}
    customers.edit(customer.pk, {name: text[: places.LONGEST] for name, text in said.items() if text}, by=by)
    customers.verify_email(customer.pk, "multipass", by=by)
    if claims.tags is not None:
        with suppress(Refused):
            customers.set_tags(customer.pk, [claims.tags], by=SYSTEM)
    for given, is_default in multipass.places_of(claims, MOST_ADDRESSES):
        place = places.from_mapping(given | {"country": _country(given["country"])})
        # One that can't be right stays away; it keeps nobody out.
        with suppress(Refused):
            customers.add_address(customer.pk, place, by=by, make_default=is_default)


def _country(text: str) -> str:
    """The code of a country that is told by its code or its English name."""
    return text.upper() if len(text) == 2 else _codes().get(text.casefold(), "")


@cache
def _codes() -> dict[str, str]:
    names = Locale("en").territories
    return {str(names[code]).casefold(): code for code in places.country_codes() if code in names}
