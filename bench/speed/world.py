"""What a measurement asks for: customers, words and places in the list, drawn from the store at random."""

import base64
import json
import random
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, cast

import psycopg

from bench.speed.store import Store

DEEP = 50_000
# So many different ones of each, so that nothing is asked twice in a row.
MANY = 200


@dataclass(frozen=True)
class Spot:
    """A place in the list, newest first: the row before it, the one behind it, and the page's cursor."""

    at: datetime
    pk: int
    next_pk: int

    @property
    def cursor(self) -> str:
        """The place as the page's own links name it."""
        key = json.dumps([{"t": self.at.isoformat()}, self.pk]).encode()
        return base64.urlsafe_b64encode(key).decode().rstrip("=")


@dataclass
class World:
    """What is asked of one store."""

    store: Store
    random: random.Random
    customers: list[int]
    # Others than those who are looked at: their log grows with every round.
    edited: list[int]
    spots: list[Spot]
    depth: int
    common: list[str]
    rare: list[str]
    variant: int


def _rows(db: psycopg.Connection[tuple[object, ...]], query: str, *values: object) -> list[tuple[Any, ...]]:
    return cast("list[tuple[Any, ...]]", db.execute(query.encode(), values).fetchall())


def look(store: Store, seed: int = 1) -> World:
    """Draw what will be asked; the same seed draws the same from the same store."""
    dice = random.Random(seed)
    with store.database() as db:
        ((largest,),) = _rows(
            db, "SELECT max(id) FROM customers_customer WHERE email_key NOT LIKE 'bench-%%'"
        )
        drawn = dice.sample(range(1, largest + 1), min(largest, MANY * 2))
        found = _rows(
            db,
            "SELECT id, email FROM customers_customer"
            " WHERE id = ANY(%s) AND deleted_at IS NULL AND email <> ''",
            drawn,
        )
        common = _rows(
            db,
            "SELECT first_name, count(*) FROM (SELECT first_name FROM customers_customer"
            " WHERE first_name <> '' LIMIT 20000) AS part GROUP BY 1 ORDER BY 2 DESC LIMIT 3",
        )
        ((variant,),) = _rows(
            db,
            "SELECT v.id FROM catalog_variant v JOIN catalog_product p ON p.id = v.product_id"
            " WHERE p.status = 'active' AND v.stock IS NULL OR v.stock > 100 ORDER BY v.id LIMIT 1",
        )
        depth = min(DEEP, store.size * 4 // 5)
        spots = _spots(db, depth)
    ids, emails = [pk for pk, _email in found], [email for _pk, email in found]
    names = [name for name, _count in common]
    return World(store, dice, ids[:MANY], ids[MANY:], spots, depth, names, emails[:MANY], variant)


def _spots(db: psycopg.Connection[tuple[object, ...]], depth: int) -> list[Spot]:
    """Neighbouring places around so deep in the list."""
    rows = _rows(
        db,
        "SELECT added_at, id FROM customers_customer WHERE deleted_at IS NULL"
        " ORDER BY added_at DESC, id DESC OFFSET %s LIMIT %s",
        depth - MANY,
        MANY + 1,
    )
    return [Spot(at, pk, after) for (at, pk), (_at, after) in pairwise(rows)]
