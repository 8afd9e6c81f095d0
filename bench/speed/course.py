"""The course of a measurement: every round does every job on every store, Clientela and SQL side by side."""

import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from argon2 import PasswordHasher

from bench.speed import inside, jobs, sql, store
from bench.speed.browser import Browser
from bench.speed.figures import Measured, Results, Round, percentile
from bench.speed.jobs import JOBS, Job, Turn
from bench.speed.store import Store
from bench.speed.told import words
from bench.speed.world import World, look
from clientela.core.hashing import Argon2idHasher

CLIENTS = 8
WARM_UP = 5
FEWEST, MOST = 10, 200
Say = Callable[[str], None]


def timed(turns: list[Turn], seconds: float) -> list[list[float]]:
    """Milliseconds of several turns that take turns, for so long a time, at least ten of each.

    A busy moment of the machine meets all of them, so that their ratios stay right.
    """
    found: list[list[float]] = [[] for _ in turns]
    until = time.perf_counter() + seconds
    while len(found[0]) < FEWEST or (time.perf_counter() < until and len(found[0]) < MOST):
        for turn, kept in zip(turns, found, strict=True):
            began = time.perf_counter()
            turn()
            kept.append((time.perf_counter() - began) * 1000)
    return found


def together(turns: list[Turn], seconds: float) -> tuple[int, float]:
    """How many turns, and how many a second, while all clients go on without a pause."""
    began = time.perf_counter()
    until = began + seconds

    def client(turn: Turn) -> int:
        count = 0
        while time.perf_counter() < until:
            turn()
            count += 1
        return count

    with ThreadPoolExecutor(len(turns)) as pool:
        done = sum(pool.map(client, turns))
    return done, done / (time.perf_counter() - began)


class Bench:
    """One store that is measured: its browsers, its statements by hand, what it is asked for."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.db = world.store.database()
        self.by_hand = sql.twins(world, self.db)
        self.cookies = jobs.staff(world)

    def browsers(self, job: Job, count: int) -> tuple[list[Browser], list[Turn]]:
        """So many clients, ready for the job and warm."""
        found = [Browser(self.world.store.port) for _ in range(count)]
        turns = []
        for number, browser in enumerate(found):
            browser.cookies = dict(self.cookies)
            turns.append(job.ready(self.world, browser, number))
        return found, turns


@dataclass
class Stage:
    """One job made ready on one store."""

    bench: Bench
    job: Job
    browsers: list[Browser]
    turns: list[Turn]

    @property
    def by_hand(self) -> Turn | None:
        return self.bench.by_hand.get(self.job.key)

    def crowd(self, seconds: float, kept: Round) -> None:
        """Eight clients at once: fills in what a round holds of them."""
        if self.job.key == "sign_in":
            kept.hash_rate = hashes(seconds)
        served = self.bench.world.store
        before = served.web_seconds()
        count, kept.rate = together(self.turns, seconds)
        kept.cpu = (served.web_seconds() - before) * 1000 / count

    def leave(self) -> None:
        """Clear away what the job left, and close the browsers."""
        if self.job.tidy:
            self.bench.db.execute(self.job.tidy.encode())
        for browser in self.browsers:
            browser.close()


def play(job: Job, benches: list[Bench], seconds: float) -> list[Round]:
    """One round of a job: all stores and their SQL turn by turn, then eight clients on each store."""
    stages = [Stage(bench, job, *bench.browsers(job, CLIENTS)) for bench in benches]
    single = [turn for stage in stages for turn in (stage.turns[0], stage.by_hand) if turn]
    for _ in range(WARM_UP):
        for turn in single:
            turn()
    times = iter(timed(single, seconds * len(stages)))
    rounds = [Round(next(times), next(times) if stage.by_hand else [], 0.0) for stage in stages]
    for stage, kept in zip(stages, rounds, strict=True):
        stage.crowd(1.5 * seconds, kept)
        stage.leave()
    return rounds


_hasher = PasswordHasher(Argon2idHasher.time_cost, Argon2idHasher.memory_cost, Argon2idHasher.parallelism)
_encoded = _hasher.hash("a password that nobody has")


def _verify() -> None:
    _hasher.verify(_encoded, "a password that nobody has")


def hashes(seconds: float) -> float:
    """How many passwords a second all cores check, with nothing else to do."""
    return together([_verify] * (os.cpu_count() or 1), seconds)[1]


def stores(sizes: list[int], folders: list[Path]) -> list[Store]:
    """A store for each size: in the folders named, else in folders of its own that stay for the next run."""
    base = Path("/var/tmp") if Path("/var/tmp").is_dir() else Path(tempfile.gettempdir())
    usual = [base / f"bench-{words(size).lower()}" for size in sizes]
    return [
        Store(size, folder) for size, folder in zip(sizes, [*folders, *usual[len(folders) :]], strict=True)
    ]


def run(stores: list[Store], rounds: int, seconds: float, say: Say) -> Results:
    """Measure all stores. They are made where they aren't there yet, and stopped afterwards."""
    results = Results(made=f"{datetime.now(UTC):%Y-%m-%d}", machine={})
    try:
        for one in stores:
            say(f"{one.size:,} customers: making sure of the data, then starting")
            one.make()
            results.starts[one.size] = store.measure_start(one, 3)
            one.know()
            if one is not stores[-1]:
                one.stop()
        for one in stores[:-1]:
            one.start()
        results.machine = store.machine(stores[0])
        _measure(stores, rounds, seconds, results, say)
    finally:
        for one in stores:
            one.stop()
    return results


def _measure(stores: list[Store], rounds: int, seconds: float, results: Results, say: Say) -> None:
    benches = [Bench(look(one)) for one in stores]
    _by_themselves(benches[0], results)
    for bench in benches:
        results.sizes[bench.world.store.size] = {job.key: Measured() for job in JOBS}
    for number in range(rounds):
        say(f"round {number + 1} of {rounds}")
        results.load = max(results.load, os.getloadavg()[0])
        for job in JOBS:
            for bench, kept in zip(benches, play(job, benches, seconds), strict=True):
                results.sizes[bench.world.store.size][job.key].rounds.append(kept)
    for bench in benches:
        results.insides[bench.world.store.size] = inside.look(bench.world, bench.cookies)


def _by_themselves(bench: Bench, results: Results) -> None:
    """What the client costs, and what the password hash alone allows on these cores."""
    smallest = Job("alive", "", jobs.alive)
    browsers, turns = bench.browsers(smallest, CLIENTS)
    results.client_ms = percentile(timed(turns[:1], 1)[0], 0.5)
    results.client_rate = together(turns, 1)[1]
    for browser in browsers:
        browser.close()
    results.hash_ms = percentile(timed([_verify], 1)[0], 0.5)
    results.hash_rate = hashes(4)
