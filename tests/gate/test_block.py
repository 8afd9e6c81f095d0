"""Networks and domains that are kept out, and let in again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clientela.core.actor import SYSTEM, Actor, Kind, visitor
from clientela.core.errors import NotAllowed, NotThere
from clientela.core.powers import Power
from clientela.gate import actions
from clientela.gate.models import Block
from clientela.gate.queries import blocks, is_blocked
from clientela.journal.models import Event

NETWORK, DOMAIN = Block.Kind.NETWORK, Block.Kind.DOMAIN


def guard(ip: str = "192.0.2.1") -> Actor:
    """A member of staff who may block, from this address."""
    return Actor(Kind.STAFF, 1, "Olivia", frozenset({Power.ACCOUNTS_GUARD}), ip=ip)


@pytest.mark.parametrize(
    ("value", "stored", "inside", "outside"),
    [
        ("203.0.113.0/24", "203.0.113.0/24", "203.0.113.99", "203.0.114.1"),
        ("203.0.113.7/24", "203.0.113.0/24", "203.0.113.1", "198.51.100.7"),
        ("203.0.113.7", "203.0.113.7/32", "203.0.113.7", "203.0.113.8"),
        ("2a00:1450::/32", "2a00:1450::/32", "2a00:1450:1::1", "2a00:1451::1"),
        ("203.0.113.0/24", "203.0.113.0/24", "::ffff:203.0.113.5", "::ffff:203.0.114.5"),
    ],
)
def test_a_network_is_kept_out(value: str, stored: str, inside: str, outside: str, db: None) -> None:
    """Every address in it, and none beside it."""
    made = actions.block(NETWORK, value, reason="A burst", is_sure=True, by=guard())
    assert made.value == stored and made.made_by == 1
    assert is_blocked(inside) and not is_blocked(outside)
    assert Event.objects.filter(name="gate.blocked").count() == 1


@pytest.mark.parametrize("ip", ["", "unknown", "1" * 500, "fe80::1%eth0"])
def test_an_odd_address_is_in_no_network(ip: str, db: None) -> None:
    actions.block(NETWORK, "203.0.113.0/24", is_sure=True, by=guard())
    assert not is_blocked(ip, "")


def test_a_domain_is_kept_out_with_all_below_it(db: None) -> None:
    """Also by its other spelling; one that only ends the same is another."""
    actions.block(DOMAIN, " @Mail-Drop.Example ", by=guard())
    actions.block(DOMAIN, "bücher.example", by=guard())
    assert is_blocked("", "mail-drop.example") and is_blocked("", "a.b.mail-drop.example")
    assert is_blocked("", "xn--bcher-kva.example")
    assert not is_blocked("", "other-mail-drop.example") and not is_blocked("", "example")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (NETWORK, "10.0.0.0/8"),
        (NETWORK, "0.0.0.0/0"),
        (NETWORK, "2a00::/12"),
        (NETWORK, "words"),
        (NETWORK, ""),
        (DOMAIN, "com"),
        (DOMAIN, ""),
        (DOMAIN, "not a domain"),
        (DOMAIN, "203.0.113.7"),
    ],
)
def test_what_is_too_wide_or_nothing_is_refused(kind: Block.Kind, value: str, db: None) -> None:
    with pytest.raises(actions.NotToBlock):
        actions.block(kind, value, is_sure=True, by=guard())
    assert not Block.objects.exists()


@pytest.mark.parametrize("value", ["192.0.2.0/24", "127.0.0.1", "10.1.0.0/16", "192.168.1.0/24", "fd00::/48"])
def test_ones_own_network_wants_a_second_word(value: str, db: None) -> None:
    """Staff don't keep themselves out by mistake, nor everybody behind a proxy of theirs."""
    with pytest.raises(actions.OwnNetwork):
        actions.block(NETWORK, value, by=guard())
    assert actions.block(NETWORK, value, is_sure=True, by=guard())


def test_blocking_twice_is_one_block_and_it_ends(db: None) -> None:
    """A block may end by itself; letting in is recorded."""
    actions.block(NETWORK, "8.8.8.0/24", by=guard())
    made = actions.block(NETWORK, "8.8.8.0/24", until=timezone.now() + timedelta(days=1), by=guard())
    assert blocks() == [made]
    Block.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert not is_blocked("8.8.8.8") and blocks() == []
    actions.unblock(made.pk, by=guard())
    assert not Block.objects.exists() and Event.objects.filter(name="gate.unblocked").count() == 1
    with pytest.raises(NotThere):
        actions.unblock(made.pk, by=guard())


def test_only_who_guards_accounts_may(db: None) -> None:
    with pytest.raises(NotAllowed):
        actions.block(NETWORK, "8.8.8.0/24", by=visitor("192.0.2.1"))
    made = actions.block(NETWORK, "8.8.8.0/24", by=SYSTEM)
    with pytest.raises(NotAllowed):
        actions.unblock(made.pk, by=Actor(Kind.STAFF, 2))


def test_whoever_is_kept_out_is_refused(db: None) -> None:
    actions.block(NETWORK, "8.8.8.0/24", by=SYSTEM)
    with pytest.raises(actions.KeptOut):
        actions.refuse_blocked("example.com", by=visitor("8.8.8.8"))
    actions.refuse_blocked("example.com", by=visitor("8.8.4.4"))
