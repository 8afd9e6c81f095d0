"""`clientela check`: each thing that isn't ready is one sentence with what to do."""

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings
from typer.testing import CliRunner

from clientela.config import checks
from clientela.config.commands import app
from clientela.core.actor import SYSTEM
from clientela.customers.events import CustomerCreated
from clientela.customers.models import Customer
from clientela.journal import sealing
from clientela.journal.actions import record
from clientela.journal.models import Event
from clientela.staff.models import User
from clientela.staff.queries import without_second_factor
from clientela.staff.roles import Role
from clientela.store.actions import change_settings, note_backup
from tests import ground
from tests.cast import make_customer, make_staff


def said(check: checks.Check) -> str:
    """The problems that a check finds, together."""
    return " ".join(finding.problem for finding in check())


def an_owner() -> User:
    """An owner as real stores have them."""
    owner = make_staff(Role.OWNER)
    User.objects.filter(pk=owner.pk).update(is_demo=False)
    return User.objects.get(pk=owner.pk)


@pytest.fixture
def ready(db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> User:
    """A store with everything set as it ought to be."""
    monkeypatch.setenv("CLIENTELA_SECRET_KEY", "x" * 60)
    settings.TLS, settings.TRUSTED_PROXIES, settings.ALLOWED_HOSTS = True, 1, ["shop.example"]
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SECURE_HSTS_SECONDS = 31_536_000
    texts = {
        "store.url": "https://shop.example",
        "store.email": "us@shop.example",
        "store.smtp_host": "mail.example",
    }
    change_settings(texts | {"store.mail_via": "smtp"}, by=SYSTEM)
    note_backup("clientela-today.tar", 1, by=SYSTEM)
    owner = an_owner()
    owner.apps.create(name="Phone", secret="sealed")
    return owner


def test_a_store_that_is_ready_passes(ready: User) -> None:
    """Nothing is said, and the exit code is 0."""
    assert [f for f in checks.run(2) if "takes" not in f.problem] == []
    result = CliRunner().invoke(app, ["check"])
    assert result.exit_code == 0 or "Hashing" in result.output


def test_a_store_at_its_beginning_hears_what_to_do(db: None, settings: Settings) -> None:
    """One line each, exit code 1."""
    settings.ALLOWED_HOSTS = ["localhost"]
    result = CliRunner(env={"COLUMNS": "300"}).invoke(app, ["check"])
    assert result.exit_code == 1
    for words in (
        "know of TLS",
        "this machine only",
        "http://localhost",
        "built-in mailbox",
        "no backup",
        "as owner",
    ):
        assert sum(words in line for line in result.output.splitlines() if line.startswith("- ")) == 1, words


def test_the_secret_key_is_long_and_private(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SC-01: from the environment or from a file of mode 0600."""
    assert said(checks.secret_key) == ""
    settings.DATA_DIR = tmp_path
    assert "can't be kept" in said(checks.secret_key)
    (tmp_path / "secret-key").write_text("k")
    (tmp_path / "secret-key").chmod(0o644)
    assert "044" in said(checks.secret_key)
    monkeypatch.setenv("CLIENTELA_SECRET_KEY", "from elsewhere")
    assert said(checks.secret_key) == ""
    settings.SECRET_KEY = "short"
    assert "short" in said(checks.secret_key)


def test_debug(settings: Settings) -> None:
    """SC-04: off."""
    assert said(checks.debug) == ""
    settings.DEBUG = True
    assert "DEBUG" in said(checks.debug)


def test_tls_needs_a_proxy_that_is_believed(settings: Settings) -> None:
    assert "TLS" in said(checks.tls)
    settings.TLS = True
    assert "No proxy" in said(checks.tls)
    settings.TRUSTED_PROXIES = 1
    assert said(checks.tls) == ""


def test_hosts(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "[::1]"]
    assert "this machine only" in said(checks.hosts)
    settings.ALLOWED_HOSTS = ["*"]
    assert "any name" in said(checks.hosts)
    settings.ALLOWED_HOSTS = ["shop.example", "localhost"]
    assert said(checks.hosts) == ""


def test_links_lead_to_the_store_by_https(db: None, settings: Settings) -> None:
    assert "http://localhost:8000" in said(checks.address)
    change_settings({"store.url": "https://shop.example/"}, by=SYSTEM)
    assert "CLIENTELA_HOSTS" in said(checks.address)
    settings.ALLOWED_HOSTS = ["shop.example"]
    assert said(checks.address) == ""


def test_mail_leaves_the_house_encrypted(db: None) -> None:
    """F36: the mailbox is for trying out; without encryption only to this machine."""
    assert "mailbox" in said(checks.mail) and "store@example.com" in said(checks.mail)
    smtp = {"store.mail_via": "smtp", "store.smtp_host": "mail.example", "store.email": "us@shop.example"}
    change_settings(smtp, by=SYSTEM)
    assert said(checks.mail) == ""
    change_settings({"store.smtp_security": "none"}, by=SYSTEM)
    assert "unencrypted" in said(checks.mail)
    change_settings({"store.smtp_host": "localhost"}, by=SYSTEM)
    assert said(checks.mail) == ""


def test_a_backup_grows_old(db: None) -> None:
    assert "no backup" in said(checks.backup)
    note_backup("a.tar", 5, by=SYSTEM)
    assert said(checks.backup) == ""
    at = timezone.now() - timedelta(days=3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_event WHERE name = 'store.backed_up' AND at > %s", [at])
        assert cursor.fetchone() == (1,)
    assert [f.problem for f in checks.backup(days=0)] and not list(checks.backup(days=1))


def test_the_apps_own_role_is_right(db: None) -> None:
    """SC-05: nothing to say about the role that comes along."""
    assert said(checks.database_role) == ""


ROLES = {
    "superuser": ("is a superuser", "may make roles"),
    "owner": ("may change tables. The database role may change the log.", "superuser"),
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_that_may_too_much_is_named(db: None, role: str) -> None:
    """SC-05: asked of the database itself."""
    there, absent = ROLES[role]
    with psycopg.connect(ground.CLUSTER.url(role, ground.DATABASE)) as mighty:  # type: ignore[arg-type]
        row = mighty.execute(checks._ROLE).fetchone()
    words = " ".join(f.problem for f in checks.judged(*row))
    assert there in words and absent not in words


def test_demo_accounts_are_refused(db: None, settings: Settings) -> None:
    """AC-05: their passwords were printed on a terminal, and no proxy may stand before them unknown."""
    assert said(checks.demo_accounts) == ""
    User.objects.create(
        email="o@example.com", email_key="o@example.com", name="O", role="owner", is_demo=True
    )
    assert "1 demo accounts" in said(checks.demo_accounts)
    assert "Through a proxy on this machine" in said(checks.demo_accounts)
    settings.TRUSTED_PROXIES = 1
    assert "1 demo accounts" in said(checks.demo_accounts) and "proxy" not in said(checks.demo_accounts)
    assert "as owner" in said(checks.staff)


def test_staff_without_a_second_factor_are_named(db: None) -> None:
    """AC-05: those with an authenticator app or a passkey are not."""
    assert "as owner" in said(checks.staff)
    owner = an_owner()
    assert said(checks.staff) == "" and owner.name in said(checks.second_factor)
    owner.apps.create(name="Phone", secret="sealed")
    assert said(checks.second_factor) == "" and not without_second_factor().exists()


def test_tables_of_another_version(db: None) -> None:
    """The rest is not looked at: it may need what isn't there."""
    assert said(checks.migrations) == ""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'journal' AND name LIKE '0004%'")
    assert "1 changes of tables" in said(checks.migrations)
    assert "backup" not in " ".join(finding.problem for finding in checks.run(2))


def test_a_hash_that_is_too_quick_or_slow_is_named(settings: Settings) -> None:
    """PW-01: by the clock of this machine."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    assert "Hashing a password takes 0 ms" in said(checks.hashing)


def test_figures_that_differ_are_named_and_mended(db: None) -> None:
    """Lesson 10: drift is seen, and a command counts anew."""
    customer = make_customer("ann@example.com")
    assert said(checks.figures) == ""
    Customer.objects.filter(pk=customer.pk).update(orders_count=3, amount_spent=5)
    assert "1 customers" in said(checks.figures)
    assert "1 customers" in CliRunner().invoke(app, ["recount"]).output
    assert said(checks.figures) == ""
    assert "exact" in CliRunner().invoke(app, ["recount"]).output


def test_a_log_that_was_changed_is_named(real_db: None) -> None:
    """PR-07: by whoever got round the trigger."""
    event = record(CustomerCreated("staff"), by=SYSTEM, customer_id=1)
    sealing.seal_next(by=SYSTEM)
    assert Event.objects.count() and said(checks.log_is_whole) == ""
    with psycopg.connect(ground.CLUSTER.url("superuser", ground.DATABASE)) as mighty:
        mighty.execute("SET session_replication_role = replica")
        mighty.execute("UPDATE journal_event SET actor_id = 7 WHERE id = %s", [event.pk])
    assert "The log was changed" in said(checks.log_is_whole)


def test_what_django_says_is_passed_on(settings: Settings) -> None:
    """SC-04: what follows from TLS is told once."""
    assert said(checks.django) == ""
    settings.TLS = True
    assert "SECURE_HSTS_SECONDS" in said(checks.django)


def test_others_may_not_look_into_the_data(settings: Settings, tmp_path: Path) -> None:
    """SC-01: backups and database are their owner's alone."""
    settings.DATA_DIR = tmp_path
    (tmp_path / "backups").mkdir(mode=0o700)
    assert said(checks.data_folder) == ""
    (tmp_path / "backups").chmod(0o755)
    assert "look into" in said(checks.data_folder)


def test_every_check_is_tried_here() -> None:
    """None is forgotten."""
    text = Path(__file__).read_text()
    assert not [check.__name__ for check in checks.CHECKS if f"checks.{check.__name__}" not in text]
