"""Switching customers' accounts off, and on again: one, or the many of a burst."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import Now

from clientela.accounts.events import AccountActivated, AccountDeactivated
from clientela.accounts.models import Account, Challenge, Link, Session
from clientela.accounts.telling import when
from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer, CustomerQuerySet
from clientela.journal.actions import Entry, record_each
from clientela.messaging.actions import notify


def deactivate(
    customer_ids: Sequence[int], *, by: Actor, tells: bool = True, job_id: int | None = None
) -> dict[int, str]:
    """Switch accounts off at once: nobody signs in, every browser is signed out, open links and codes end.

    Profile and orders stay; only staff switch them on again. With `tells` each owner gets an email. Gives the
    state of before, by customer, of those that weren't switched off already. Safe twice.
    """
    _guard(by)
    with transaction.atomic():
        found = _locked(customer_ids).exclude(account_state=AccountState.DEACTIVATED)
        theirs = list(found)
        ids = [customer.pk for customer in theirs]
        customers.set_account_states(ids, AccountState.DEACTIVATED, by=by)
        _end_everything(theirs)
        record_each([Entry(AccountDeactivated(), pk) for pk in ids], by=by, job_id=job_id)
        for customer in theirs if tells else ():
            _tell(customer, by)
    return {customer.pk: customer.account_state for customer in theirs}


def activate(customer_ids: Sequence[int], *, by: Actor, job_id: int | None = None) -> list[int]:
    """Switch accounts on again; who had none may make one again. Gives whose were off. Safe twice."""
    _guard(by)
    with transaction.atomic():
        found = _locked(customer_ids).filter(account_state=AccountState.DEACTIVATED)
        ids = list(found.values_list("pk", flat=True))
        had = set(Account.objects.filter(customer_id__in=ids).values_list("customer_id", flat=True))
        customers.set_account_states(sorted(had), AccountState.ENABLED, by=by)
        customers.set_account_states([pk for pk in ids if pk not in had], AccountState.NONE, by=by)
        record_each([Entry(AccountActivated(), pk) for pk in ids], by=by, job_id=job_id)
    return ids


def _guard(by: Actor) -> None:
    if not by.can(Power.ACCOUNTS_GUARD):
        by.must(Power.CUSTOMERS_ACCOUNTS)


def _locked(customer_ids: Sequence[int]) -> CustomerQuerySet:
    """The customers' rows, locked in one order, so that two at once wait for each other."""
    return Customer.objects.known().filter(pk__in=list(customer_ids)).order_by("pk").select_for_update()


def _end_everything(theirs: Sequence[Customer]) -> None:
    ids, keys = [one.pk for one in theirs], [one.email_key for one in theirs if one.email_key]
    Session.objects.filter(customer_id__in=ids, ended_at=None).update(ended_at=Now())
    Link.objects.filter(customer_id__in=ids, used_at=None, ended_at=None).update(ended_at=Now())
    Challenge.objects.filter(email_key__in=keys, used_at=None, ended_at=None).update(ended_at=Now())


def _tell(customer: Customer, by: Actor) -> None:
    if customer.email:
        values = {"time": when(customer.language), "customer": {"first_name": customer.first_name}}
        notify(
            "account.deactivated", customer.email, values, by=by, language=customer.language,
            customer_id=customer.pk,
        )  # fmt: skip
