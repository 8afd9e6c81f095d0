"""`bin/bench timing`: does an answer's time tell whether an address is known? (security.md, section 2)"""

import math
import os
import secrets
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from bench.attackers import network
from bench.signing import calm
from bench.speed.browser import Browser, form
from bench.speed.store import Store

WARM_UP, PAIRS, RUNS = 50, 400, 3
MOST_P, LEAST_MS, LEAST_SHARE = 0.001, 5.0, 0.05
CALM_LOAD = 0.5
_NAMES = {"first_name": "Nora", "last_name": "Lie"}
DOORS: dict[str, tuple[str, dict[str, str]]] = {
    "/account/login": ("/account/login", {"password": "not-the-password"}),
    "/account/login/code/send": ("/account/login", {}),
    "/account/register": ("/account/register", {**_NAMES, "password": "tall-ships-at-dusk"}),
    "/account/recover": ("/account/recover", {}),
    "/newsletter": ("/", {}),
}


@dataclass(frozen=True)
class Compared:
    """One run: medians of both kinds in ms, and how likely so much of a difference is by chance."""

    known: float
    unknown: float
    p: float

    @property
    def gap(self) -> float:
        return abs(self.known - self.unknown)

    @property
    def differs(self) -> bool:
        """Whether this would be called a difference."""
        is_large = self.gap > LEAST_MS or self.gap > LEAST_SHARE * max(self.known, self.unknown)
        return self.p < MOST_P and is_large


def mann_whitney(one: Sequence[float], other: Sequence[float]) -> float:
    """The two-sided p of the rank sum test, by the normal law with ties (Mann and Whitney 1947)."""
    both = sorted((value, which) for which, values in enumerate((one, other)) for value in values)
    ranks, ties, at = 0.0, 0.0, 0
    while at < len(both):
        end = at
        while end < len(both) and both[end][0] == both[at][0]:
            end += 1
        ranks += (at + 1 + end) / 2 * sum(which == 0 for _value, which in both[at:end])
        ties += (end - at) ** 3 - (end - at)
        at = end
    n, m = len(one), len(other)
    u = ranks - n * (n + 1) / 2
    spread = n * m / 12 * ((n + m + 1) - ties / ((n + m) * (n + m - 1)))
    return math.erfc(abs(u - n * m / 2) / math.sqrt(2 * spread)) if spread else 1.0


def stranger(like: str) -> str:
    """An address that nobody has, as long as this one, at the same domain."""
    name, _at, domain = like.partition("@")
    return f"{secrets.token_hex(len(name))[: len(name)]}@{domain}"


def ask(store: Store, door: str, email: str) -> float:
    """The milliseconds of an answer, in a new browser from elsewhere."""
    page, typed = DOORS[door]
    browser = Browser(store.port, network())
    fields = form(browser.get(page).body, "email")
    browser.close()
    began = time.perf_counter()
    browser.post(door, fields | typed | {"email": email}, 303, 422)
    took = (time.perf_counter() - began) * 1000
    browser.close()
    return took


def compare(store: Store, door: str, pairs: int) -> Compared:
    """Known and unknown addresses in turn, each asked once."""
    calm(store)
    known, unknown = [], []
    people = store.shoppers[: pairs + WARM_UP]
    for number in range(WARM_UP + pairs):
        email = people[number % len(people)]
        both = [(known, email), (unknown, stranger(email))]
        for found, address in both if number % 2 else both[::-1]:
            found.append(ask(store, door, address))
        if number % 50 == 49:
            calm(store)
    known, unknown = known[WARM_UP:], unknown[WARM_UP:]
    p = mann_whitney(known, unknown)
    return Compared(statistics.median(known), statistics.median(unknown), p)


def run(store: Store, pairs: int, doors: Sequence[str], console: Console) -> bool:
    """Try every door, again where it looks different. Gives whether none could be told."""
    load = os.getloadavg()[0]
    if load > CALM_LOAD:
        console.print(f"The machine has other work (load {load:.2f}): times are noisy. Nothing is skipped.")
    table = Table("Door", "Known ms", "Unknown ms", "Gap ms", "p", "Told apart")
    told = []
    for door in doors:
        for number in range(RUNS):
            found = compare(store, door, pairs)
            table.add_row(
                door, f"{found.known:.2f}", f"{found.unknown:.2f}", f"{found.gap:.2f}", f"{found.p:.3g}",
                "perhaps" if found.differs else "no",
            )  # fmt: skip
            if not found.differs:
                break
            if number == RUNS - 1:
                told.append(door)
    console.print(table)
    console.print("Told apart: " + (", ".join(told) or "none"))
    return not told
