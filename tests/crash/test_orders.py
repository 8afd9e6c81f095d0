"""Web, worker and database are killed while orders are placed; what was accepted is whole."""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from clientela.config import lights
from clientela.config.embedded import Cluster
from tests.crash.shoppers import Journal, Shopper
from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
SHOPPERS, ROUNDS, STOCK = 4, 4, 1000
# Every accepted order is whole: lines that add up, money asked for once and taken, its email queued or sent.
HALF = """
SELECT o.number FROM orders_order o
LEFT JOIN payments_payment p ON p.id = o.payment_id
LEFT JOIN (SELECT order_id, sum(total) AS total, count(*) AS lines FROM orders_line GROUP BY 1) l
  ON l.order_id = o.id
WHERE o.email LIKE 'crash.%' AND (
  l.lines IS NULL OR l.total <> o.subtotal OR p.state <> 'paid' OR p.amount <> o.total
  OR o.financial_status <> 'PAID' OR o.customer_id IS NULL
  OR NOT EXISTS (SELECT FROM post_message m WHERE m.dedupe_key = 'order-' || o.id || '-confirmation')
  OR (SELECT count(*) FROM journal_event e WHERE e.name = 'order.placed' AND e.subject_id = o.id) <> 1)
"""
STRAY_CHARGES = """
SELECT c.key FROM payments_test_charge c LEFT JOIN payments_payment p ON p.key = c.key
LEFT JOIN orders_order o ON o.payment_id = p.id
WHERE c.state NOT IN ('voided', 'declined') AND o.id IS NULL
"""
DRIFT = """
SELECT c.id FROM customers_customer c JOIN (SELECT customer_id, count(*) n, sum(total) t FROM orders_order
  GROUP BY 1) o ON o.customer_id = c.id
LEFT JOIN (SELECT coalesce(b.customer_id, f.customer_id) AS customer_id, sum(f.amount) a
  FROM orders_refund f LEFT JOIN orders_order b ON b.id = f.order_id WHERE f.state = 'done' GROUP BY 1) r
  ON r.customer_id = c.id
WHERE (c.orders_count, c.amount_spent) <> (o.n, o.t - coalesce(r.a, 0))
"""


class House:
    """A store on a database of its own, that things can be killed in."""

    def __init__(self, folder: Path) -> None:
        self.cluster, self.port = Cluster(folder), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        drop = {"DATABASE_URL", "CLIENTELA_TEST_GROUND"}
        self.env = {key: value for key, value in os.environ.items() if key not in drop}
        self.env |= {"CLIENTELA_DATA": str(folder), "CLIENTELA_TRUSTED_PROXIES": "1"}
        lights.turn_on(self.cluster, lambda _words: None)
        self._run("migrate")
        self._run("demo-data", "--customers", "10")
        self._run("settings", "set", "store.url", self.url)
        with psycopg.connect(self.cluster.url("app")) as connection:
            connection.execute("UPDATE catalog_variant SET stock = %s", [STOCK])
        command = [sys.executable, "-m", "clientela", "serve", "--worker", "--port", str(self.port)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=self.env | {"CLIENTELA_LOG": "critical"})

    def _run(self, *command: str) -> None:
        subprocess.run(
            [sys.executable, "-m", "clientela", *command],
            cwd=ROOT,
            env=self.env,
            check=True,
            capture_output=True,
        )

    def kill(self, what: str) -> None:
        """End a part of the house with SIGKILL, without any word beforehand."""
        if what == "database":
            pid = int((self.cluster.pgdata / "postmaster.pid").read_text().splitlines()[0])
            # Nobody here starts it again: the command that serves the store does.
            psutil.Process(pid).kill()
            return
        for child in psutil.Process(self.process.pid).children():
            # One killed before may still be there as a zombie.
            with suppress(psutil.Error):
                words = " ".join(child.cmdline())
                if (what == "web") == ("granian" in words):
                    for one in [*child.children(recursive=True), child]:
                        one.kill()

    def rows(self, query: str) -> list[Any]:
        """What the database says."""
        with psycopg.connect(self.cluster.url("app")) as connection:
            return connection.execute(query).fetchall()

    def until(self, query: str, patience: float = 90) -> list[Any]:
        """Wait until a query finds nothing any more; gives what is left."""
        deadline = time.monotonic() + patience
        while (left := self.rows(query)) and time.monotonic() < deadline:
            time.sleep(0.2)
        return left

    def close(self) -> None:
        """Stop everything."""
        self.process.terminate()
        self.process.wait(60)
        self.cluster.stop()


@pytest.fixture
def house() -> Iterator[House]:
    """A store that may be broken."""
    base = Path("/var/tmp") if Path("/var/tmp").is_dir() else Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="clientela-crash-", dir=base))
    folder.chmod(0o711)
    made = House(folder)
    yield made
    made.close()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.race
def test_orders_are_whole_after_kills(house: House) -> None:
    """F01, F02, F13, F15: kill -9 of web, worker and database; each accepted order is there once, whole."""
    journal, failures = Journal(), []

    def shop(first: int) -> None:
        try:
            for turn in range(ROUNDS):
                Shopper(house.url, first * ROUNDS + turn, journal).buy()
        except Exception as problem:
            failures.append(repr(problem))

    threads = [threading.Thread(target=shop, args=(number,)) for number in range(SHOPPERS)]
    for thread in threads:
        thread.start()
    killed = 0
    for what in ("web", "worker", "database") * 3:
        threads[0].join(1.2)
        if any(thread.is_alive() for thread in threads):
            house.kill(what)
            killed += 1
    for thread in threads:
        thread.join(240)
    assert not failures
    assert killed >= 4
    assert len(journal.accepted) == SHOPPERS * ROUNDS
    assert journal.broken == []

    # What was cut off between payment and order is finished, or let go, by the clock; the mail goes out.
    assert house.until("SELECT id FROM checkout_checkout WHERE state = 'placing'", 150) == []
    assert house.until(HALF) == []
    assert house.until(STRAY_CHARGES) == []
    assert house.until("SELECT id FROM post_message WHERE state <> 'sent'", 180) == []
    stored = [
        f"#{number}" for (number,) in house.rows("SELECT number FROM orders_order WHERE email LIKE 'crash.%'")
    ]
    assert sorted(stored) == sorted(journal.accepted)
    per_shopper = house.rows(
        "SELECT email FROM orders_order WHERE email LIKE 'crash.%' GROUP BY 1 HAVING count(*) > 1"
    )
    assert per_shopper == []
    assert house.rows(DRIFT) == []
    # What left the shelf is what stands on orders. Adding to a cart again after a lost answer adds again.
    sold = house.rows(f"SELECT sum({STOCK} - stock) FROM catalog_variant")
    bought = "SELECT sum(quantity) FROM orders_line l JOIN orders_order o ON o.id = l.order_id"
    assert sold == house.rows(f"{bought} WHERE o.email LIKE 'crash.%'")
