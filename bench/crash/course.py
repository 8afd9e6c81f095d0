"""`bin/bench crash`: kill -9 again and again in the middle of long work on very many customers."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from rich.box import MARKDOWN
from rich.console import Console
from rich.table import Table

from bench.crash import work
from bench.crash.clerk import Clerk
from bench.crash.house import DATABASE, WEB, WORKER, House
from bench.crash.work import Work

PARTS = (WORKER, WEB, DATABASE)
PATIENCE = 600.0
_OPEN = "SELECT count(*) FROM jobs_job WHERE state IN ('queued', 'running', 'paused')"
_PROGRESS = """
SELECT done + skipped + failed, state IN ('done', 'cancelled', 'failed') FROM jobs_job WHERE id = %(job)s
"""


@dataclass
class Endured:
    """What came of one piece of work under kills."""

    kind: str
    killed: list[str] = field(default_factory=list)
    # How many customers were done at each kill.
    done_at: list[int] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    twice: int = 0
    jobs: int = 0
    broken: list[str] = field(default_factory=list)
    seconds: float = 0
    state: str = ""
    done: int = 0

    @property
    def holds(self) -> bool:
        """Whether nothing was ever half, twice, begun twice or broken, and the work was done in the end."""
        good = not (self.half or self.twice or self.broken)
        return good and self.jobs == 1 and self.state == "done"


def endure(
    kind: str,
    house: House,
    count: int,
    parts: Sequence[str],
    chance: Random,
    *,
    pressed: int = 0,
    tell: Callable[[str], None] = lambda _words: None,
) -> Endured:
    """Do one kind of work while these parts are killed in turn, at moments drawn by chance.

    `pressed` is how often the web process dies while it takes the request that begins the work. The half
    minute after which a silent worker counts as lost is skipped. `tell` hears of each kill.
    """
    made = Endured(kind)
    clerk = Clerk(house.url)
    clerk.sign_in()
    ready = work.lay_ready(kind, house, clerk, count, lambda: wait_until_over(house))
    began = time.monotonic()
    job = begin(ready, house, clerk, chance, pressed)
    with clerk.watching(["/admin/jobs/tray", f"/admin/jobs/{job}", "/admin/customers"]) as watcher:
        for number, part in enumerate(parts, start=1):
            if wait_for(house, job, count * number // (len(parts) + 2) + chance.randint(0, count // 50)):
                break
            strike(house, part, ready, job, made, clerk)
            tell(f"{kind}: {part} killed, {made.done:,} done, {'half' if made.half else 'nothing half'}")
            if part != WEB:
                house.let_half_a_minute_pass()
        wait_for(house, job, None)
        house.until_up()
    made.seconds = time.monotonic() - began
    made.broken += clerk.broken + watcher.broken
    made.broken += [] if house.is_up(WORKER) else ["the worker had gone with the database"]
    _note(ready, house, job, made)
    made.jobs = len(ready.jobs(house))
    return made


def begin(ready: Work, house: House, clerk: Clerk, chance: Random, pressed: int) -> int:
    """Press the button; now and then the web process dies meanwhile. Then press it twice more."""
    with house.held_up(WORKER):
        for _time in range(pressed):
            with clerk.pressing(ready.page, ready.fields):
                time.sleep(chance.random() / 12)
                house.kill(WEB)
            house.until_up()
        for _time in range(2):
            clerk.send(ready.page, ready.fields)
    return ready.jobs(house)[0]


def strike(house: House, part: str, ready: Work, job: int, made: Endured, clerk: Clerk) -> None:
    """Kill a part, bring it back, and look at the rows."""
    house.kill(part)
    made.killed.append(part)
    if part == DATABASE:
        house.start(part)
        # The web process has lines that are dead now, and nobody tells it.
        answers = [clerk.colleague().once("GET", f"/admin/jobs/{job}") for _time in range(8)]
        refused = [
            answer and answer.status_code for answer in answers if not answer or answer.status_code != 200
        ]
        made.broken += [f"{refused} after the database was back"] if refused else []
    made.done_at.append(_note(ready, house, job, made))
    if part == WORKER:
        house.start(part)
    if part == WEB:
        house.until_up()


def _note(ready: Work, house: House, job: int, made: Endured) -> int:
    found = ready.look(house, job)
    made.half += found.half
    made.twice += found.twice
    made.state, made.done = found.state, found.done
    return found.done


def _progress(house: House, job: int) -> tuple[int, bool]:
    handled, is_over = house.rows(_PROGRESS, job=job)[0]
    return handled, is_over


def wait_for(house: House, job: int, handled: int | None) -> bool:
    """Until so many are done, or the job has ended. Gives whether it has."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        now, is_over = _progress(house, job)
        if is_over or (handled is not None and now >= handled):
            return is_over
        time.sleep(0.005)
    raise AssertionError(f"job {job} stands at {_progress(house, job)}; worker up: {house.is_up(WORKER)}")


def wait_until_over(house: House) -> None:
    """Until no job is open."""
    deadline = time.monotonic() + PATIENCE
    while house.rows(_OPEN)[0][0]:
        assert time.monotonic() < deadline, "a job doesn't end"
        time.sleep(0.01)


def run(house: House, works: Sequence[str], count: int, kills: int, seed: int, console: Console) -> bool:
    """These kinds of work, each while worker, web process and database are killed in turn; tell of it."""
    chance, endured = Random(seed), []
    for kind in works:
        parts = [part for part in PARTS for _time in range(kills)]
        chance.shuffle(parts)
        house.furnish(kind, count)
        made = endure(kind, house, count, parts, chance, pressed=kills, tell=console.print)
        console.print(f"{kind}: {made.seconds:.0f} s, kills and checks included")
        endured.append(made)
    console.print(_table(endured))
    for made in endured:
        for problem in [*made.half, *made.broken]:
            console.print(f"{made.kind}: {problem}")
    return all(made.holds for made in endured)


def _table(endured: Sequence[Endured]) -> Table:
    table = Table(
        "Work", "Killed", "Times", "Done at each kill", "Invariant holds", "Twice", "Jobs", box=MARKDOWN
    )
    for made in endured:
        for part in PARTS:
            at = [done for killed, done in zip(made.killed, made.done_at, strict=True) if killed == part]
            table.add_row(
                made.kind, part, str(len(at)), ", ".join(f"{done:,}" for done in at),
                "yes" if made.holds else "NO", str(made.twice), str(made.jobs),
            )  # fmt: skip
        table.add_row(
            made.kind, "at the end", "", f"{made.done:,}", made.state, str(made.twice), str(made.jobs)
        )
    return table
