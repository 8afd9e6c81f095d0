"""The results on the terminal."""

from rich.console import Console
from rich.table import Table

from bench.speed.figures import Results
from bench.speed.jobs import JOBS
from bench.speed.targets import verdicts


def words(size: int) -> str:
    """A size in short: 10k, 1M."""
    return f"{size // 1_000_000}M" if size % 1_000_000 == 0 else f"{size / 1000:g}k"


def tell(results: Results, console: Console) -> None:
    """Print times, ratios and targets."""
    for size in results.sizes:
        console.print(_times(results, size))
    console.print(_targets(results))
    console.print(
        f"Client alone: {results.client_ms:.2f} ms, {results.client_rate:.0f} a second. Hash alone:"
        f" {results.hash_ms:.1f} ms, {results.hash_rate:.0f} a second."
    )
    for size, start in results.starts.items():
        parts = ", ".join(f"{name} {mib:.0f}" for name, mib in start.memory.items())
        console.print(
            f"{words(size)}: first page after {start.cold:.1f} s; idle {start.idle:.0f} MiB PSS ({parts}),"
            f" {start.resident:.0f} MiB RSS."
        )


def _times(results: Results, size: int) -> Table:
    smallest = min(results.sizes)
    table = Table(f"{size:,} customers", box=None, pad_edge=False)
    compared = [f"÷ {words(smallest)}"] if size > smallest else []
    for head in ("p50 ms", "p95 ms", "a second", "CPU ms", "SQL ms", "÷ SQL", *compared):
        table.add_column(head, justify="right")
    for job in JOBS:
        got = results.sizes[size][job.key]
        row = [f"{got.p50:.1f}", f"{got.p95:.1f}", f"{got.rate:.0f}", f"{got.cpu:.1f}"]
        row += [f"{got.sql:.2f}", f"{got.over_sql:.0f}"] if got.sql and got.over_sql else ["", ""]
        row += [f"{got.over(results.sizes[smallest][job.key]):.2f}"] if compared else []
        table.add_row(job.title, *row)
    return table


def _targets(results: Results) -> Table:
    table = Table("Target", "", "wanted", "got", "", box=None, pad_edge=False)
    titles = {job.key: job.title for job in JOBS} | {"start": "Cold start", "memory": "Memory"}
    for verdict in verdicts(results):
        sign = "[green]met[/]" if verdict.is_met else "[red]missed[/]"
        table.add_row(titles[verdict.job], verdict.what, verdict.wanted, verdict.got, sign)
    return table
