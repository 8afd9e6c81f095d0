"""Registering: an account is made, or an existing profile claimed, once the mailbox is proved."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.accounts import passwords
from clientela.accounts.actions import codes
from clientela.accounts.actions.access import (
    AccountClosed,
    NoNewAccounts,
    actor_of,
    enable,
    give_password,
    refuse_when_off,
)
from clientela.accounts.actions.codes import CodeNotValid, CodeOver
from clientela.accounts.actions.entering import admit
from clientela.accounts.models import AccountSettings, Challenge, Method, Registration
from clientela.core import emails, seals
from clientela.core.actor import Actor
from clientela.core.errors import Refused, SeveralRefused
from clientela.core.places import LONGEST
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer, Source
from clientela.gate import actions as gate

__all__ = ["CodeNotValid", "CodeOver", "begin_registration", "finish_registration", "send_new_code"]

REGISTER = Challenge.Purpose.REGISTER


def begin_registration(
    email: str,
    first_name: str,
    last_name: str,
    password: str,
    *,
    browser: str,
    by: Actor,
    language: str = "",
) -> Challenge:
    """Mail a six-digit code to whoever wants an account; nothing is written about anybody before it is typed.

    `browser` is the token of the browser that asks. The password may stay empty where people can sign in by
    another way; where passwords are off, one that came along counts for nothing. The answer, the work and the
    email are the same for known, unknown and closed addresses. Raises `SeveralRefused` by field,
    `NoNewAccounts`, `TooMany`, `Busy`.
    """
    by.anyone_may()
    refuse_when_off()
    settings = AccountSettings.current()
    if settings.registration != Registration.OPEN:
        raise NoNewAccounts
    password = password if settings.allows(Method.PASSWORD) else ""
    key = _checked(email, first_name, last_name, password, may_lack=settings.may_lack_password)
    network = gate.network(by.ip)
    gate.take("register.network", network, by=by)
    gate.take("code.network", network, by=by)
    pending = {
        "first_name": " ".join(first_name.split()),
        "last_name": " ".join(last_name.split()),
        "password": passwords.hashed(password) if password else "",
        "language": language,
    }
    return codes.challenge(REGISTER, emails.as_typed(email), key, pending, browser=browser, by=by)


def _checked(email: str, first_name: str, last_name: str, password: str, *, may_lack: bool) -> str:
    wrong: dict[str, Any] = {
        name: _("At most 255 characters.")
        for name, text in (("first_name", first_name), ("last_name", last_name))
        if len(text) > LONGEST
    }
    key = ""
    try:
        key = emails.canonical(email)
    except Refused as refused:
        wrong["email"] = refused.sentence
    try:
        if password or not may_lack:
            passwords.refuse_weak(password, email=email, first_name=first_name, last_name=last_name)
    except Refused as refused:
        wrong["password"] = refused.sentence
    if wrong:
        raise SeveralRefused(wrong)
    return key


def send_new_code(challenge_id: UUID, *, browser: str, by: Actor) -> Challenge:
    """Mail a new code for a registration that this browser began; the code before it is dead.

    Raises `CodeOver` where there is no such registration any more, `NoNewAccounts`, `TooMany`.
    """
    by.anyone_may()
    refuse_when_off()
    if AccountSettings.current().registration != Registration.OPEN:
        raise NoNewAccounts
    gate.take("code.network", gate.network(by.ip), by=by)
    before = Challenge.objects.filter(
        pk=challenge_id, purpose=REGISTER, browser_hash=seals.token_hash(browser), used_at=None
    ).first()
    if before is None:
        raise CodeOver
    pending = codes.waiting(before)
    return codes.challenge(REGISTER, before.email, before.email_key, pending, browser=browser, by=by)


def finish_registration(
    challenge_id: UUID, code: str, *, browser: str, agent: str, by: Actor, replaces: str = ""
) -> tuple[Customer, str]:
    """Make the account, or claim the profile with this address, and sign in. Gives customer and token.

    The code counts in the browser that asked, five tries, ten minutes, once. Sixteen at once make one
    customer. Raises `CodeNotValid`, `CodeOver`, `AccountClosed`, `TooMany`.
    """
    by.anyone_may()
    refuse_when_off()
    proved = codes.prove(challenge_id, REGISTER, code, browser=browser, by=by)
    pending = codes.waiting(proved)
    with transaction.atomic():
        found, _made = customers.find_or_add(
            proved.email, source=Source.REGISTRATION, by=by, language=pending["language"]
        )
        if found.account_state != AccountState.DEACTIVATED:
            them = actor_of(found, by)
            _write_names(found, pending, them)
            if pending["password"]:
                give_password(found, pending["password"], "registration", by=them)
            else:
                enable(found, "registration", by=them)
            customers.verify_email(found.pk, "code", by=them)
            token = admit(found, "code", agent=agent, by=them, replaces=replaces)
            return Customer.objects.get(pk=found.pk), token
    raise AccountClosed


def _write_names(customer: Customer, pending: dict[str, Any], by: Actor) -> None:
    """Keep the name of a proved person; any other gives way to what its owner typed (lesson 3)."""
    changes = {name: pending[name] for name in ("first_name", "last_name") if pending[name]}
    if customer.name and customer.email_verified_at:
        changes = {}
    if pending["language"] and not customer.language:
        changes["language"] = pending["language"]
    customers.edit(customer.pk, changes, by=by)
