"""API tokens: made, told once, revoked (security AP-06)."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.core.powers import Power
from clientela.core.scopes import Scope
from clientela.core.seals import token_hash
from clientela.journal.actions import Subject, record
from clientela.staff import tokens
from clientela.staff.events import TokenCreated, TokenRevoked
from clientela.staff.models import Token


class NewToken(NamedTuple):
    """A token and its text, which nobody can see again."""

    token: Token
    text: str


def create_token(
    *,
    name: str,
    scopes: Iterable[Scope],
    by: Actor,
    expires_at: datetime | None = None,
    networks: Iterable[str] = (),
    may_create_customers: bool = False,
) -> NewToken:
    """Make a key for a program. Its text is told once, here; only a digest is kept.

    `networks` are the addresses it may come from, all where there are none. Raises `NetworkNotValid`,
    `Refused` for a missing name or scope.
    """
    by.must(Power.TOKENS_EDIT)
    if not by.is_staff:
        raise NotAllowed
    name, chosen = " ".join(name.split())[:80], list(dict.fromkeys(scopes))
    if not name:
        raise Refused(_("Enter a name."), field="name", code="name_missing")
    if not chosen:
        raise Refused(_("Choose at least one scope."), field="scopes", code="scopes_missing")
    text = tokens.new()
    token = Token(
        name=name,
        made_by_id=by.id,
        token_hash=token_hash(text),
        ending=text[-4:],
        scopes=[scope.value for scope in chosen],
        networks=tokens.networks(networks),
        may_create_customers=may_create_customers,
        expires_at=expires_at,
    )
    with transaction.atomic():
        token.save(force_insert=True)
        record(TokenCreated(name, token.scopes), by=by, subject=Subject("token", token.pk))
    return NewToken(token, text)


def revoke_token(token_id: int, *, by: Actor) -> None:
    """End a token at once. Safe twice. Raises `NotThere`."""
    by.must(Power.TOKENS_EDIT)
    with transaction.atomic():
        token = Token.objects.select_for_update().filter(pk=token_id).first()
        if token is None:
            raise NotThere
        if token.ended_at is None:
            Token.objects.filter(pk=token_id).update(ended_at=Now())
            record(TokenRevoked(token.name), by=by, subject=Subject("token", token_id))
