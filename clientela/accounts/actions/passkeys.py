"""Customers' passkeys: asked, judged, added, named and removed (security PK-01 to PK-06)."""

from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.accounts.actions.access import actor_of, refuse_when_off
from clientela.accounts.actions.entering import admit
from clientela.accounts.actions.fresh import must_be_fresh, must_be_own
from clientela.accounts.events import PasskeyAlarm, SignInRefused, WayAdded, WayRemoved
from clientela.accounts.models import Account, AccountSettings, Ceremony, Method, Passkey, Session
from clientela.accounts.telling import tell_of_way
from clientela.accounts.ways import refuse_last, ways_in
from clientela.core import seals
from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.customers.actions.profile import locked
from clientela.customers.models import Customer
from clientela.gate import actions as gate
from clientela.gate import ceremony
from clientela.gate.ceremony import Answer, PasskeyRefused, Place
from clientela.journal.actions import record
from clientela.store.models import Store

MOST = 20
ADD, SIGN_IN, PROVE = Ceremony.Purpose.ADD, Ceremony.Purpose.SIGN_IN, Ceremony.Purpose.PROVE

_ASK = """
INSERT INTO accounts_ceremony (purpose, value, browser_hash, pending, expires_at)
VALUES (%s, %s, %s, %s, statement_timestamp() + interval '5 minutes')
"""


class TooManyPasskeys(Refused):
    """Nobody needs that many."""

    code = "too_many_passkeys"
    sentence = _("You have many passkeys already. Remove one that you no longer use.")


def ask(
    purpose: Ceremony.Purpose, *, browser: str, by: Actor, customer_id: int | None = None
) -> dict[str, Any]:
    """What the browser has to put to its passkeys, with a challenge of its own for it and this purpose.

    `browser` is the token of its cookie: no other browser's answer counts. To sign in, no customer is named:
    the passkey says who comes. Raises `MethodOff`, `TooMany`.
    """
    by.anyone_may()
    refuse_when_off(Method.PASSKEY)
    gate.take("passkey.network", gate.network(by.ip), by=by)
    value, place = ceremony.new_challenge(), Place.of(Store.current())
    if customer_id is None:
        _put(purpose, value, browser, {})
        return ceremony.to_use(place, value, [])
    must_be_own(customer_id, by=by)
    account = Account.objects.select_related("customer").get(customer_id=customer_id)
    known = list(account.passkeys.order_by("pk"))
    ids = [passkey.credential_id for passkey in known]
    handle = known[0].handle if known else uuid4()
    _put(purpose, value, browser, {"account": account.pk, "handle": handle.hex})
    if purpose != ADD:
        return ceremony.to_use(place, value, ids)
    email = account.customer.email
    return ceremony.to_add(place, value, handle.bytes, email, account.customer.name or email, ids)


def _put(purpose: Ceremony.Purpose, value: str, browser: str, pending: dict[str, Any]) -> None:
    sealed = seals.seal(pending, purpose="ceremony", place=_place(value)) if pending else ""
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [purpose, value, seals.token_hash(browser), sealed])


def _place(value: str) -> str:
    return f"accounts_ceremony|{value}|pending"


def _spend(purpose: Ceremony.Purpose, text: str, browser: str) -> tuple[Answer, dict[str, Any]]:
    """Read a browser's answer and use up its challenge, right or wrong. Gives what waited for it, too."""
    answer = ceremony.read(text, new=purpose == ADD)
    asked = Ceremony.objects.filter(
        value=answer.challenge, purpose=purpose, browser_hash=seals.token_hash(browser)
    )
    if not asked.filter(used_at=None, expires_at__gt=Now()).update(used_at=Now()):
        raise PasskeyRefused
    pending = asked.values_list("pending", flat=True).get()
    if not pending:
        return answer, {}
    return answer, dict(seals.unseal(pending, purpose="ceremony", place=_place(answer.challenge)))


def judge(
    purpose: Ceremony.Purpose, text: str, *, browser: str, by: Actor, customer_id: int | None = None
) -> Passkey:
    """The passkey behind a browser's answer, once everything holds; of a customer where one is named.

    A counter that went back refuses and warns its owner (security PK-06). Raises `PasskeyRefused`.
    """
    by.anyone_may()
    answer, _pending = _spend(purpose, text, browser)
    found = (
        Passkey.objects.select_related("account__customer")
        .filter(credential_id=answer.credential_id, account__customer__deleted_at=None)
        .first()
    )
    if found is None or not _is_theirs(found, answer, customer_id):
        raise PasskeyRefused
    said = ceremony.used(answer, Place.of(Store.current()), answer.challenge, bytes(found.public_key))
    if ceremony.went_back(found.sign_count, said.new_sign_count):
        _warn(found, by)
        raise PasskeyRefused
    unmoved = Passkey.objects.filter(pk=found.pk, sign_count=found.sign_count)
    now = {"sign_count": said.new_sign_count, "is_backed_up": said.credential_backed_up, "used_at": Now()}
    if not unmoved.update(**now):
        raise PasskeyRefused
    return found


