"""`bin/bench flood`: how other pages fare while many try wrong passwords at once."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle

from rich.console import Console
from rich.table import Table

from bench.speed import jobs
from bench.speed.browser import Browser
from bench.speed.figures import percentile
from bench.speed.store import ROOT, Store
from bench.speed.world import look

CONNECTIONS = 32
PAGES = ("/", "/products", "/cart", "/admin/customers")
# Somebody who looks at a page twenty times a second.
PAUSE = 0.05


@dataclass(frozen=True)
class Fared:
    """How the pages, and those who tried, fared."""

    pages: dict[str, list[float]]
    statuses: dict[str, int]
    answers: dict[str, list[float]]
    seconds: float

    @property
    def page_p95(self) -> float:
        return percentile([ms for times in self.pages.values() for ms in times], 0.95)

    @property
    def refused_p95(self) -> float:
        """How long those waited who were turned away."""
        return percentile(
            [ms for status in ("429", "503") for ms in self.answers.get(status, [])] or [0.0], 0.95
        )

    @property
    def hashes(self) -> float:
        return self.statuses.get("422", 0) / self.seconds


def look_at_pages(store: Store, cookies: dict[str, str], seconds: float) -> dict[str, list[float]]:
    """The times of some pages, one after the other."""
    browser, found = Browser(store.port), {page: list[float]() for page in PAGES}
    until, wanted = time.perf_counter() + seconds, cycle(PAGES)
    while time.perf_counter() < until:
        page = next(wanted)
        browser.cookies = dict(cookies)
        began = time.perf_counter()
        browser.get(page)
        found[page].append((time.perf_counter() - began) * 1000)
        time.sleep(PAUSE)
    browser.close()
    return found


@contextmanager
def attacked(store: Store, path: str, connections: int, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
    """So many who try wrong passwords, beside what stands in the block."""
    command = (sys.executable, "-m", "bench.attackers", str(store.port), path, str(connections), str(seconds))
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        time.sleep(1)
        yield process


def run(store: Store, seconds: float, connections: int, path: str = "/account/login") -> Fared:
    """Look at pages while the door is stormed."""
    cookies = jobs.staff(look(store))
    look_at_pages(store, cookies, 2)
    with attacked(store, path, connections, seconds + 1) as process:
        pages = look_at_pages(store, cookies, seconds)
        said = json.loads(process.stdout.read() if process.stdout else "{}")
    return Fared(pages, said["statuses"], said["times"], seconds + 1)


def tell(calm: dict[str, list[float]], fared: Fared, console: Console) -> None:
    """Say it in a table."""
    table = Table("Page", "p50 ms", "p95 ms", "p95 ms, nobody storms")
    for page, times in fared.pages.items():
        row = (percentile(times, 0.5), percentile(times, 0.95), percentile(calm[page], 0.95))
        table.add_row(page, *(f"{ms:.1f}" for ms in row))
    console.print(table)
    console.print(f"All pages: p95 {fared.page_p95:.0f} ms (goal: under 100).")
    console.print(
        f"Answers: {fared.statuses}; turned away within {fared.refused_p95:.0f} ms (p95; goal: under 500);"
        f" {fared.hashes:.0f} passwords hashed a second."
    )
