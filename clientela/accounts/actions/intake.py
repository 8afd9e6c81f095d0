"""Giving many customers accounts at once, from an import or the demo."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.db.models.functions import Now

from clientela.accounts.events import AccountEnabled
from clientela.accounts.foreign.family import Foreign
from clientela.accounts.foreign.keeping import sealed
from clientela.accounts.models import Account, Link
from clientela.core.actor import Actor
from clientela.core.copying import copy_rows, new_ids
from clientela.core.powers import Power
from clientela.customers import actions as customers
from clientela.customers.actions.intake import Intake, Numbered, draw, take_in_drawn
from clientela.customers.models import AccountState, Customer
from clientela.journal.actions import Entry, record_each

_COLUMNS = ("customer_id", "password", "activated_at", "created_at")
_SEALED = ("id", "customer_id", "password", "foreign_hash", "activated_at", "created_at")


def take_in_accounts(
    since: Mapping[int, datetime], *, by: Actor, passwords: Mapping[int, str] | None = None
) -> int:
    """Add accounts for customers who have none, by id and since when. Gives how many were added.

    Without a hash in `passwords` they set one by a reset. The customers' own `account_state` comes with them.
    """
    by.must(Power.CUSTOMERS_IMPORT)
    hashes = passwords or {}
    with transaction.atomic():
        ids: Sequence[int] = list(since)
        known = set(Account.objects.filter(customer_id__in=ids).values_list("customer_id", flat=True))
        rows = [(pk, hashes.get(pk, ""), since[pk], since[pk]) for pk in ids if pk not in known]
        return copy_rows("accounts_account", _COLUMNS, rows)


class Became(StrEnum):
    """What became of somebody who was brought along."""

    ACCOUNT = "account"
    CUSTOMER = "customer"
    GIVEN_ACCOUNT = "given_account"
    KNOWN = "known"
    HAS_ACCOUNT = "has_account"
    DECLINED = "declined"
    DEACTIVATED = "deactivated"


@dataclass(frozen=True)
class Brought:
    """Somebody from another shop: who they are, their canonical email, and their password's hash if any."""

    key: str
    person: Intake
    bare: Foreign | None = None


@dataclass(frozen=True)
class _Found:
    """A customer who is there already."""

    id: int
    state: str
    has_account: bool


def bring_along(people: Sequence[Brought], *, by: Actor) -> dict[str, Became]:
    """Take in customers from another shop, those with a hash with an account. Gives what became of each.

    Whoever has an account, declined one or was deactivated is left alone; nobody's details change. Emails
    must be canonical, each once. A unique violation where one of them registers this very moment.
    """
    by.must(Power.CUSTOMERS_IMPORT)
    with transaction.atomic():
        found = _found([one.key for one in people])
        became = {one.key: _fate(one, found.get(one.key)) for one in people}
        ids = {key: known.id for key, known in found.items()} | _add(
            [one for one in people if one.key not in found], by
        )
        taken = [one for one in people if became[one.key] in {Became.ACCOUNT, Became.GIVEN_ACCOUNT}]
        _open(taken, ids, by)
        given = [ids[one.key] for one in taken if one.key in found]
        customers.set_account_states(given, AccountState.ENABLED, by=by)
        Link.objects.filter(customer_id__in=given, used_at=None, ended_at=None).update(ended_at=Now())
    return became


def _found(keys: Sequence[str]) -> dict[str, _Found]:
    """Those who are there, locked so that what is decided of them holds."""
    rows = Customer.objects.known().filter(email_key__in=list(keys)).order_by("pk")
    known = list(rows.select_for_update().values_list("email_key", "pk", "account_state"))
    ids = [pk for _key, pk, _state in known]
    have = set(Account.objects.filter(customer_id__in=ids).values_list("customer_id", flat=True))
    return {str(key): _Found(pk, state, pk in have) for key, pk, state in known}


def _fate(one: Brought, found: _Found | None) -> Became:
    if found is None:
        return Became.ACCOUNT if one.bare else Became.CUSTOMER
    left = {
        AccountState.DEACTIVATED: Became.DEACTIVATED,
        AccountState.DECLINED: Became.DECLINED,
        AccountState.ENABLED: Became.HAS_ACCOUNT,
    }
    if found.state in left:
        return left[AccountState(found.state)]
    if found.has_account:
        return Became.HAS_ACCOUNT
    return Became.GIVEN_ACCOUNT if one.bare else Became.KNOWN


def _add(people: Sequence[Brought], by: Actor) -> dict[str, int]:
    """The new ones as customers. Gives their ids by email."""
    ids = new_ids("customers_customer_id_seq", len(people))
    rows = [Numbered(pk, one.key, (), _person(one)) for pk, one in zip(ids, people, strict=True)]
    take_in_drawn(draw(rows, {}, by=by), by=by)
    return {row.key: row.id for row in rows}


def _person(one: Brought) -> Intake:
    return replace(one.person, account_state=AccountState.ENABLED) if one.bare else one.person


def _open(people: Sequence[Brought], ids: Mapping[str, int], by: Actor) -> None:
    """Accounts with their hashes, sealed; the rows' ids come first, since the seals are bound to them."""
    rows = zip(new_ids("accounts_account_id_seq", len(people)), people, strict=True)
    copy_rows("accounts_account", _SEALED, _sealed(rows, ids))
    record_each([Entry(AccountEnabled("import"), ids[one.key]) for one in people], by=by)


def _sealed(rows: Iterable[tuple[int, Brought]], ids: Mapping[str, int]) -> Iterable[tuple[object, ...]]:
    for pk, one in rows:
        if one.bare:
            since = one.person.added_at
            yield pk, ids[one.key], "", sealed(pk, one.bare), since, since
