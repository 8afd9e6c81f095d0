"""What isn't ready for production, in words: one small function for each thing, a sentence and what to do."""

import stat
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.checks import run_checks
from django.db import connection
from django.utils import timezone

from clientela.config import environment, migrating
from clientela.config.embedded.roles import APP
from clientela.insight import queries as insight
from clientela.journal.sealing import first_broken
from clientela.orders.queries import drift
from clientela.staff.models import User
from clientela.staff.queries import without_second_factor
from clientela.staff.roles import Role
from clientela.store.models import Store
from clientela.store.queries import last_backup

LONG_ENOUGH = 50
HERE = {"localhost", "127.0.0.1", "[::1]", "::1"}
HASH_MS = (15, 250)
# Django says these of a store without TLS, which is told once.
_FOLLOW_FROM_TLS = {"security.W004", "security.W008", "security.W012", "security.W016"}
_ROLE = """
SELECT rolsuper, rolcreatedb OR rolcreaterole OR rolbypassrls,
       has_schema_privilege('public', 'CREATE') OR EXISTS (
         SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = 'public' AND c.relkind = 'r' AND pg_has_role(c.relowner, 'USAGE')),
       has_table_privilege('journal_event', 'UPDATE, DELETE'),
       current_setting('statement_timeout') = '0' OR current_setting('lock_timeout') = '0'
         OR current_setting('idle_in_transaction_session_timeout') = '0'
  FROM pg_roles WHERE rolname = current_user
"""


@dataclass(frozen=True)
class Finding:
    """One thing that isn't ready, and what to do about it."""

    problem: str
    remedy: str


Findings = Iterator[Finding]
Check = Callable[[], Findings]


def secret_key() -> Findings:
    """The secret key is long, and its file is its owner's alone."""
    if len(settings.SECRET_KEY) < LONG_ENOUGH:
        yield Finding("The secret key is short.", "Give CLIENTELA_SECRET_KEY at least 50 random characters.")
    path = settings.DATA_DIR / "secret-key"
    if not environment.text("CLIENTELA_SECRET_KEY") and path.is_file():
        if mode := stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding(f"Others may read the secret key (mode {mode:03o}).", f"chmod 600 {path}")
    elif not environment.text("CLIENTELA_SECRET_KEY"):
        yield Finding(
            "The secret key can't be kept.", f"Make {path.parent} writable, or set CLIENTELA_SECRET_KEY."
        )


def debug() -> Findings:
    """Nothing of the inside is shown."""
    if settings.DEBUG:
        yield Finding("DEBUG is on: errors show the inside.", "Turn it off.")


def tls() -> Findings:
    """The store is reached over TLS, through a proxy that is believed."""
    if not settings.TLS:
        yield Finding(
            "The store doesn't know of TLS.", "Serve it over https by a proxy and set CLIENTELA_TLS=1."
        )
    elif not settings.TRUSTED_PROXIES:
        yield Finding(
            "No proxy is believed, so all shoppers look like one and https looks like http.",
            "Set CLIENTELA_TRUSTED_PROXIES to how many proxies of yours a request passes.",
        )


def hosts() -> Findings:
    """The store answers to its own names, and to no others."""
    names = set(settings.ALLOWED_HOSTS)
    if "*" in names:
        yield Finding("The store answers to any name.", "List its own names in CLIENTELA_HOSTS.")
    elif names <= HERE:
        yield Finding("The store answers on this machine only.", "List its names in CLIENTELA_HOSTS.")


def address() -> Findings:
    """Links in emails lead to the store over https."""
    where, key = urlsplit(Store.current().url), "clientela settings set store.url https://…"
    if where.scheme != "https":
        yield Finding(f"Links in emails begin with {where.scheme}://{where.netloc}.", key)
    elif where.hostname not in settings.ALLOWED_HOSTS and "*" not in settings.ALLOWED_HOSTS:
        yield Finding(f"Links lead to {where.hostname}, which isn't in CLIENTELA_HOSTS.", "Add it there.")


def mail() -> Findings:
    """Mail leaves the house, encrypted, from an address of the store, and what becomes of it is told."""
    store, unsafe = Store.current(), Store.MailSecurity.NONE
    if store.mail_via == Store.MailVia.MAILBOX:
        yield Finding(
            "Mail goes to the built-in mailbox, not to customers.", "Set store.smtp_host and store.mail_via."
        )
    elif store.sends_by_api:
        # One signs by its key; the other tells nothing to sign.
        needs_none = {Store.MailVia.UNISENDER_GO, Store.MailVia.SCALEWAY}
        if not store.mail_webhook_secret and store.mail_via not in needs_none:
            yield Finding(
                "The mail provider can't tell what arrived.",
                "Set store.mail_webhook_secret, and the webhook at the provider: see docs/operators/mail.md.",
            )
    elif store.smtp_security == unsafe and store.smtp_host not in HERE:
        yield Finding("Mail goes to its server unencrypted.", "Set store.smtp_security to starttls or tls.")
    if store.bounce_host not in {"", *HERE} and store.bounce_security == unsafe:
        yield Finding("Mail that comes back is read unencrypted.", "Set store.bounce_security to tls.")
    if store.email.rpartition("@")[2] in {"example.com", "example.org", "example.net"}:
        yield Finding(f"Mail comes from {store.email}.", "Set store.email to an address of the store.")


