"""The same jobs as statements written by hand, for the same database: what no application can beat."""

import json
import secrets
from collections.abc import Callable, Iterator
from itertools import cycle, repeat
from typing import Any

import psycopg

from bench.speed.world import World
from clientela.core import words

Turn = Callable[[], None]
Database = psycopg.Connection[tuple[object, ...]]

_COLUMNS = (
    "c.id, c.first_name, c.last_name, c.email, c.phone, c.email_consent, c.account_state, c.orders_count,"
    " c.amount_spent, c.added_at, a.city, a.region, a.country"
)
_FROM = "FROM customers_customer c LEFT JOIN customers_address a ON a.id = c.default_address_id"
LIST = f"SELECT {_COLUMNS} {_FROM} WHERE c.deleted_at IS NULL ORDER BY c.added_at DESC, c.id DESC LIMIT 51"
DEEP = (
    f"SELECT {_COLUMNS} {_FROM} WHERE c.deleted_at IS NULL AND (c.added_at, c.id) < (%s, %s)"
    " ORDER BY c.added_at DESC, c.id DESC LIMIT 51"
)
TOTAL = "SELECT count(*) FROM (SELECT 1 FROM customers_customer WHERE deleted_at IS NULL LIMIT 10001) AS part"
# A common word is met soon on a walk along the list; a rare one is looked up and sorted.
COMMON = (
    f"SELECT {_COLUMNS} {_FROM} WHERE c.deleted_at IS NULL AND coalesce(c.words, c.words) @@ %s::tsquery"
    " ORDER BY c.added_at DESC, c.id DESC LIMIT 51"
)
COMMON_TOTAL = (
    "SELECT count(*) FROM (SELECT 1 FROM customers_customer"
    " WHERE deleted_at IS NULL AND words @@ %s::tsquery LIMIT 10001) AS part"
)
RARE = (
    f"WITH c AS MATERIALIZED (SELECT * FROM customers_customer"
    f" WHERE deleted_at IS NULL AND words @@ %s::tsquery LIMIT 2001)"
    f" SELECT {_COLUMNS} FROM c LEFT JOIN customers_address a ON a.id = c.default_address_id"
    " ORDER BY c.added_at DESC, c.id DESC LIMIT 51"
)
PROFILE = (
    "SELECT * FROM customers_customer WHERE id = %s AND deleted_at IS NULL",
    "SELECT * FROM customers_address WHERE customer_id = %s ORDER BY is_pinned DESC, used_at DESC",
    "SELECT t.name FROM customers_customer_tag r JOIN customers_tag t ON t.id = r.tag_id"
    " WHERE r.customer_id = %s ORDER BY t.key",
    "SELECT DISTINCT ON (channel) * FROM customers_consent_entry WHERE customer_id = %s"
    " ORDER BY channel, at DESC, id DESC",
    "SELECT * FROM orders_order WHERE customer_id = %s ORDER BY placed_at DESC, id DESC LIMIT 5",
    "SELECT e.*, d.personal FROM journal_event e LEFT JOIN journal_details d ON d.event_id = e.id"
    " WHERE e.customer_id = %s ORDER BY e.at DESC, e.id DESC LIMIT 31",
)
_CUSTOMER = (
    "INSERT INTO customers_customer (version, first_name, last_name, name_key, email, email_key, language,"
    " note, tax_exempt, tax_exemptions, source, account_state, email_consent, sms_consent, data_sale_opt_out,"
    " orders_count, amount_spent, words_elsewhere, words)"
    " VALUES (1, 'Ada', %s, %s, %s, %s, '', '', false, '{}', 'staff', 'none', 'not_subscribed',"
    " 'not_subscribed', false, 0, 0, '{}', array_to_tsvector(%s::text[])) RETURNING id"
)
_ADDRESS = (
    "INSERT INTO customers_address (customer_id, first_name, last_name, company, line1, line2, city, region,"
    " postcode, country, phone, is_pinned, digest)"
    " VALUES (%s, '', %s, '', '1 High Street', '', 'London', '', 'SW1A 1AA', 'GB', '', false, %s)"
    " RETURNING id"
)
_FACT = (
    "INSERT INTO journal_event (name, actor_kind, actor_id, customer_id, subject_kind, data)"
    " VALUES (%s, 'system', 0, %s, '', '{}')"
)
_EDIT = (
    "UPDATE customers_customer SET first_name = %s, name_key = last_name || ' ' || %s, version = version + 1,"
    " updated_at = now() WHERE id = %s"
)
_STEP = "UPDATE checkout_checkout SET address = %s, version = version + 1, touched_at = now() WHERE id = %s"
_LINES = (
    "SELECT l.*, v.*, p.* FROM checkout_cart_line l JOIN catalog_variant v ON v.id = l.variant_id"
    " JOIN catalog_product p ON p.id = v.product_id WHERE l.cart_id = %s"
)


