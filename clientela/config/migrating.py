"""Changing tables while the store is open: what a migration may do, and how it waits for its turn."""

import re
import time
from collections.abc import Callable, Iterator

from django.contrib.postgres.operations import (
    AddConstraintNotValid,
    AddIndexConcurrently,
    RemoveIndexConcurrently,
)
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations import Migration
from django.db.migrations import operations as ops
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from psycopg import errors

from clientela import VERSION
from clientela.core.errors import Refused

# A table that waits for its lock makes every request behind it wait as long (security F30).
LOCK_TIMEOUT = "2s"
TRIES = 30
PAUSE_SECONDS = 2.0
# Older than the first release, so no store was open while they ran.
BEFORE_FIRST_RELEASE = frozenset({"orders.0003_uncollected", "orders.0004_refunds"})
# Their tables stay small, so reading one whole takes no time.
SMALL = frozenset({"staff", "store"})
_INVALID = """
SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
 WHERE NOT i.indisvalid AND c.relnamespace = 'public'::regnamespace
"""
_TAKES_AWAY = (
    ops.RemoveField,
    ops.RenameField,
    ops.RenameModel,
    ops.DeleteModel,
    ops.AlterModelTable,
    ops.AlterUniqueTogether,
)
_SQL_RULES = (
    (r"\bDROP\s+(TABLE|COLUMN|SEQUENCE|VIEW)\b", "takes away what the version that still runs may use"),
    (r"\bRENAME\s+(TO|COLUMN)\b", "renames what the version that still runs uses"),
    (r"\bSET\s+NOT\s+NULL\b", "reads the whole table under a lock; add a check NOT VALID and validate it"),
    (r"\bCREATE\s+(UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)", "makes an index without CONCURRENTLY"),
    (r"\bDROP\s+INDEX\s+(?!CONCURRENTLY)", "drops an index without CONCURRENTLY"),
    (r"\bALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE\b", "writes the whole table anew under a lock"),
    (r"\bADD\s+CONSTRAINT\b(?![^;]*(NOT\s+VALID|USING\s+INDEX))", "checks every row under a lock"),
    (r"(?:^|;)\s*(LOCK|VACUUM|CLUSTER|TRUNCATE)\b", "locks a whole table"),
)


class MigrationRefused(Refused):
    """A migration that waits would stop the store while it runs, or break the version that still runs."""

    code = "migration_refused"


def problems(migration: Migration, before: ProjectState) -> list[str]:
    """What in a migration can't run while the store is open; `before` is how the models were until then."""
    name = f"{migration.app_label}.{migration.name}"
    if migration.initial or name.endswith(".0001_initial") or name in BEFORE_FIRST_RELEASE:
        return []
    state, made = before.clone(), set[str]()
    found: list[str] = []
    for operation in migration.operations:
        found += [f"{name}: {words}" for words in _wrong(operation, migration, state, made)]
        operation.state_forwards(migration.app_label, state)
        if isinstance(operation, ops.CreateModel):
            made.add(operation.name_lower)
    return found


def _wrong(operation: Operation, migration: Migration, state: ProjectState, made: set[str]) -> Iterator[str]:
    """The problems of one operation. Whatever concerns a table made by the same migration has none."""
    if isinstance(operation, ops.SeparateDatabaseAndState):
        for inner in operation.database_operations:
            yield from _wrong(inner, migration, state, made)
        return
    if isinstance(operation, ops.RunSQL):
        yield from _wrong_sql(operation, migration)
        return
    about = str(getattr(operation, "model_name", "")).lower()
    if about and about in made:
        return
    kind = type(operation).__name__
    if isinstance(operation, _TAKES_AWAY) and not _unused_long_enough(migration):
        yield f"{kind} breaks the version that still runs; take it out of the code first, a release earlier"
    yield from _wrong_field(operation, migration, state)
    if migration.app_label not in SMALL:
        yield from _wrong_index(operation, migration, kind)
    if isinstance(operation, ops.RunPython) and operation.reverse_code is None:
        yield "RunPython has no way back"


