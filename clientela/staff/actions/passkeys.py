"""Asking passkeys and judging what they answer (security PK-01 to PK-06)."""

from typing import Any

from django.db import connection
from django.db.models.functions import Now
from webauthn.helpers import generate_challenge

from clientela.core.actor import Actor
from clientela.core.seals import token_hash
from clientela.gate import actions as gate
from clientela.gate import ceremony
from clientela.gate.ceremony import Answer, PasskeyRefused, Place
from clientela.journal.actions import Subject, record
from clientela.staff import letters
from clientela.staff.events import PasskeyAlarm
from clientela.staff.models import Challenge, Passkey, User
from clientela.store.models import Store

_ASK = """
INSERT INTO staff_challenge (ceremony, value, browser_hash, expires_at)
VALUES (%s, %s, %s, statement_timestamp() + interval '5 minutes')
"""


def ask(
    ceremony_of: Challenge.Ceremony, *, browser: str, by: Actor, user: User | None = None
) -> dict[str, Any]:
    """What the browser has to put to its passkeys, with a challenge of its own for it and this ceremony.

    `browser` is the token of its cookie: no other browser's answer counts. Raises `TooMany`.
    """
    gate.take("staff.passkey.network", gate.network(by.ip), by=by)
    value = ceremony.new_challenge()
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [ceremony_of, value, token_hash(browser)])
    place = Place.of_admin(Store.current())
    known = list(user.passkeys.values_list("credential_id", flat=True)) if user else []
    if ceremony_of == Challenge.Ceremony.ADD and user:
        return ceremony.to_add(place, value, _handle(user), user.email, user.name, known)
    return ceremony.to_use(place, value, known)


def _handle(user: User) -> bytes:
    """The random name under which this person's passkeys know them; made at the first (security PK-04)."""
    User.objects.filter(pk=user.pk, handle=None).update(handle=generate_challenge())
    return bytes(User.objects.values_list("handle", flat=True).get(pk=user.pk) or b"")


def spend(ceremony_of: Challenge.Ceremony, text: str, *, browser: str, by: Actor) -> Answer:
    """Read a browser's answer and use up its challenge, right or wrong. Raises `PasskeyRefused`."""
    by.anyone_may()
    answer = ceremony.read(text, new=ceremony_of == Challenge.Ceremony.ADD)
    waiting = Challenge.objects.filter(
        value=answer.challenge,
        ceremony=ceremony_of,
        browser_hash=token_hash(browser),
        used_at=None,
        expires_at__gt=Now(),
    )
    if not waiting.update(used_at=Now()):
        raise PasskeyRefused
    return answer


def judge(
    ceremony_of: Challenge.Ceremony, text: str, *, browser: str, by: Actor, user: User | None = None
) -> Passkey:
    """The passkey behind a browser's answer, once everything holds; of `user` where one is named.

    A counter that went back refuses and warns its owner (security PK-06). Raises `PasskeyRefused`.
    """
    answer = spend(ceremony_of, text, browser=browser, by=by)
    found = Passkey.objects.select_related("user").filter(credential_id=answer.credential_id).first()
    if found is None or not _is_theirs(found, answer, user):
        raise PasskeyRefused
    said = ceremony.used(answer, Place.of_admin(Store.current()), answer.challenge, bytes(found.public_key))
    before, after = found.sign_count, said.new_sign_count
    if ceremony.went_back(before, after):
        record(PasskeyAlarm(found.name), by=by, subject=Subject("staff", found.user_id))
        letters.notice(found.user, "passkey_alarm", found.name, by=by)
        raise PasskeyRefused
    unmoved = Passkey.objects.filter(pk=found.pk, sign_count=before)
    if not unmoved.update(sign_count=after, is_backed_up=said.credential_backed_up, used_at=Now()):
        raise PasskeyRefused
    return found


def _is_theirs(found: Passkey, answer: Answer, user: User | None) -> bool:
    """Whether passkey, person and the name that the authenticator holds belong together (security PK-04)."""
    if not found.user.is_active or (user and found.user_id != user.pk):
        return False
    if answer.handle is None:
        return user is not None
    return answer.handle == bytes(found.user.handle or b"")