def _each(db: Database, statement: str, values: Iterator[tuple[Any, ...]]) -> Turn:
    text = statement.encode()

    def turn() -> None:
        db.execute(text, next(values)).fetchall()

    return turn


def _queries(found: list[str]) -> Iterator[tuple[str]]:
    return cycle([(words.prefix_query(text),) for text in found])


def _profile(world: World, db: Database) -> Turn:
    wanted, statements = cycle(world.customers), [text.encode() for text in PROFILE]

    def turn() -> None:
        pk = next(wanted)
        for statement in statements:
            db.execute(statement, (pk,)).fetchall()

    return turn


def _create(_world: World, db: Database) -> Turn:
    def turn() -> None:
        word = secrets.token_hex(6)
        last, email = f"Bench {word}", f"bench-{word}@example.com"
        found = words.searchable(["Ada", last, email, "1 High Street", "London", "SW1A 1AA", "SW1A1AA"])
        with db.transaction():
            row = db.execute(_CUSTOMER.encode(), (last, f"bench {word} ada", email, email, found)).fetchone()
            assert row
            address = db.execute(_ADDRESS.encode(), (row[0], last, secrets.token_hex(32))).fetchone()
            assert address
            db.execute(
                b"UPDATE customers_customer SET default_address_id = %s WHERE id = %s", (address[0], row[0])
            )
            db.execute(_FACT.encode(), ("customer.added", row[0]))

    return turn


def _update(world: World, db: Database) -> Turn:
    # Others than those whom the browsers edit: these compare with what they saw.
    wanted = cycle(world.edited[-40:])

    def turn() -> None:
        pk, name = next(wanted), secrets.token_hex(4)
        with db.transaction():
            db.execute(b"SELECT * FROM customers_customer WHERE id = %s FOR UPDATE", (pk,)).fetchall()
            db.execute(_EDIT.encode(), (name, name, pk))
            db.execute(_FACT.encode(), ("customer.edited", pk))

    return turn


def _checkout(_world: World, db: Database) -> Turn:
    rows = db.execute(b"SELECT id, cart_id FROM checkout_checkout WHERE state = 'open' LIMIT 50").fetchall()
    wanted, streets = cycle(rows), cycle(range(1, 1000))

    def turn() -> None:
        pk, cart = next(wanted)
        address = json.dumps({"line1": f"{next(streets)} High Street", "city": "London", "country": "GB"})
        with db.transaction():
            db.execute(b"SELECT * FROM checkout_checkout WHERE id = %s FOR UPDATE", (pk,)).fetchall()
            db.execute(_STEP.encode(), (address, pk))
        db.execute(_LINES.encode(), (cart,)).fetchall()
        db.execute(b"SELECT * FROM orders_shipping_rate").fetchall()

    return turn


def twins(world: World, db: Database) -> dict[str, Turn]:
    """What to do by hand for each job; signing in is compared with the hash instead."""
    spots = cycle([(spot.at, spot.pk) for spot in world.spots])
    return {
        "list": _each(db, LIST, repeat(())),
        "total": _each(db, TOTAL, repeat(())),
        "deep": _each(db, DEEP, spots),
        "common": _each(db, COMMON, _queries(world.common)),
        "common_total": _each(db, COMMON_TOTAL, _queries(world.common)),
        "rare": _each(db, RARE, _queries(world.rare)),
        "profile": _profile(world, db),
        "create": _create(world, db),
        "update": _update(world, db),
        "checkout": _checkout(world, db),
    }
