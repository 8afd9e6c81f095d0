"""A store in trouble, as pictures show it, and out of it again."""

import time
from collections.abc import Callable
from typing import Any

Places = dict[str, str]
PATIENCE_SECONDS = 60


def until(found: Callable[[], Any]) -> Any:
    """Wait until something is found, and give it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if answer := found():
            return answer
        time.sleep(0.1)
    raise SystemExit("What the pictures wait for did not come.")


def stuck(url: str) -> Places:
    """A store whose mail no server takes, and with a task that has long waited behind one that hangs."""
    from django.db import connection

    from clientela.core.actor import SYSTEM
    from clientela.messaging.actions import notify
    from clientela.messaging.kinds import KINDS
    from clientela.post.queries import failing_in_a_row
    from clientela.store.actions import change_settings

    del url
    nowhere = {"store.mail_via": "smtp", "store.smtp_host": "127.0.0.1", "store.smtp_port": "9"}
    change_settings(nowhere, by=SYSTEM)
    kind = next(iter(KINDS.values()))
    for number in range(3):
        notify(kind.kind, f"waits{number}@example.com", kind.sample, by=SYSTEM)
    until(lambda: failing_in_a_row()[0] >= 3)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, status, scheduled_at) VALUES"
            " ('bulk', 'hangs', 'pictures', 'doing', NULL),"
            " ('bulk', 'waits', 'pictures', 'todo', now() - interval '2 hours') ON CONFLICT DO NOTHING"
        )
    return {}


def shut(url: str) -> Places:
    """A store whose database takes nobody in."""
    del url
    let_in(False)
    return {}


def mended(url: str) -> Places:
    """The store is out of trouble again."""
    from django.db import connection

    from clientela.core.actor import SYSTEM
    from clientela.store.actions import change_settings

    del url
    change_settings({"store.mail_via": "mailbox", "store.smtp_host": ""}, by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE lock = 'pictures'")
    return {}


def let_in(anybody: bool) -> None:
    """Open the database to everybody, or shut it and send everybody out."""
    import psycopg

    from clientela.config.embedded import Cluster, default_data_dir

    with psycopg.connect(Cluster(default_data_dir()).url("superuser", "postgres"), autocommit=True) as server:
        server.execute(f"ALTER DATABASE clientela ALLOW_CONNECTIONS {'true' if anybody else 'false'}")
        if not anybody:
            server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'clientela'"
            )
