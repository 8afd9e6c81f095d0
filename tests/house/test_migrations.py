"""The tables are as the models say, and change without stopping the store."""

import inspect

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from clientela.config.migrating import problems

OURS = {
    f"{app}.{name}": migration
    for (app, name), migration in MigrationLoader(None).disk_migrations.items()
    if migration.__module__.startswith("clientela.")
}
LOADER = MigrationLoader(None)


def test_no_migration_is_missing(db: None) -> None:
    """Models and migrations say the same."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_tables_of_the_tests_are_today_s(db: None) -> None:
    """Every migration has run on the database that the tests stand on."""
    applied = set(MigrationLoader(connection).applied_migrations)
    assert {tuple(name.split(".")) for name in OURS} <= applied


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_migration_can_run_while_the_store_is_open(name: str) -> None:
    """F30: add first, remove a release later; nothing reads or locks a whole table."""
    node = (OURS[name].app_label, OURS[name].name)
    assert problems(LOADER.get_migration(*node), LOADER.project_state(node, at_end=False)) == []


@pytest.mark.parametrize("name", sorted(OURS))
def test_a_migration_imports_no_action(name: str) -> None:
    """History must not change when a verb does."""
    module = inspect.getmodule(type(OURS[name])) or inspect.getmodule(OURS[name])
    assert module is not None
    assert "actions" not in inspect.getsource(module).split("operations =")[0]
