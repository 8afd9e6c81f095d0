"""Proving again, within a session, who sits there: by password, passkey or code (security SE-02, PK-05)."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.accounts import passwords, queries
from clientela.accounts.actions import codes, passkeys, sessions
from clientela.accounts.actions.access import actor_of, refuse_when_off
from clientela.accounts.actions.codes import CodeOver
from clientela.accounts.actions.fresh import must_be_own
from clientela.accounts.events import Proved, SignInRefused
from clientela.accounts.models import Account, Ceremony, Challenge, Method, Session
from clientela.core.actor import Actor
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.customers import actions as customers
from clientela.customers.actions.profile import locked
from clientela.gate import actions as gate
from clientela.journal.actions import record

PROOF = Challenge.Purpose.PROOF


class NotProved(Refused):
    """The proof doesn't hold."""

    code = "not_proved"
    sentence = _("This isn't your password. Please check it and try again.")
    field = "password"


def prove_by_password(session: Session, password: str, *, by: Actor) -> str:
    """Prove by the password. Gives the session's new token; the old one is dead.

    Raises `NotProved`, `PasswordTooLong`, `TooMany`, `Busy`.
    """
    _own(session, by)
    refuse_when_off(Method.PASSWORD)
    passwords.refuse_too_long(password)
    gate.take("prove.account", str(session.customer_id), by=by)
    account = Account.objects.select_related("customer").filter(customer_id=session.customer_id).first()
    if not passwords.fits(account, password):
        record(SignInRefused("proof"), by=by, customer_id=session.customer_id)
        raise NotProved
    gate.give_back("prove.account", str(session.customer_id), by=by)
    with transaction.atomic():
        return _renew(session, "password", by)


def prove_by_passkey(session: Session, credential: str, *, browser: str, by: Actor) -> str:
    """Prove by a passkey of one's own. Gives the session's new token. Raises `PasskeyRefused`."""
    _own(session, by)
    refuse_when_off(Method.PASSKEY)
    passkeys.judge(
        Ceremony.Purpose.PROVE, credential, browser=browser, by=by, customer_id=session.customer_id
    )
    with transaction.atomic():
        return _renew(session, "passkey", by)


def begin_proof(
    session: Session, *, browser: str, by: Actor, target: str = "", kept: str = "", language: str = ""
) -> Challenge:
    """Mail a code to the customer's own address; `target` and `kept` are where it goes on, and with what.

    Whether or not the store lets people sign in by code: the mailbox is theirs. Raises `NotThere` for those
    without an address, `TooMany`.
    """
    _own(session, by)
    refuse_when_off()
    customer = session.customer
    if not customer.email_key:
        raise NotThere
    gate.take("code.network", gate.network(by.ip), by=by)
    pending = {"session": session.pk, "target": target, "kept": kept, "language": language}
    return codes.challenge(PROOF, customer.email, customer.email_key, pending, browser=browser, by=by)


def proof_waiting(session: Session, challenge_id: UUID, *, browser: str) -> dict[str, Any] | None:
    """Where it goes on once the code of this proof is typed, and with what; also when the code is over."""
    found = queries.challenge(PROOF, challenge_id, browser)
    pending = codes.waiting(found) if found else {}
    return pending if pending.get("session") == session.pk else None


def finish_proof(
    session: Session, challenge_id: UUID, code: str, *, browser: str, by: Actor
) -> tuple[str, dict[str, Any]]:
    """Prove by the code that was mailed. Gives the session's new token, and where it goes on.

    Raises `CodeNotValid`, `CodeOver`, `TooMany`.
    """
    _own(session, by)
    refuse_when_off()
    proved = codes.prove(challenge_id, PROOF, code, browser=browser, by=by)
    pending = codes.waiting(proved)
    if pending["session"] != session.pk:
        raise CodeOver
    with transaction.atomic():
        customer = locked(session.customer_id)
        if customer.email_key != proved.email_key:
            raise CodeOver
        customers.verify_email(customer.pk, "code", by=actor_of(customer, by))
        return _renew(session, "code", by), pending


def _own(session: Session, by: Actor) -> None:
    """Only in a session of the customer's own: staff who are signed in as them can't prove to be them."""
    must_be_own(session.customer_id, by=by)
    if session.staff_id:
        raise NotAllowed


def _renew(session: Session, method: str, by: Actor) -> str:
    token = sessions.renew(session, method, by=by)
    record(Proved(method), by=by, customer_id=session.customer_id)
    return token
