"""Browsers in which a customer is signed in: starting and ending them (security SE-01 to SE-06)."""

from django.db import transaction
from django.db.models.functions import Now

from clientela.accounts.events import SessionsEnded, SignedIn, SignedOut
from clientela.accounts.models import Account, Session
from clientela.core.actor import Actor
from clientela.core.errors import NotThere
from clientela.core.powers import Power
from clientela.core.seals import new_token, token_hash
from clientela.customers.models import Customer
from clientela.journal.actions import record


def start(
    customer: Customer, method: str, *, agent: str, by: Actor, replaces: str = ""
) -> tuple[Session, str]:
    """Sign a customer in, in the caller's transaction. Gives the token for the cookie, too, always a new one.

    `replaces` is the token that this browser had: it is dead from now on (security SE-02).
    """
    by.must_be_customer(customer.pk)
    Session.objects.filter(token_hash=token_hash(replaces), ended_at=None).update(ended_at=Now())
    Account.objects.filter(customer=customer).update(last_sign_in_at=Now())
    record(SignedIn(method), by=by, customer_id=customer.pk)
    return _opened(customer, agent, by, method)


def open_session(customer: Customer, *, agent: str, by: Actor, method: str = "") -> str:
    """A new session of a customer who was let in already. Gives the token for the cookie."""
    by.must_be_customer(customer.pk)
    return _opened(customer, agent, by, method)[1]


def _opened(customer: Customer, agent: str, by: Actor, method: str) -> tuple[Session, str]:
    token = new_token()
    values = {"ip": by.ip, "agent": agent[:200], "method": method[:10]}
    return Session.objects.create(customer=customer, token_hash=token_hash(token), **values), token


def renew(session: Session, method: str, *, by: Actor) -> str:
    """Give a session that was just proved a new token; the old one is dead (security SE-02).

    In the caller's transaction. Raises `NotThere` where it ended meanwhile.
    """
    by.must_be_customer(session.customer_id)
    token = new_token()
    same_one = Session.objects.filter(pk=session.pk, token_hash=session.token_hash, ended_at=None)
    now = {"proved_at": Now(), "seen_at": Now()}
    if not same_one.update(token_hash=token_hash(token), method=method[:10], **now):
        raise NotThere
    return token


def end_all(customer_id: int, *, by: Actor, except_token: str = "") -> int:
    """End every open session of a customer but one, in the caller's transaction. Gives how many."""
    if not by.can(Power.CUSTOMERS_EDIT):
        by.must_be_customer(customer_id)
    open_ones = Session.objects.filter(customer_id=customer_id, ended_at=None)
    if except_token:
        open_ones = open_ones.exclude(token_hash=token_hash(except_token))
    return open_ones.update(ended_at=Now())


def sign_out(token: str, *, by: Actor) -> None:
    """End a session on the server: a copy of its cookie is worthless from now on. Safe twice."""
    by.anyone_may()
    with transaction.atomic():
        session = (
            Session.objects.select_for_update().filter(token_hash=token_hash(token), ended_at=None).first()
        )
        if session:
            Session.objects.filter(pk=session.pk).update(ended_at=Now())
            record(SignedOut(), by=by, customer_id=session.customer_id)


def end_session(customer_id: int, session_id: int, *, by: Actor) -> None:
    """Sign a customer out in one browser. Raises `NotThere` where they aren't signed in there."""
    if not by.can(Power.CUSTOMERS_EDIT):
        by.must_be_customer(customer_id)
    with transaction.atomic():
        found = Session.objects.filter(pk=session_id, customer_id=customer_id, ended_at=None)
        if not found.update(ended_at=Now()):
            raise NotThere
        record(SessionsEnded(1), by=by, customer_id=customer_id)


def end_sessions(customer_id: int, *, by: Actor, except_token: str = "") -> int:
    """Sign a customer out in every browser, or in every other one. Gives how many were signed in."""
    with transaction.atomic():
        count = end_all(customer_id, by=by, except_token=except_token)
        if count:
            record(SessionsEnded(count), by=by, customer_id=customer_id)
    return count
