"""`docs/performance.md`: how it was measured, what came out, and why what misses its target does."""

import os
from pathlib import Path

from bench.speed import picture
from bench.speed.figures import Inside, Results
from bench.speed.jobs import JOBS
from bench.speed.reasons import REASONS
from bench.speed.store import ROOT
from bench.speed.targets import Verdict, verdicts
from bench.speed.told import words

FILE = ROOT / "docs" / "performance.md"
PICTURE = "performance.svg"
TITLES = {job.key: job.title.removeprefix("… ") for job in JOBS} | {
    "total": "Total of the list",
    "common_total": "Total of a common word",
    "start": "Cold start",
    "memory": "Idle memory",
}
_LONGEST_PLAN = 18
# What stands from here on is written by `bin/bench bulk`.
REST = "<!-- written by bin/bench bulk -->"


def write(results: Results, folder: Path | None = None) -> None:
    """Write the page and its picture."""
    page = folder / FILE.name if folder else FILE
    drawing = page.parent / "pictures" / PICTURE
    drawing.parent.mkdir(exist_ok=True)
    page.write_text(_page(results) + kept_of(page))
    drawing.write_text(picture.draw(results))


def kept_of(page: Path) -> str:
    """The part of the page that another measurement wrote."""
    there = page.read_text() if page.is_file() else ""
    return f"\n{REST}{there.partition(REST)[2]}" if REST in there else ""


def _page(results: Results) -> str:
    missed = [verdict for verdict in verdicts(results) if not verdict.is_met]
    parts = [
        _opening(results, missed),
        _how(results),
        _times(results),
        _by_hand(results),
        _standing(results),
        _insides(results),
        _misses(results, missed),
    ]
    return "\n\n".join(parts) + "\n"


def _opening(results: Results, missed: list[Verdict]) -> str:
    smallest, largest = min(results.sizes), results.largest
    said = verdicts(results)
    growths = [g for job in ("list", "deep", "common", "rare", "profile") if (g := results.growth(job))]
    worst = f"at most {max(growths):.2f} times as long" if growths else "as long"
    return f"""# How fast it is

Written by `bin/bench speed` on {results.made}; run it again to measure your own machine.

A page of the customer list, a search and a profile take {worst} with {largest:,} customers as
with {smallest:,}. {len(said) - len(missed)} of {len(said)} targets are met; those that aren't stand
below, with the reason.

![Milliseconds for each job at each size](pictures/performance.svg)"""


def _how(results: Results) -> str:
    machine = "\n".join(f"- {name}: {value}" for name, value in results.machine.items())
    rounds = len(next(iter(next(iter(results.sizes.values())).values())).rounds)
    sizes = " and ".join(f"{size:,}" for size in results.sizes)
    return f"""## How it was measured

Stores of {sizes} customers, three orders each, made by `clientela demo-data`. Each is served as a merchant
would serve it, `clientela serve --worker`, with one web process and the database that Clientela brings along.
Database, store and the measuring client share this machine:

{machine}

- Everything goes over HTTP, pages as a browser gets them, on connections that stay open. Answers are looked
  at: the row that must be on the page is on it, a form that was sent was taken. Pictures, styles and scripts
  aren't counted; browsers keep them.
- {rounds} rounds. In each, every job is done on every size and by hand-written SQL, turn by turn: a slow
  moment of the machine meets all of them, so ratios hold better than milliseconds. Before each, five turns to
  warm up. A figure is the median of the rounds' own p50 or p95.
{_company(results)}- One client for times; eight at once, without a pause, for answers a second.
- Page 1,000 of the list is 50,000 customers deep; a store of 10,000 is read 8,000 deep. The *checkout step*
  is the address sent and the page with the next step; *create* and *update* are the form sent; a total is
  what a list fetches once its page stands.
- Customers, words and places in the list are drawn at random; nobody is asked for twice in a row. What was
  added goes into the bin at once, so that the newest fifty stay the store's own.
- The client itself, with the smallest answer there is, takes {results.client_ms:.2f} ms
  ({results.client_rate:,.0f} a second with eight). That is inside the figures.
- The store's brakes are all on. Members of staff share one session; shoppers sign in as many people from many
  networks, by a header that the store believes because it is told of one proxy
  (`CLIENTELA_TRUSTED_PROXIES=1`). Of eight who sign in at once, three are let in and the others asked to try
  again; the client does after {_again()} ms."""


def _company(results: Results) -> str:
    """What to say where the machine had other work to do; nothing where it was quiet."""
    if results.load < 4:
        return ""
    return (
        f"- **The machine was busy with other work meanwhile** (a load of up to {results.load:.0f} on"
        f" {os.cpu_count()} cores): milliseconds are\n  many times as long as on a quiet one, and targets in"
        " milliseconds are judged on them all the same.\n  Ratios and CPU times are what to read until it is"
        " measured again.\n"
    )