def backup(days: int = 2) -> Findings:
    """There is a fresh backup."""
    made = last_backup()
    if made is None:
        yield Finding("There is no backup.", "Run clientela backup, every night.")
    elif timezone.now() - made > timedelta(days=days):
        yield Finding(f"The newest backup is of {made:%Y-%m-%d}.", "Run clientela backup, every night.")


def database_role() -> Findings:
    """Web and worker work with rows, and can't change tables or what happened."""
    with connection.cursor() as cursor:
        cursor.execute(_ROLE)
        yield from judged(*cursor.fetchone())


def judged(
    is_super: bool, is_mighty: bool, changes_tables: bool, changes_log: bool, unlimited: bool
) -> Findings:
    """What is wrong with a role of which this is so."""
    how = "See “A PostgreSQL server of your own” in docs/operators/start.md."
    if is_super:
        yield Finding("The database role is a superuser.", how)
        return
    if is_mighty:
        yield Finding("The database role may make roles or databases.", how)
    if changes_tables:
        yield Finding("The database role may change tables.", f"{how} Its name is best {APP}.")
    if changes_log:
        yield Finding("The database role may change the log.", f"{how} Its name is best {APP}.")
    if unlimited:
        yield Finding("Statements, locks or idle transactions may last for ever.", how)


def demo_accounts() -> Findings:
    """Nobody signs in with a password that was printed on a terminal (security AC-05)."""
    if count := User.objects.filter(is_demo=True, is_active=True).count():
        yield Finding(
            f"{count} demo accounts can sign in to the admin.", "Set the store up in a new data folder."
        )
        if not settings.TRUSTED_PROXIES:
            yield Finding(
                "Through a proxy on this machine that doesn't say for whom it asks, anybody may try the demo "
                "accounts, which need no second factor.",
                "Put no proxy or tunnel before a demo.",
            )


def second_factor() -> Findings:
    """All staff prove themselves by a passkey or an authenticator app too (security AC-05)."""
    if names := ", ".join(user.name for user in without_second_factor()):
        yield Finding(f"Without a second factor: {names}.", "They are asked for one when they next sign in.")


def staff() -> Findings:
    """Somebody owns the store."""
    owners = User.objects.filter(role=Role.OWNER, is_active=True, is_demo=False)
    if not owners.exclude(password="").exists():
        yield Finding("Nobody can sign in as owner.", "clientela create-staff EMAIL --role owner")


def migrations() -> Findings:
    """The tables are those of this version."""
    if count := migrating.pending():
        yield Finding(f"{count} changes of tables haven't run.", "clientela migrate")


def hashing() -> Findings:
    """A password's hash takes long enough to stop guessing, and not so long that sign-ins queue up."""
    spent = min(_hash_ms() for _ in range(3))
    low, high = HASH_MS
    if not low <= spent <= high:
        yield Finding(
            f"Hashing a password takes {spent:.0f} ms on this machine, not {low} to {high}.",
            "Choose another machine for the web process.",
        )


def _hash_ms() -> float:
    began = time.perf_counter()
    make_password("as long as it takes here")
    return (time.perf_counter() - began) * 1000


def figures() -> Findings:
    """Orders and amounts on customers are what their orders say."""
    if found := drift():
        yield Finding(f"The figures of {len(found)} customers differ from their orders.", "clientela recount")
    if days := insight.drift(Store.current().zone):
        yield Finding(f"The figures of {len(days)} days differ from their orders.", "clientela recount")


def log_is_whole() -> Findings:
    """Nothing in the log was changed since it was sealed."""
    if broken := first_broken():
        yield Finding(
            f"The log was changed: block {broken.pk} isn't as it was sealed on {broken.sealed_at:%Y-%m-%d}.",
            "Find out who can write to the database; compare with a backup.",
        )


def django() -> Findings:
    """What Django itself has to say of a deployment."""
    for message in run_checks(include_deployment_checks=True):
        if not message.is_silenced() and (settings.TLS or message.id not in _FOLLOW_FROM_TLS):
            yield Finding(
                f"Django: {message.msg.split('. ')[0].rstrip('.')}.", str(message.hint or message.id)
            )


def data_folder() -> Findings:
    """Others can't look into the data folder."""
    private = (settings.DATA_DIR / "postgres", settings.DATA_DIR / "backups")
    for path in private:
        if path.is_dir() and path.stat().st_mode & 0o077:
            yield Finding(f"Others may look into {path}.", f"chmod 700 {path}")


CHECKS: tuple[Check, ...] = (
    *(secret_key, debug, tls, hosts, address, mail, backup, data_folder),
    *(database_role, migrations, demo_accounts, staff, second_factor, hashing, figures, log_is_whole, django),
)


def run(backup_days: int) -> list[Finding]:
    """Everything that isn't ready. With tables of another version, only what needs no table is looked at."""
    if migrating.pending():
        return [found for check in (secret_key, debug, tls, hosts, migrations, hashing) for found in check()]
    return [found for check in CHECKS for found in (backup(backup_days) if check is backup else check())]
