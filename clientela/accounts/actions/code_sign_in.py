"""Signing in by a six-digit code that was mailed (security CD-01 to CD-08, EN-01)."""

from uuid import UUID

from django.db import transaction

from clientela.accounts import queries
from clientela.accounts.actions import codes
from clientela.accounts.actions.access import NoNewAccounts, actor_of, may_have_account, refuse_when_off
from clientela.accounts.actions.codes import CodeOver
from clientela.accounts.actions.entering import admit
from clientela.accounts.models import Challenge, Method
from clientela.core import emails
from clientela.core.actor import Actor
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer, Source
from clientela.gate import actions as gate

SIGN_IN = Challenge.Purpose.SIGN_IN


def begin_code_sign_in(email: str, *, browser: str, by: Actor, language: str = "") -> Challenge:
    """Mail a six-digit code to whoever wants to sign in; known, unknown and closed addresses look alike.

    `browser` is the token of the browser that asks: the code counts there alone. Raises `EmailNotValid`,
    `MethodOff`, `TooMany`.
    """
    by.anyone_may()
    refuse_when_off(Method.CODE)
    key = emails.canonical(email)
    gate.take("code.network", gate.network(by.ip), by=by)
    pending = {"language": language}
    return codes.challenge(SIGN_IN, emails.as_typed(email), key, pending, browser=browser, by=by)


def send_new_sign_in_code(challenge_id: UUID, *, browser: str, by: Actor) -> Challenge:
    """Mail a new code to the address that this browser asked one for; the code before it is dead.

    Raises `CodeOver` where this browser asked for none, `MethodOff`, `TooMany`.
    """
    by.anyone_may()
    refuse_when_off(Method.CODE)
    gate.take("code.network", gate.network(by.ip), by=by)
    before = queries.challenge(SIGN_IN, challenge_id, browser)
    if before is None:
        raise CodeOver
    pending = codes.waiting(before)
    return codes.challenge(SIGN_IN, before.email, before.email_key, pending, browser=browser, by=by)


def finish_code_sign_in(
    challenge_id: UUID, code: str, *, browser: str, agent: str, by: Actor, replaces: str = ""
) -> tuple[Customer, str]:
    """Sign in whoever typed the code that was mailed, and prove their mailbox. Gives customer and token.

    Where everybody may have an account, an address that nobody had becomes one. Five tries, ten minutes,
    once. The token is empty where the account is held back. Raises `CodeNotValid`, `CodeOver`,
    `AccountClosed`, `NoNewAccounts`, `TooMany`.
    """
    by.anyone_may()
    refuse_when_off(Method.CODE)
    proved = codes.prove(challenge_id, SIGN_IN, code, browser=browser, by=by)
    language = str(codes.waiting(proved).get("language", ""))
    with transaction.atomic():
        customer = _whose(proved, language, by)
        them = actor_of(customer, by)
        customers.verify_email(customer.pk, "code", by=them)
        token = admit(customer, "code", agent=agent, by=them, replaces=replaces)
        return Customer.objects.get(pk=customer.pk), token


def _whose(proved: Challenge, language: str, by: Actor) -> Customer:
    """The customer with the proved address, their row locked; made where anybody may have an account."""
    if may_have_account(AccountState.NONE):
        source = Source.REGISTRATION
        return customers.find_or_add(proved.email, source=source, by=by, language=language)[0]
    customer = Customer.objects.with_email(proved.email_key).select_for_update().first()
    if customer is None:
        raise NoNewAccounts
    return customer
