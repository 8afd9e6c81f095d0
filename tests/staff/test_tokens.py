"""API tokens: how they look, what they open, when they end."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from clientela.core.actor import SYSTEM, Kind
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.core.powers import Power
from clientela.core.scopes import POWERS, Scope
from clientela.staff import actions, queries, tokens
from clientela.staff.models import Token
from clientela.staff.roles import Role
from clientela.staff.tokens import NetworkNotValid
from tests.cast import Cast

HERE = "203.0.113.7"


def make(cast: Cast, *scopes: Scope, **more) -> str:
    chosen = scopes or (Scope.READ_CUSTOMERS,)
    return actions.create_token(name="Till", scopes=chosen, by=cast.owner.as_actor(), **more).text


def test_looks_so_that_scanners_find_it() -> None:
    """AP-06: a prefix, 256 random bits, a checksum; no two alike."""
    made = {tokens.new() for _time in range(200)}
    assert len(made) == 200
    for text in made:
        assert text.startswith("clt_") and len(text) == 53 and text[4:].isalnum()
        assert tokens.looks_right(text)
        bent = text[:10] + ("A" if text[10] != "A" else "B") + text[11:]
        assert not tokens.looks_right(bent)


@pytest.mark.parametrize("text", ["", "clt_", "x" * 53, "clt_" + "A" * 49, "clt_" + "é" * 49])
def test_what_is_none_is_seen_without_the_database(text: str) -> None:
    """AP-06: no statement is spent on it."""
    assert queries.token_of(text, HERE) is None


def test_only_a_digest_is_kept(cast: Cast) -> None:
    """AP-06, SE-01: neither table nor log hold it."""
    text = make(cast)
    with connection.cursor() as cursor:
        for table in ("staff_token", "journal_event", "journal_details"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{text[4:40]}%"])
            assert cursor.fetchone() == (0,)


def test_speaks_for_itself_with_its_scopes(cast: Cast) -> None:
    """AC-02: what the scopes say and nothing else."""
    actor = queries.token_of(make(cast, Scope.READ_ORDERS), HERE)
    assert actor and (actor.kind, actor.name, actor.ip) == (Kind.TOKEN, "Till", HERE)
    assert actor.powers == {Power.ORDERS_VIEW}


def test_no_scope_reaches_staff_settings_or_tokens() -> None:
    """AC-01: programs never let people in."""
    reached = frozenset().union(*POWERS.values())
    assert not reached & {Power.STAFF_EDIT, Power.STAFF_VIEW, Power.SETTINGS_EDIT, Power.TOKENS_EDIT}


def test_never_may_more_than_its_maker(cast: Cast) -> None:
    """AC-04: a role that shrinks takes its tokens along, at once."""
    text = actions.create_token(name="Till", scopes=[Scope.WRITE_PRODUCTS], by=cast.manager.as_actor()).text
    assert Power.PRODUCTS_EDIT in queries.token_of(text, HERE).powers
    actions.change_role(cast.manager.pk, Role.READ_ONLY, by=cast.owner.as_actor())
    assert queries.token_of(text, HERE).powers == {Power.PRODUCTS_VIEW}


def test_revoked_it_is_dead_at_once(cast: Cast) -> None:
    """AP-06: safe twice, told once."""
    text = make(cast)
    token = Token.objects.get()
    actions.revoke_token(token.pk, by=cast.owner.as_actor())
    actions.revoke_token(token.pk, by=cast.owner.as_actor())
    assert queries.token_of(text, HERE) is None and queries.all_tokens() == []
    with pytest.raises(NotThere):
        actions.revoke_token(10**9, by=cast.owner.as_actor())


def test_ends_on_its_day(cast: Cast) -> None:
    """AP-06: by the database's clock."""
    text = make(cast, expires_at=timezone.now() + timedelta(minutes=1))
    assert queries.token_of(text, HERE)
    Token.objects.update(expires_at=F("expires_at") - timedelta(minutes=2))
    assert queries.token_of(text, HERE) is None and Token.objects.get().is_over


@pytest.mark.parametrize(
    ("networks", "ip", "opens"),
    [
        ([], HERE, True),
        (["203.0.113.0/24"], HERE, True),
        (["203.0.113.7"], HERE, True),
        (["203.0.113.8", "10.0.0.0/8"], HERE, False),
        (["2001:db8::/32"], "2001:db8::1", True),
        (["2001:db8::/32"], HERE, False),
        (["203.0.113.0/24"], "::ffff:203.0.113.7", True),
        (["203.0.113.0/24"], "", False),
    ],
)
def test_comes_from_where_it_may(cast: Cast, networks: list[str], ip: str, opens: bool) -> None:
    """RL-04: the address is the one that our own proxies vouch for."""
    assert bool(queries.token_of(make(cast, networks=networks), ip)) is opens


def test_what_is_no_network_is_said(cast: Cast) -> None:
    for wrong in ("nowhere", "203.0.113.0/33", "*"):
        with pytest.raises(NetworkNotValid):
            make(cast, networks=[wrong])


def test_last_use_is_written_once_a_minute(cast: Cast) -> None:
    """AP-06: a program asks often."""
    text = make(cast)
    assert Token.objects.get().used_at is None
    queries.token_of(text, HERE)
    first = Token.objects.get().used_at
    queries.token_of(text, HERE)
    assert first and Token.objects.get().used_at == first


def test_who_may_make_one(cast: Cast) -> None:
    """AC-02: owners and managers; a name and a scope at least; nobody in particular makes none."""
    for user in (cast.support, cast.marketing, cast.read_only):
        with pytest.raises(NotAllowed):
            actions.create_token(name="Till", scopes=[Scope.READ_ORDERS], by=user.as_actor())
    with pytest.raises(Refused):
        actions.create_token(name=" ", scopes=[Scope.READ_ORDERS], by=cast.owner.as_actor())
    with pytest.raises(Refused):
        actions.create_token(name="Till", scopes=[], by=cast.owner.as_actor())
    with pytest.raises(Refused):
        actions.create_token(name="Till", scopes=[Scope.READ_ORDERS], by=SYSTEM)
