"""The command line: what it does, and one clear sentence where it can't."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from django.db import connection
from django.db.utils import ProgrammingError
from typer.testing import CliRunner

from clientela.accounts.models import Session
from clientela.config.commands import app
from clientela.customers.models import Customer
from clientela.journal.models import Event
from clientela.orders.models import Order
from clientela.staff.models import User
from clientela.store.keys import HIDDEN, every
from clientela.store.models import Store
from tests.cast import Cast, as_customer, make_customer
from tests.exchange.test_import_orders import write
from tests.post.letters import delivered, queued

ROOT = Path(__file__).resolve().parents[2]


def clientela(*words: str, asked: str | None = None) -> Result:
    """Run a command in this process, within the test's transaction."""
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, list(words), input=asked)


def said(result: Result) -> str:
    """What went wrong, in one sentence: no trace."""
    assert result.exit_code == 1 and "Traceback" not in result.output
    return " ".join(result.output.split())


def test_help_teaches_every_command() -> None:
    result = clientela("--help")
    assert result.exit_code == 0
    for name in (
        "serve",
        "worker",
        "demo",
        "migrate",
        "create-staff",
        "demo-data",
        "import-orders",
        "import-accounts",
        "settings",
        "mailbox",
        "check",
        "recount",
        "backup",
        "restore",
    ):
        assert name in result.output
        shown = clientela(name, "--help")
        assert shown.exit_code == 0 and "Usage" in shown.output


def test_settings_are_listed_read_and_changed(db: None) -> None:
    listed = clientela("settings", "list")
    assert all(setting.key in listed.output for setting in every())
    result = clientela("settings", "set", "store.name", "Holm & [bold]Hearth[/]")
    assert result.exit_code == 0 and "store.name is now Holm & [bold]Hearth[/]" in result.output
    assert clientela("settings", "get", "store.name").output == "Holm & [bold]Hearth[/]\n"
    assert "already" in clientela("settings", "set", "store.name", "Holm & [bold]Hearth[/]").output


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("store.currency", "XXY", "store.currency: Enter a currency code like GBP."),
        ("store.nothing", "1", "There is no setting of this name."),
        ("store.email", "x", "store.email: Enter an email address"),
    ],
)
def test_settings_have_the_checks_of_the_page(db: None, key: str, value: str, words: str) -> None:
    assert words in said(clientela("settings", "set", key, value))


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("accounts.policy", ["disabled", "optional", "required"]),
        ("accounts.methods", ["password", "code", "password,code,passkey,oidc"]),
        ("accounts.registration", ["open", "invitation", "closed"]),
        ("accounts.members_only", ["true", "false"]),
    ],
)
def test_account_settings_are_changed(db: None, key: str, values: list[str]) -> None:
    for value in values:
        assert clientela("settings", "set", key, value).exit_code == 0
        assert clientela("settings", "get", key).output.strip() == value


def test_account_settings_say_and_do_what_the_page_does(cast: Cast) -> None:
    """Turned off by the command line, customers are signed out, it is on the journal, and told first."""
    as_customer(cast.ingrid)
    looked = clientela("settings", "set", "accounts.policy", "disabled", "--dry-run").output
    assert "1 customer is signed in and would be signed out" in looked and "Nothing was changed." in looked
    assert Session.objects.alive().exists()
    done = clientela("settings", "set", "accounts.policy", "disabled").output
    assert "would be signed out" in done and "accounts.policy is now disabled" in done
    assert not Session.objects.filter(ended_at=None).exists()
    assert Event.objects.get(name="accounts.changed").actor_kind == "system"
    assert "can be tried first" in said(clientela("settings", "set", "store.name", "X", "--dry-run"))


def test_account_settings_leave_nobody_without_a_way_in(cast: Cast) -> None:
    refused = clientela("settings", "set", "accounts.methods", "passkey")
    assert refused.exit_code == 1 and "would be left without a way to sign in" in said(refused)


def test_secrets_are_not_printed(db: None) -> None:
    """SC-01: set, but never shown again."""
    result = clientela("settings", "set", "store.smtp_password", "right-horse")
    assert "right-horse" not in result.output and HIDDEN in result.output
    assert "right-horse" not in clientela("settings", "list").output
    assert clientela("settings", "get", "store.smtp_password").output.strip() == HIDDEN
    assert Store.current().secret("smtp_password") == "right-horse"


def test_secrets_can_be_asked_for(db: None) -> None:
    """SC-01: in no history, no list of processes; at Enter others stay as they are."""
    result = clientela("settings", "set", "store.smtp_password", asked="right-horse\n")
    assert result.exit_code == 0 and "right-horse" not in result.output
    assert Store.current().secret("smtp_password") == "right-horse"
    assert "already My store" in clientela("settings", "set", "store.name", asked="\n").output


