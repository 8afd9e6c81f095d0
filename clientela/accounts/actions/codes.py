"""Six-digit codes by mail: made, sent and checked (security CD-01 to CD-08)."""

import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.accounts.actions.access import may_have_account, may_mail
from clientela.accounts.events import CodeRefused
from clientela.accounts.models import Challenge
from clientela.accounts.telling import when
from clientela.core import seals
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.customers.models import AccountState, Customer
from clientela.gate import actions as gate
from clientela.journal.actions import record
from clientela.messaging.actions import notify
from clientela.messaging.kinds import Fresh, makes_secrets
from clientela.post.models import Message

LASTS = timedelta(minutes=10)
MOST_TRIES = 5

# One statement raises the counter and reads the digest: parallel guesses can't overshoot (security CD-03).
_TRY = """
UPDATE accounts_challenge SET tries = tries + 1
WHERE id = %s AND purpose = %s AND browser_hash = %s AND used_at IS NULL AND ended_at IS NULL
  AND expires_at > statement_timestamp() AND tries < %s
RETURNING code_mac, email_key
"""


class CodeNotValid(Refused):
    """The code doesn't match; `details["left"]` says how many tries there are."""

    code = "code_not_valid"
    sentence = _("This code doesn't match. Check the email and try again.")
    field = "code"


class CodeOver(Refused):
    """The code was used, replaced, tried too often, or its time is over."""

    code = "code_over"
    sentence = _("This code is no longer valid. Send a new one.")
    field = "code"


def new_code() -> str:
    """Six digits, each code as likely as any other (security CD-01)."""
    return f"{secrets.randbelow(1_000_000):06d}"


def code_mac(challenge_id: UUID, code: str) -> str:
    """How a code is kept: a keyed digest bound to its challenge (security CD-02)."""
    return seals.mac("code", str(challenge_id), code)


def _place(challenge_id: UUID) -> str:
    return f"accounts_challenge|{challenge_id}|pending"


def waiting(challenge: Challenge) -> dict[str, Any]:
    """What waits for the proof. Raises `SealBroken`."""
    values: dict[str, Any] = seals.unseal(challenge.pending, purpose="challenge", place=_place(challenge.pk))
    return values


def challenge(
    purpose: Challenge.Purpose, email: str, key: str, pending: dict[str, Any], *, browser: str, by: Actor
) -> Challenge:
    """Make a code for an address and mail it, the same for known and unknown ones.

    Where the address got enough mail already, nothing is sent and an older code stays good: whoever asks sees
    the same page (security CD-06).
    """
    code, mailed = new_code(), may_mail(key, by=by)
    made = Challenge(
        id=uuid4(), purpose=purpose, email=email, email_key=key, browser_hash=seals.token_hash(browser)
    )
    made.code_mac = code_mac(made.pk, code)
    made.pending = seals.seal(pending, purpose="challenge", place=_place(made.pk))
    made.expires_at = Now() + LASTS
    with transaction.atomic():
        if mailed:
            _end_older(purpose, key)
        made.save(force_insert=True)
        made.refresh_from_db(fields=["expires_at"])
        if mailed:
            _send(made, code, str(pending.get("language", "")), by)
    return made


def _end_older(purpose: Challenge.Purpose, key: str) -> None:
    # Two at once for one address wait for each other, so that only the newest code is good.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"challenge:{purpose}:{key}"]
        )
    older = Challenge.objects.filter(email_key=key, purpose=purpose, used_at=None, ended_at=None)
    older.update(ended_at=Now())


def _send(made: Challenge, code: str, language: str, by: Actor) -> None:
    known = Customer.objects.with_email(made.email_key).first()
    # Mail goes to the stored address, never to another spelling of it (security EN-04).
    to, language = (known.email, known.language or language) if known else (made.email, language)
    values = {"code": code, "minutes": int(LASTS.total_seconds() // 60), "time": when(language)}
    moves = made.purpose == Challenge.Purpose.EMAIL
    notify(
        "account.email_code" if moves else "account.code" if _would_open(made, known) else "account.no_code",
        to,
        values,
        by=by,
        language=language,
        customer_id=known.pk if known else by.id if moves else None,
        expires_at=made.expires_at,
    )


def _would_open(made: Challenge, known: Customer | None) -> bool:
    """Whether the code could be of use. A deactivated customer learns what it isn't once they typed it."""
    state = known.account_state if known else AccountState.NONE
    lets = may_have_account(state) or state == AccountState.DEACTIVATED
    return lets or made.purpose in {Challenge.Purpose.PROOF, Challenge.Purpose.EMAIL}


@makes_secrets("account.code")
def code_anew(message: Message, customer: Customer, *, by: Actor) -> Fresh:
    """A new code for the browser that waits for one, for the email that is sent again; the old one ends."""
    by.must(Power.CUSTOMERS_EMAIL)
    del message
    with transaction.atomic():
        waits = Challenge.objects.select_for_update().filter(
            email_key=customer.email_key or "", used_at=None, ended_at=None, expires_at__gt=Now()
        )
        found = waits.order_by("-created_at").first()
        if found is None:
            raise CodeOver
        code = new_code()
        Challenge.objects.filter(pk=found.pk).update(
            code_mac=code_mac(found.pk, code), expires_at=Now() + LASTS, tries=0
        )
        found.refresh_from_db(fields=["expires_at"])
    return Fresh({"code": code}, found.expires_at)


def prove(challenge_id: UUID, purpose: Challenge.Purpose, code: str, *, browser: str, by: Actor) -> Challenge:
    """Use up a code that was typed in the browser that asked for it. Gives the challenge, exactly once.

    Every try is counted before it is compared: of the challenge, the network, the address and the store.
    Raises `CodeNotValid`, `CodeOver`, `TooMany`.
    """
    gate.take("code.check_network", gate.network(by.ip), by=by)
    with connection.cursor() as cursor:
        cursor.execute(_TRY, [challenge_id, purpose, seals.token_hash(browser), MOST_TRIES])
        row = cursor.fetchone()
    if row is None:
        raise CodeOver
    expected, key = row
    gate.take("code.wrong_address", key, by=by)
    gate.take("code.wrong_everyone", by=by)
    if not seals.mac_fits(expected, "code", str(challenge_id), code):
        record(CodeRefused(), by=by)
        raise CodeNotValid
    # Only wrong codes use up the budgets; they were raised first so that guesses at once can't overshoot.
    gate.give_back("code.wrong_address", key, by=by)
    gate.give_back("code.wrong_everyone", by=by)
    return _use(challenge_id)


def _use(challenge_id: UUID) -> Challenge:
    still_open = Challenge.objects.filter(pk=challenge_id, used_at=None, ended_at=None)
    if not still_open.update(used_at=Now()):
        raise CodeOver
    return Challenge.objects.get(pk=challenge_id)
