"""What `bin/bench bulk` writes: both halves of the page, and why something takes longer than wanted."""

from pathlib import Path
from typing import Any

from bench.scale import document, picture
from bench.scale.asked import ASKED
from bench.speed import document as first_half
from clientela.segments.language import printed, read

KINDS = ("Tag", "Edit", "Export", "Import", "Delete")


def answer(ours: float, by_hand: float) -> dict[str, Any]:
    return {"whole": ours + 1, "ours": ours, "by_hand": by_hand, "plan": "Seq Scan"}


def store(size: int, tagging: float) -> dict[str, Any]:
    work = [
        {"what": kind, "count": size, "ours": tagging, "by_hand": 1.0, "grew": 7, "note": "20 pages"}
        for kind in KINDS
    ]
    asked = {"query": "number_of_orders >= 2", "found": 5, "count": answer(10, 10), "page": answer(30, 10)}
    sorts = [{"sort": "-added", "depth": 5, "first": answer(1, 1), "deep": answer(1, 1)}]
    return {"size": size, "work": work, "questions": [asked], "sorts": sorts}


def test_each_half_of_the_page_leaves_the_other(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    page.write_text("# How fast it is\n\nThe first half.\n")
    for tagging in (2.0, 4.0):
        document.write([store(10_000, 1), store(1_000_000, tagging)], tmp_path)
    text = page.read_text()
    assert text.startswith("# How fast it is\n\nThe first half.\n") and text.count("## Bulk work") == 1
    assert first_half.kept_of(page).startswith(f"\n{first_half.REST}") and "Tag" in first_half.kept_of(page)


def test_what_takes_longer_is_told_with_its_reason(tmp_path: Path) -> None:
    """On the largest store: work by more than three times, a segment with its plan."""
    document.write([store(10_000, 9), store(1_000_000, 2)], tmp_path)
    text = (tmp_path / "performance.md").read_text()
    assert "**Tag**" not in text and "1 of 1 counts and 0 first pages" in text
    assert "page**: 30.0 ms in the database, by hand 10.0:\n\n```\nSeq Scan" in text
    document.write([store(10_000, 1), store(1_000_000, 4)], tmp_path)
    assert "**Tag**: 4.0 times as long." in (tmp_path / "performance.md").read_text()


def test_the_picture_cuts_off_what_is_far_too_long() -> None:
    assert "1,000,000 customers" in (drawn := picture.draw([store(10_000, 1), store(1_000_000, 50)]))
    assert "50.0 × (cut off)" in drawn and "1.0 ×" in drawn


def test_every_query_is_one_that_is_measured_as_it_is_written() -> None:
    assert len(ASKED) == 20 and all(printed(read(each.query)) == each.query for each in ASKED)