def test_staff_are_created_once_with_a_good_password(db: None) -> None:
    """AC-05, PW-04: asked for twice, not printed; the rules of passwords hold here too."""
    words = ["create-staff", "Ola@example.com", "--name", "Ola Holm", "--role", "support"]
    result = clientela(*words, asked="a-quiet-harbour-42\na-quiet-harbour-42\n")
    assert result.exit_code == 0 and "a-quiet" not in result.output
    user = User.objects.get()
    assert (user.email, user.email_key, user.role, user.is_demo) == (
        "Ola@example.com",
        "ola@example.com",
        "support",
        False,
    )
    assert "already" in said(clientela(*words, "--password", "another-harbour-43"))
    assert "easy to guess" in said(
        clientela("create-staff", "b@example.com", "--name", "B", "--password", "password1")
    )
    assert "no role" in said(
        clientela("create-staff", "b@example.com", "--name", "B", "--role", "king", "--password", "x")
    )
    assert User.objects.count() == 1


def test_the_mailbox_as_json(db: None) -> None:
    """To, subject, text, html, time; newest first; of one address where asked."""
    delivered(queued(subject="First"))
    delivered(queued(subject="Second", to="bo@example.com"))
    rows = json.loads(clientela("mailbox", "--json").output)
    assert [row["subject"] for row in rows] == ["Second", "First"]
    assert set(rows[0]) == {"to", "subject", "text", "html", "time"} and "blåbær" in rows[0]["text"]
    only = json.loads(clientela("mailbox", "--json", "--to", "ANN.berg@Example.com").output)
    assert [row["to"] for row in only] == ["Ann.Berg@example.com"]
    assert "Second" in clientela("mailbox").output
    assert "email address" in said(clientela("mailbox", "--to", "nobody"))


def test_orders_are_imported_with_a_report(db: None, tmp_path: Path) -> None:
    Store.objects.update(currency="GBP")
    file = str(write(tmp_path))
    result = clientela("import-orders", file, "--format", "online-retail", "--currency", "GBP")
    assert result.exit_code == 0 and "5 customers, 7 orders" in result.output
    assert "nothing has changed" in clientela("import-orders", file).output
    assert "EUR" in said(clientela("import-orders", file, "--currency", "EUR"))
    assert "no format" in said(clientela("import-orders", file, "--format", "other"))
    assert "no file" in said(clientela("import-orders", str(tmp_path / "none.csv")))
    assert Order.objects.count() == 7


def test_accounts_are_imported_with_a_report_beside_the_file(db: None, tmp_path: Path) -> None:
    file = tmp_path / "old-shop.csv"
    file.write_text(
        "email,name,hash\nann@example.com,Ann,$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0\nbo@example.com,Bo,\n"
    )
    result = clientela("import-accounts", str(file))
    assert result.exit_code == 0 and "1 accounts and 1 customers without one" in " ".join(
        result.output.split()
    )
    (report,) = tmp_path.glob("old-shop-report-*.csv")
    assert report.read_text().splitlines()[1] == "2,ann@example.com,account added,"
    again = tmp_path / "again.csv"
    assert "nothing has changed" in clientela("import-accounts", str(file), "--report", str(again)).output
    assert "can't be written" in said(clientela("import-accounts", str(file), "--report", str(again)))
    assert "no file" in said(clientela("import-accounts", str(tmp_path / "none.csv")))
    file.write_text("name\nAnn\n")
    assert "no column named email" in said(clientela("import-accounts", str(file), "--report", f"{again}2"))


def test_demo_data_goes_into_an_empty_store_only(db: None) -> None:
    make_customer("ann@example.com")
    assert "empty" in said(clientela("demo-data", "--customers", "10"))
    assert Customer.objects.count() == 1


def test_a_database_out_of_reach_is_one_sentence() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "clientela", "settings", "get", "store.name"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1 and done.stderr.startswith("The database can't be reached")
    assert "Traceback" not in done.stderr


FORBIDDEN = [
    "CREATE TABLE mine (id int)", "DROP TABLE customers_customer",
    "ALTER TABLE store_store ADD COLUMN x text", "TRUNCATE customers_customer", "CREATE SCHEMA mine",
    "CREATE ROLE mine", "UPDATE journal_event SET name = 'x'", "DELETE FROM journal_event",
    "DELETE FROM journal_seal", "SET ROLE clientela_owner", "ALTER TABLE journal_event DISABLE TRIGGER ALL",
    "COPY store_store TO PROGRAM 'true'",
]  # fmt: skip


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_apps_role_changes_no_tables(db: None, statement: str) -> None:
    """SC-05, PR-07: what the pages run as has rows alone."""
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute(statement)


def test_statements_and_locks_end_in_time(db: None) -> None:
    """SC-05: limits stand on the role itself."""
    with connection.cursor() as cursor:
        found = {}
        for name in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            cursor.execute(f"SHOW {name}")
            found[name] = cursor.fetchone()[0]
    assert found == {
        "statement_timeout": "30s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "1min",
    }