def _is_theirs(found: Passkey, answer: Answer, customer_id: int | None) -> bool:
    """Whether passkey, person and the name that the authenticator holds belong together (security PK-04)."""
    if customer_id is not None and found.account.customer_id != customer_id:
        return False
    if answer.handle is None:
        return customer_id is not None
    return answer.handle == found.handle.bytes


def _warn(found: Passkey, by: Actor) -> None:
    customer = found.account.customer
    record(PasskeyAlarm(), by=by, customer_id=customer.pk)
    tell_of_way("account.passkey_alarm", customer, Method.PASSKEY, found.name, by=by)


def sign_in_by_passkey(
    credential: str, *, browser: str, agent: str, by: Actor, replaces: str = ""
) -> tuple[Customer, str]:
    """Sign in by a passkey alone: it says who comes. Gives the customer and the token for the cookie.

    Nothing of it waits for mail or the worker. The token is empty where the account is held back. Raises
    `PasskeyRefused`, `AccountClosed`, `MethodOff`, `TooMany`.
    """
    by.anyone_may()
    refuse_when_off(Method.PASSKEY)
    try:
        found = judge(SIGN_IN, credential, browser=browser, by=by)
    except PasskeyRefused:
        record(SignInRefused("passkey"), by=by)
        raise
    with transaction.atomic():
        customer = locked(found.account.customer_id)
        them = actor_of(customer, by)
        return customer, admit(customer, "passkey", agent=agent, by=them, replaces=replaces)


def add_passkey(session: Session, credential: str, name: str, *, browser: str, by: Actor) -> Passkey:
    """Add a passkey that the browser made; an email tells of it. The last proof must be fresh (PK-05).

    Raises `PasskeyRefused`, `TooManyPasskeys`, `ProofNeeded`, `MethodOff`.
    """
    must_be_fresh(session, by=by)
    refuse_when_off(Method.PASSKEY)
    answer, pending = _spend(ADD, credential, browser)
    made = ceremony.added(answer, Place.of(Store.current()), answer.challenge)
    with transaction.atomic():
        account = _account(session.customer_id)
        if account.pk != pending.get("account"):
            raise PasskeyRefused
        if account.passkeys.count() >= MOST:
            raise TooManyPasskeys
        kept = ceremony.kept(answer, made)
        if Passkey.objects.filter(credential_id=kept["credential_id"]).exists():
            raise PasskeyRefused
        handle = UUID(pending["handle"])
        added = Passkey.objects.create(account=account, name=_called(name), handle=handle, **kept)
        record(WayAdded(Method.PASSKEY), by=by, customer_id=session.customer_id)
        tell_of_way("account.way_added", account.customer, Method.PASSKEY, added.name, by=by)
    return added


def _account(customer_id: int) -> Account:
    """The account, its customer's row locked."""
    customer = locked(customer_id)
    account = Account.objects.filter(customer_id=customer_id).first()
    if account is None:
        raise NotThere
    account.customer = customer
    return account


def _called(name: str) -> str:
    return " ".join(name.split())[:60] or str(_("Passkey"))


def name_passkey(customer_id: int, passkey_id: int, name: str, *, by: Actor) -> None:
    """Give a passkey another name. Raises `NotThere`."""
    must_be_own(customer_id, by=by)
    theirs = Passkey.objects.filter(pk=passkey_id, account__customer_id=customer_id)
    if not theirs.update(name=_called(name)):
        raise NotThere


def remove_passkey(session: Session, passkey_id: int, *, by: Actor) -> None:
    """Take a passkey away; an email tells of it. The last way in stays, the last proof must be fresh (PK-05).

    Raises `LastWayIn`, `NotThere`, `ProofNeeded`.
    """
    must_be_fresh(session, by=by)
    with transaction.atomic():
        account = _account(session.customer_id)
        passkey = account.passkeys.filter(pk=passkey_id).first()
        if passkey is None:
            raise NotThere
        refuse_last(ways_in(account), counts=AccountSettings.current().allows(Method.PASSKEY))
        passkey.delete()
        record(WayRemoved(Method.PASSKEY), by=by, customer_id=session.customer_id)
        tell_of_way("account.way_removed", account.customer, Method.PASSKEY, passkey.name, by=by)
