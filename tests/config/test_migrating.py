"""Tables change while the store is open: rules see what would stop it; a locked table is waited for."""

import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
    ValidateConstraint,
)
from django.db import OperationalError, connection, models
from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from clientela.config import migrating
from tests import ground


def found(*operations: Operation, app: str = "orders", **settings: Any) -> str:
    """What the rules say to a migration of a shop with one table of things."""
    state = ProjectState()
    thing = ops.CreateModel(
        "Thing",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("name", models.CharField(max_length=20)),
            ("note", models.CharField(max_length=20, null=True)),
        ],
    )
    thing.state_forwards(app, state)
    migration = type("Migration", (Migration,), {"operations": operations, **settings})("0002_more", app)
    return " ".join(migrating.problems(migration, state))


INDEX = models.Index(fields=["name"], name="thing_name")
CHECK = models.CheckConstraint(condition=~models.Q(name=""), name="thing_named")
REFUSED: dict[str, tuple[Callable[[], Operation], str]] = {
    "remove": (lambda: ops.RemoveField("thing", "note"), "RemoveField breaks"),
    "rename": (lambda: ops.RenameField("thing", "note", "notes"), "RenameField breaks"),
    "rename table": (lambda: ops.RenameModel("Thing", "Item"), "RenameModel breaks"),
    "delete": (lambda: ops.DeleteModel("Thing"), "DeleteModel breaks"),
    "not empty": (lambda: ops.AddField("thing", "size", models.IntegerField(default=0)), "neither empty"),
    "unique": (
        lambda: ops.AddField("thing", "code", models.TextField(null=True, unique=True)),
        "index under a lock",
    ),
    "to not empty": (
        lambda: ops.AlterField("thing", "note", models.CharField(max_length=20)),
        "none is empty",
    ),
    "shorter": (lambda: ops.AlterField("thing", "name", models.CharField(max_length=10)), "another type"),
    "type": (lambda: ops.AlterField("thing", "name", models.IntegerField()), "another type"),
    "index": (lambda: ops.AddIndex("thing", INDEX), "use AddIndexConcurrently"),
    "index in a transaction": (lambda: AddIndexConcurrently("thing", INDEX), "atomic = False"),
    "check": (lambda: ops.AddConstraint("thing", CHECK), "AddConstraintNotValid"),
    "no way back": (lambda: ops.RunPython(lambda _apps, _editor: None), "no way back"),
    "sql drop": (lambda: ops.RunSQL("ALTER TABLE orders_thing DROP COLUMN note"), "takes away"),
    "sql not null": (
        lambda: ops.RunSQL("ALTER TABLE x ALTER COLUMN y SET NOT NULL"),
        "reads the whole table",
    ),
    "sql index": (lambda: ops.RunSQL("create unique index a on b (c)"), "without CONCURRENTLY"),
    "sql check": (lambda: ops.RunSQL("ALTER TABLE x ADD CONSTRAINT y CHECK (z > 0)"), "every row"),
    "sql type": (lambda: ops.RunSQL(["ALTER TABLE x ALTER COLUMN y TYPE bigint"]), "table anew"),
    "sql lock": (lambda: ops.RunSQL("LOCK TABLE x"), "locks a whole table"),
    "inside": (
        lambda: ops.SeparateDatabaseAndState([ops.AddIndex("thing", INDEX)], []),
        "use AddIndexConcurrently",
    ),
}
ALLOWED: dict[str, Callable[[], Operation]] = {
    "empty": lambda: ops.AddField("thing", "size", models.IntegerField(null=True)),
    "default": lambda: ops.AddField("thing", "size", models.IntegerField(default=0, db_default=0)),
    "longer": lambda: ops.AlterField("thing", "name", models.CharField(max_length=200)),
    "to empty": lambda: ops.AlterField("thing", "name", models.CharField(max_length=20, null=True)),
    "not valid": lambda: AddConstraintNotValid("thing", CHECK),
    "out of the code": lambda: ops.SeparateDatabaseAndState([], [ops.RemoveField("thing", "note")]),
    "new table": lambda: ops.CreateModel("Other", [("id", models.BigAutoField(primary_key=True))]),
    "sql index": lambda: ops.RunSQL("CREATE INDEX CONCURRENTLY a ON b (c)"),
    "sql check": lambda: ops.RunSQL("ALTER TABLE x ADD CONSTRAINT y CHECK (z > 0) NOT VALID"),
    "sql function": lambda: ops.RunSQL("CREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_would_stop_the_store_is_seen(name: str) -> None:
    """F30: each rule, on a small migration."""
    operation, words = REFUSED[name]
    assert words in found(operation()) and found(operation()).startswith("orders.0002_more: ")


@pytest.mark.parametrize("name", ALLOWED)
def test_what_keeps_nobody_waiting_is_let_through(name: str) -> None:
    assert found(ALLOWED[name]()) == ""


def test_indexes_made_concurrently_stand_outside_a_transaction() -> None:
    assert found(AddIndexConcurrently("thing", INDEX), atomic=False) == ""
    state = (AddIndexConcurrently("thing", INDEX), RemoveIndexConcurrently("thing", "thing_name"))
    assert found(*state, atomic=False) == ""
    assert found(AddConstraintNotValid("thing", CHECK), ValidateConstraint("thing", "thing_named")) == ""


def test_a_release_later_it_may_go() -> None:
    """What no release uses any more is taken away, and says since when."""
    gone = ops.RemoveField("thing", "note")
    assert found(gone, unused_since="0.0.9") == "" and "breaks" in found(gone, unused_since="99.0")


def test_tables_of_the_same_migration_and_small_ones_are_free() -> None:
    other = ops.CreateModel(
        "Other", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]
    )
    assert found(other, ops.AddIndex("other", INDEX), ops.RemoveField("other", "name")) == ""
    assert found(ops.AddIndex("thing", INDEX), app="staff") == ""


def locked(seconds: float) -> threading.Thread:
    """Somebody reads a table in a long transaction."""
    holds = threading.Event()

    def hold() -> None:
        with psycopg.connect(ground.CLUSTER.url("owner", ground.DATABASE)) as other:
            other.execute("SELECT 1 FROM store_store")
            holds.set()
            time.sleep(seconds)

    thread = threading.Thread(target=hold)
    thread.start()
    holds.wait()
    return thread


def test_a_locked_table_is_waited_for_without_holding_others_up(real_db: None) -> None:
    """F30: gives way within the lock's limit, so a request behind it never waits longer; tries again."""
    said: list[str] = []
    with psycopg.connect(ground.CLUSTER.url("owner", ground.DATABASE), autocommit=True) as owner:
        owner.execute("SET lock_timeout = '100ms'")

        def change() -> None:
            try:
                owner.execute("ALTER TABLE store_store ADD COLUMN extra int")
            except psycopg.errors.LockNotAvailable as problem:
                raise OperationalError from problem

        holder = locked(1.0)
        migrating.patiently(change, said.append, pause=0.2)
        holder.join()
        assert said and set(said) == {"A table is in use; trying again in a moment."}
        row = owner.execute(
            "SELECT count(*) FROM information_schema.columns WHERE column_name = 'extra'"
        ).fetchone()
        assert row == (1,)
    assert float(migrating.LOCK_TIMEOUT.removesuffix("s")) <= 2


def test_other_problems_are_not_tried_again(db: None) -> None:
    def broken() -> None:
        raise OperationalError("the server is gone")

    with pytest.raises(OperationalError):
        migrating.patiently(broken, print, pause=0)


def test_a_half_made_index_is_cleared_away(real_db: None) -> None:
    """What a broken-off CREATE INDEX CONCURRENTLY leaves would be in the way of the next try."""
    with psycopg.connect(ground.CLUSTER.url("superuser", ground.DATABASE), autocommit=True) as mighty:
        mighty.execute("CREATE INDEX half_made ON store_store (name)")
        mighty.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'half_made'::regclass")
        with connection.cursor() as cursor:
            cursor.execute(migrating._INVALID)
            assert cursor.fetchall() == [("half_made",)]
        mighty.execute("ALTER TABLE store_store OWNER TO clientela_app")
        migrating._clear_half_made()
        assert mighty.execute("SELECT to_regclass('half_made')").fetchone() == (None,)


def test_migrating_again_changes_nothing(db: None) -> None:
    assert migrating.pending() == 0 and migrating.pending_problems() == []
