"""What runs is closed by itself: settings, the database's role, what the server gives away."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from clientela.config.embedded.sockets import socket_folder
from tests import ground

ROOT = Path(__file__).resolve().parent.parent.parent
_CHECK = """
import django
from django.core.management import call_command
django.setup()
call_command("check", deploy=True, fail_level="INFO")
from django.conf import settings
assert settings.DEBUG is False and len(settings.SECRET_KEY) >= 50
"""


def test_django_has_nothing_to_say_about_the_deployment() -> None:
    """SC-04: `check --deploy` as a store behind TLS runs it: no warning."""
    done = subprocess.run(
        [sys.executable, "-W", "error::DeprecationWarning:clientela", "-c", _CHECK],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "DJANGO_ALLOW_ASYNC_UNSAFE"}
        | {
            "CLIENTELA_TLS": "1",
            "CLIENTELA_HOSTS": "shop.example",
            "DJANGO_SETTINGS_MODULE": "clientela.config.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout and "WARNING" not in done.stderr


@pytest.fixture
def app() -> psycopg.Connection:
    """The database as web and worker see it."""
    return psycopg.connect(ground.CLUSTER.url("app", ground.DATABASE), autocommit=True)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE mine",
        "CREATE DATABASE mine",
        "ALTER TABLE customers_customer ADD COLUMN mine int",
        "ALTER TABLE journal_event DISABLE TRIGGER ALL",
        "DROP TABLE gate_counter",
        "TRUNCATE customers_customer",
        "CREATE INDEX mine ON customers_customer (id)",
        "ALTER ROLE clientela_app SUPERUSER",
        "SET ROLE clientela_owner",
        "SET ROLE postgres",
        "SET session_replication_role = replica",
        "COPY customers_customer TO '/var/tmp/mine'",
        "COPY customers_customer TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT rolpassword FROM pg_authid",
        "GRANT ALL ON journal_event TO clientela_app",
    ],
)
def test_the_apps_role_works_with_rows_alone(app: psycopg.Connection, statement: str) -> None:
    """SC-05: no tables made, changed or emptied, no files, no other role."""
    before = tables(app)
    try:
        app.execute(statement)
    except psycopg.errors.InsufficientPrivilege:
        return
    finally:
        assert tables(app) == before
        app.close()
    # Some statements only warn that nothing was granted.
    assert statement.startswith("GRANT")


def tables(app: psycopg.Connection) -> list[str]:
    """The tables that the role sees."""
    return [name for (name,) in app.execute("SELECT tablename FROM pg_tables ORDER BY 1").fetchall()]


def test_the_apps_role_is_no_superuser_and_waits_for_nothing_long(app: psycopg.Connection) -> None:
    """SC-05: what it is, and how long a statement, a lock and an idle transaction may last."""
    row = app.execute(
        "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles"
        " WHERE rolname = current_user"
    ).fetchone()
    assert row == (False,) * 5
    shown = {
        name: app.execute(f"SHOW {name}").fetchone()
        for name in (
            "statement_timeout",
            "lock_timeout",
            "idle_in_transaction_session_timeout",
            "synchronous_commit",
        )
    }
    app.close()
    assert shown["statement_timeout"] == ("30s",) and shown["lock_timeout"] == ("5s",)
    assert shown["idle_in_transaction_session_timeout"] == ("1min",)


def test_the_apps_role_cannot_change_what_happened(app: psycopg.Connection) -> None:
    """SC-05, PR-07: facts are added and read, nothing else."""
    for statement in (
        "UPDATE journal_event SET name = 'x'",
        "DELETE FROM journal_event",
        "UPDATE journal_seal SET digest = ''",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute(statement)
    app.close()


def test_the_database_is_reached_by_its_socket_alone() -> None:
    """SC-05: the embedded server listens on no network; nobody else may enter the folder of its socket."""
    with psycopg.connect(ground.CLUSTER.url("superuser", "postgres")) as server:
        assert server.execute("SHOW listen_addresses").fetchone() == ("",)
        rules = server.execute("SELECT type, auth_method FROM pg_hba_file_rules").fetchall()
        temporary = server.execute(
            "SELECT has_database_privilege('clientela_app', 'clientela', 'TEMP')"
        ).fetchone()
    assert {method for kind, method in rules if kind != "local"} <= {"reject"} and temporary == (False,)
    folder = socket_folder(Path(os.environ["CLIENTELA_TEST_GROUND"]))
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / ".s.PGSQL.5432").stat().st_mode & 0o777 == 0o700