def _unused_long_enough(migration: Migration) -> bool:
    """Whether the migration says since which release nothing uses what it takes away, and that one is out."""
    since = str(getattr(migration, "unused_since", ""))
    return bool(since) and _numbers(since) < _numbers(VERSION)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _wrong_field(operation: Operation, migration: Migration, state: ProjectState) -> Iterator[str]:
    if isinstance(operation, ops.AddField):
        field = operation.field
        if not (field.null or field.has_db_default() or field.many_to_many):
            yield f"AddField {operation.name} is neither empty nor has it a default in the database"
        if (field.unique or getattr(field, "db_index", False)) and migration.app_label not in SMALL:
            yield f"AddField {operation.name} makes its index under a lock; add that alone, concurrently"
    if isinstance(operation, ops.AlterField):
        model = state.apps.get_model(migration.app_label, operation.model_name)
        old, new = model._meta.get_field(operation.name), operation.field
        if getattr(old, "null", False) and not new.null:
            yield f"AlterField {operation.name} reads the whole table under a lock to see that none is empty"
        if not _same_type(old, new):
            yield f"AlterField {operation.name} has another type and writes the whole table anew"


def _same_type(old: object, new: object) -> bool:
    """Whether a column stays as it is; a longer or unbounded text needs no new table."""
    fields = (old, new)
    was, will = ((f.db_type(connection) or "") for f in fields)  # type: ignore[attr-defined]  # both are fields
    text = re.compile(r"varchar\((\d+)\)")
    if (short := text.fullmatch(was)) and (wide := text.fullmatch(will)):
        return int(wide[1]) >= int(short[1])
    return was == will or (bool(text.fullmatch(was)) and will == "text")


def _wrong_index(operation: Operation, migration: Migration, kind: str) -> Iterator[str]:
    concurrent = isinstance(operation, AddIndexConcurrently | RemoveIndexConcurrently)
    if isinstance(operation, ops.AddIndex | ops.RemoveIndex) and not concurrent:
        yield f"{kind} locks the table against changes; use {kind}Concurrently"
    if concurrent and migration.atomic:
        yield f"{kind} needs `atomic = False`"
    if isinstance(operation, ops.AddConstraint) and not isinstance(operation, AddConstraintNotValid):
        yield "AddConstraint reads the whole table under a lock; use AddConstraintNotValid, then validate it"


def _wrong_sql(operation: ops.RunSQL, migration: Migration) -> Iterator[str]:
    said = operation.sql if isinstance(operation.sql, str) else " ; ".join(map(str, operation.sql))
    for pattern, words in _SQL_RULES:
        away = pattern.startswith((r"\bDROP\s+(", r"\bRENAME"))
        if re.search(pattern, said, re.IGNORECASE) and not (away and _unused_long_enough(migration)):
            yield f"RunSQL {words}"


def pending_problems() -> list[str]:
    """What is wrong with the migrations of ours that haven't run yet; nothing on an empty database."""
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        return []
    found: list[str] = []
    for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes()):
        if migration.__module__.startswith("clientela."):
            node = (migration.app_label, migration.name)
            found += problems(migration, executor.loader.project_state(node, at_end=False))
    return found


def pending() -> int:
    """How many migrations haven't run yet."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def migrate(say: Callable[[str], None], *, verbosity: int = 0) -> None:
    """Bring the tables up to date without keeping anybody waiting: where a table is in use, try again.

    Raises `MigrationRefused` for migrations that can't run while the store is open.
    """
    if found := pending_problems():
        raise MigrationRefused(" ".join(found))
    patiently(lambda: _once(verbosity), say)


def _once(verbosity: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
    _clear_half_made()
    call_command("migrate", interactive=False, verbosity=verbosity)


def _clear_half_made() -> None:
    """Drop what an index made concurrently leaves behind when it is broken off."""
    with connection.cursor() as cursor:
        cursor.execute(_INVALID)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {connection.ops.quote_name(name)}")


def patiently(work: Callable[[], None], say: Callable[[str], None], *, pause: float = PAUSE_SECONDS) -> None:
    """Do it again for as long as somebody else holds a lock, but not for ever."""
    for left in range(TRIES - 1, -1, -1):
        try:
            work()
        except OperationalError as problem:
            if not isinstance(problem.__cause__, errors.LockNotAvailable) or not left:
                raise
            say("A table is in use; trying again in a moment.")
            time.sleep(pause)
        else:
            return
