"""Alerts: a line in the log, a banner for those who can act."""

import json
import os
import subprocess
import sys

import pytest
from django.core.cache import cache

from clientela.config import alerts
from clientela.core.queue import Queue, enqueue
from tests.cast import Cast, as_staff
from tests.jobs.test_standstill import alive, failing, older


def test_what_stands_still_is_told(db: None) -> None:
    """Once for each thing, by the schedule of every minute."""
    from clientela.config.schedule import SCHEDULE

    assert alerts.tell() == []
    failing(3)
    enqueue("post.sweep", Queue.MAIL)
    older(400)
    assert [one.kind for one in alerts.tell()] == ["worker", "mail"]
    assert ("config.watch", "* * * * *") in {(task, cron) for task, cron, _words in SCHEDULE}


SCRIPT = """
import django; django.setup()
from clientela.config import alerts
alerts.tell_for_the_worker()
"""


def test_the_web_tells_of_a_database_that_is_gone() -> None:
    """F14: one line, no trace, no end of the process; no name and no password in it."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=os.environ
        | {
            "DATABASE_URL": "postgresql://clientela_app:a-secret@127.0.0.1:1/none",
            "CLIENTELA_LOG": "error",
            "DJANGO_SETTINGS_MODULE": "clientela.config.settings",
        },
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = [json.loads(line) for line in done.stderr.splitlines() if "alert" in line]
    assert (line["event"], line["kind"], line["level"]) == ("alert", "database", "error")
    assert "a-secret" not in done.stderr and "Traceback" not in done.stderr


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """The banner asks now and then only."""
    cache.clear()


def test_owner_and_manager_see_a_banner(cast: Cast) -> None:
    failing(3)
    alive()
    for user in cast.staff():
        page = as_staff(user).get("/admin/customers").content.decode()
        assert ("Emails are not going out" in page) == (user.role in {"owner", "manager"}), user.role


def test_the_banner_says_what_is_the_matter(cast: Cast) -> None:
    enqueue("post.sweep", Queue.MAIL)
    older(400)
    assert "No worker is running" in as_staff(cast.owner).get("/admin/customers").content.decode()
    alive()
    cache.clear()
    assert "Work is piling up" in as_staff(cast.owner).get("/admin/customers").content.decode()


def test_no_banner_while_all_goes_its_way(cast: Cast) -> None:
    alive()
    page = as_staff(cast.owner).get("/admin/customers").content.decode()
    assert not any(words in page for words in ("piling up", "not going out", "No worker"))
