"""The tables are as the models say, and change without stopping the store."""

import inspect

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration

OURS = {
    f"{app}.{name}": migration
    for (app, name), migration in MigrationLoader(None).disk_migrations.items()
    if migration.__module__.startswith("clientela.")
}
# What the version that still runs during an upgrade would trip over.
BREAKING = {
    "RemoveField",
    "RenameField",
    "RenameModel",
    "DeleteModel",
    "AlterModelTable",
    "AlterUniqueTogether",
}


def test_no_migration_is_missing(db: None) -> None:
    """Models and migrations say the same."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_tables_of_the_tests_are_today_s(db: None) -> None:
    """Every migration has run on the database that the tests stand on."""
    applied = set(MigrationLoader(connection).applied_migrations)
    assert {tuple(name.split(".")) for name in OURS} <= applied


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_migration_can_run_while_the_store_is_open(name: str) -> None:
    """Add first, remove a release later; a new column may be empty or has the database's default."""
    migration: Migration = OURS[name]
    if name.endswith(".0001_initial"):
        return
    for operation in migration.operations:
        kind = type(operation).__name__
        assert kind not in BREAKING, f"{name}: {kind} breaks the version that still runs"
        if kind == "AddField":
            field = operation.field
            assert field.null or field.has_db_default() or field.many_to_many, f"{name}: {operation.name}"
        if kind == "RunPython":
            assert operation.reverse_code is not None, f"{name}: RunPython without a way back"


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_migration_imports_no_action(name: str) -> None:
    """History must not change when a verb does."""
    module = inspect.getmodule(type(OURS[name])) or inspect.getmodule(OURS[name])
    assert module is not None
    assert "actions" not in inspect.getsource(module).split("operations =")[0]
