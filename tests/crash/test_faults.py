"""Database, worker and web process are killed under long work: it goes on, each customer once, one job."""

import time
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from psycopg import sql

from bench.crash import course, work
from bench.crash.clerk import Clerk
from bench.crash.house import DATABASE, WEB, WORKER, House, house

SEED = 614
TURNS = {
    work.TAG: (12_000, [DATABASE, WEB]),
    work.IMPORT: (4_000, [WORKER, DATABASE, WORKER]),
    work.DELETE: (6_000, [DATABASE]),
}
# A database that is killed is one of these tests' own; making it takes a while, so they share it.
pytestmark = [pytest.mark.race, pytest.mark.xdist_group("crash-house")]


@pytest.fixture(scope="module")
def store() -> Iterator[House]:
    """A store whose parts may be killed."""
    with house() as made:
        yield made


@pytest.mark.parametrize("kind", TURNS)
def test_work_goes_on_after_kills(store: House, kind: str) -> None:
    """F01, F02, F13: whoever is killed, nobody is done by half or twice, and all are done in the end."""
    count, parts = TURNS[kind]
    store.furnish(kind, count)
    made = course.endure(kind, store, count, parts, Random(SEED))
    assert made.half == [] and made.twice == 0
    assert made.broken == []
    assert made.killed, "the job was too quick to be killed"
    assert (made.state, made.jobs) == ("done", 1)
    # All lines but the bad one, the earlier of two and the idle one of each hundred.
    assert made.done == (count - 3 * count // 100 if kind == work.IMPORT else count)


def _cut_off(store: House, clerk: Clerk, table: str, path: str, data: dict[str, str], **more: Any) -> None:
    """Send a form; the web process is killed while it writes the first row of this table."""
    waiting = "SELECT 1 FROM pg_locks WHERE NOT granted AND relation = %(table)s::regclass"
    with store.connected() as line:
        line.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.Identifier(table)))
        with clerk.pressing(path, data, **more):
            deadline = time.monotonic() + 30
            while not line.execute(waiting, {"table": table}).fetchone():
                assert time.monotonic() < deadline, "nothing was written"
                time.sleep(0.005)
            store.kill(WEB)
    store.until_up()


def test_whoever_presses_again_starts_one_job(store: House) -> None:
    """F01: cut off in the request that begins work or brings a file, nothing is left; again, it is one."""
    count = 200
    store.furnish("pressed", count)
    clerk = Clerk(store.url)
    clerk.sign_in()
    tagging = work.lay_ready(work.TAG, store, clerk, count, lambda: None)
    _cut_off(store, clerk, "jobs_job", tagging.page, tagging.fields)
    assert tagging.jobs(store) == []

    file = {"files": {"file": ("customers.csv", work.csv(count), "text/csv")}}
    _cut_off(store, clerk, "exchange_import_part", "/admin/customers/import", {}, **file)
    assert store.rows("SELECT 1 FROM exchange_import") == []
    bringing = work.lay_ready(work.IMPORT, store, clerk, count, lambda: course.wait_until_over(store))
    _cut_off(store, clerk, "jobs_job", bringing.page, bringing.fields)
    assert bringing.jobs(store) == []
    assert store.rows("SELECT 1 FROM exchange_import_part") != []

    for ready in (bringing, tagging):
        for _time in range(3):
            clerk.send(ready.page, ready.fields)
    course.wait_until_over(store)
    assert [len(ready.jobs(store)) for ready in (bringing, tagging)] == [1, 1]
    assert clerk.broken == []


def test_a_worker_without_a_database_stops_when_asked(store: House) -> None:
    """F13: it waits for the database, and ends in good order all the same."""
    store.furnish("waiting", 10)
    store.kill(DATABASE)
    assert store.ask_to_stop(WORKER) == 0
    store.start(DATABASE)
    store.until_up()