def _again() -> int:
    from bench.speed.jobs import TRY_AGAIN_SECONDS

    return round(TRY_AGAIN_SECONDS * 1000)


def table(heads: list[str], rows: list[list[str]], right: int = 1) -> str:
    """A table of Markdown; columns from `right` on are set to the right."""
    lines = ["| " + " | ".join(heads) + " |"]
    lines.append("|" + "|".join(" --- " if n < right else " ---: " for n in range(len(heads))) + "|")
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def _times(results: Results) -> str:
    heads, rows = ["Job"], []
    for size in results.sizes:
        heads += [f"{words(size)}: p50 · p95 ms", "a second", "CPU ms"]
    for job in JOBS:
        row = [TITLES[job.key]]
        for jobs in results.sizes.values():
            got = jobs[job.key]
            row += [f"{got.p50:.1f} · {got.p95:.1f}", f"{got.rate:.0f}", f"{got.cpu:.1f}"]
        rows.append(row)
    return f"""## Times

p50: half of all answers came within it; p95: nineteen of twenty. *A second*: with eight clients. *CPU*: how
long the web process worked for one answer, which hardly depends on what else keeps the machine busy.

{table(heads, rows)}"""


def _by_hand(results: Results) -> str:
    smallest, largest = min(results.sizes), results.largest
    heads = ["Job"]
    for size in results.sizes:
        heads += [f"{words(size)}: SQL ms", "÷ SQL"]
    grows = f"{words(largest)} ÷ {words(smallest)}"
    rows = []
    for job in JOBS:
        row = [TITLES[job.key]]
        for jobs in results.sizes.values():
            got = jobs[job.key]
            row += [f"{got.sql:.2f}", f"{got.over_sql:.0f}"] if got.sql and got.over_sql else ["", ""]
        growth = results.growth(job.key)
        rows.append([*row, f"{growth:.2f}" if growth else ""])
    return f"""## Ratios

SQL is the least that must be asked of the same database for the same job, written by hand. It draws no page,
checks no rights, writes no log beyond one line. The ratio says how much of the time is ours to lower; the
last column what a store so much larger costs.

{table([*heads, grows], rows)}

Signing in is compared with the password hash instead, which is slow on purpose: alone it takes
{results.hash_ms:.0f} ms, and these cores do {results.hash_rate:.0f} a second."""


def _standing(results: Results) -> str:
    rows = [
        [TITLES[v.job], v.what, v.wanted, v.got, "met" if v.is_met else "**missed**"]
        for v in verdicts(results)
    ]
    starts = []
    for size, start in results.starts.items():
        parts = " · ".join(f"{name} {mib:.0f}" for name, mib in start.memory.items())
        idle = f"{start.idle:.0f} ({parts})"
        starts.append([words(size), f"{start.cold:.1f}", idle, f"{start.resident:.0f}"])
    return f"""## Targets

At {results.largest:,} customers. Search has its targets in milliseconds for the API, which isn't there yet.

{table(["Job", "", "wanted", "got", ""], rows, right=5)}

Start (command to first page, database included, median of three) and memory at rest, without PostgreSQL. PSS
counts what processes share once; RSS counts it for each.

{table(["Customers", "Start s", "Memory PSS MiB", "RSS MiB"], starts)}"""


def _insides(results: Results) -> str:
    rows = [
        [
            TITLES[job],
            str(found.queries),
            f"{found.sql_ms:.1f}",
            f"{found.whole_ms:.1f}",
            f"{found.sql_ms / found.whole_ms:.0%}",
        ]
        for job, found in results.insides[results.largest].items()
    ]
    return f"""## Where the time goes

Inside the process, at {results.largest:,} customers, one page after the other: statements sent, the time
spent on them and the whole, the quickest of fifteen. What isn't SQL is Python: checking, reading, drawing.

{table(["Page", "statements", "SQL ms", "whole ms", "share"], rows)}"""


def _misses(results: Results, missed: list[Verdict]) -> str:
    if not missed:
        return "## What misses its target\n\nNothing."
    parts = ["## What misses its target"]
    for job in dict.fromkeys(verdict.job for verdict in missed):
        said = "; ".join(f"{v.what} {v.got}, wanted {v.wanted}" for v in missed if v.job == job)
        parts.append(f"### {TITLES[job]}\n\n{said[0].upper()}{said[1:]}. {REASONS[job]}")
        if found := results.insides[results.largest].get(job):
            parts.append(_plan(found))
    return "\n\n".join(parts)


def _plan(found: Inside) -> str:
    lines = found.plan.splitlines()
    shown = [line[:140] for line in lines if "Buffers" not in line][:_LONGEST_PLAN]
    plan = "\n".join(shown)
    return f"Its slowest statement ({found.slowest_ms:.1f} ms):\n\n```\n{plan}\n```"
