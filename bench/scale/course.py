"""The course of a measurement: each store by itself, in a process of its own."""

import json
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.speed import course


def run(
    sizes: list[int], data: list[Path], rounds: int, parts: str, console: Console
) -> list[dict[str, Any]]:
    """Measure every store, and say what was found."""
    found = []
    for store in course.stores(sizes, data):
        console.print(f"{store.size:,} customers: making sure of the data, then measuring")
        store.make()
        answer = store.run("bench.scale.inside", str(store.size), str(rounds), parts)
        found.append(json.loads(answer.splitlines()[-1]))
        _tell(found[-1], console)
    return found


def _tell(found: dict[str, Any], console: Console) -> None:
    title = f"{found['size']:,} customers"
    if "questions" in found:
        console.print(_questions(title, found))
    if "work" in found:
        work = Table(title, "how many", "s", "by hand s", "÷ by hand", "grew MiB", box=None, pad_edge=False)
        for done in found["work"]:
            ratio = f"{done['ours'] / done['by_hand']:.1f}"
            figures = (f"{done['ours']:.2f}", f"{done['by_hand']:.2f}", ratio, f"{done['grew']:.0f}")
            work.add_row(done["what"], f"{done['count']:,}", *figures)
        console.print(work)


def _questions(title: str, found: dict[str, Any]) -> Table:
    asked = Table(title, "finds", "count ms", "÷ SQL", "page ms", "÷ SQL", box=None, pad_edge=False)
    for each in found["questions"]:
        asked.add_row(each["query"], f"{each['found']:,}", *_answer(each["count"]), *_answer(each["page"]))
    for each in found["sorts"]:
        asked.add_row(each["sort"], "", *_answer(each["first"]), *_answer(each["deep"]))
    return asked


def _answer(answer: dict[str, Any]) -> tuple[str, str]:
    return f"{answer['whole']:.1f}", f"{answer['ours'] / answer['by_hand']:.2f}"
