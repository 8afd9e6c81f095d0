"""The arithmetic of `bin/bench`: percentiles, ratios and verdicts. Nothing is timed here."""

import json
from pathlib import Path

import pytest

from bench.speed import document, picture
from bench.speed.browser import form
from bench.speed.figures import Inside, Measured, Results, Round, Start, percentile
from bench.speed.jobs import JOBS
from bench.speed.targets import verdicts


def _measured(ms: float, rate: float = 200, rounds: int = 3) -> Measured:
    return Measured([Round([ms] * 20, [ms / 10] * 20, rate, cpu=ms, hash_rate=210) for _ in range(rounds)])


def _results(*, list_ms: float = 10, idle: float = 200) -> Results:
    jobs = {job.key: _measured(5) for job in JOBS}
    return Results(
        made="2026-01-01",
        machine={"Processor": "one"},
        sizes={10_000: dict(jobs), 1_000_000: {**jobs, "list": _measured(list_ms)}},
        starts={size: Start([2.0, 1.0, 4.0], {"web": idle}, 300) for size in (10_000, 1_000_000)},
        insides={1_000_000: {"list": Inside(3, 1.0, 10.0, "SELECT 1", 0.5, "Result")}},
        client_ms=0.3,
        client_rate=3000,
        hash_rate=60,
        hash_ms=30,
    )


@pytest.mark.parametrize(("share", "expected"), [(0.5, 50), (0.95, 95), (1, 100), (0, 1)])
def test_percentiles(share: float, expected: int) -> None:
    assert percentile(list(range(100, 0, -1)), share) == expected


def test_a_ratio_is_the_median_of_the_rounds_own() -> None:
    """A slow round is slow for both sides, so it doesn't move the ratio."""
    ours = Measured([Round([10], [1], 9), Round([200], [20], 1), Round([30], [2], 9)])
    small = Measured([Round([5], [1], 9), Round([100], [20], 1), Round([10], [2], 9)])
    assert ours.over_sql == 10
    assert ours.over(small) == 2
    assert ours.p50 == 30
    assert Measured([Round([1], [], 1)]).over_sql is None


def test_targets_are_judged_on_the_largest_store() -> None:
    met = {(v.job, v.what): v.is_met for v in verdicts(_results(list_ms=10))}
    assert met["list", "one client"]
    assert not met["list", "growth"]
    assert met["sign_in", "of what the hash allows"]
    assert met["start", "first page after"]
    assert not {(v.job, v.what): v.is_met for v in verdicts(_results(idle=221))}[
        "memory", "idle, all processes"
    ]


def test_figures_come_back_from_a_file(tmp_path: Path) -> None:
    results = _results()
    kept = json.loads(json.dumps(results.as_dict()))
    assert Results.of(kept) == results


def test_the_page_tells_what_misses_with_its_plan(tmp_path: Path) -> None:
    document.write(_results(list_ms=16), tmp_path)
    page = (tmp_path / "performance.md").read_text()
    assert "One client 16.0 ms, wanted ≤ 15 ms" in page
    assert "```\nResult\n```" in page
    assert "1,000,000 customers" in picture.draw(_results())


def test_a_form_is_sent_as_a_browser_would() -> None:
    """Ticked boxes, chosen options and hidden fields go along; buttons and open boxes don't."""
    page = b"""<form><input name="q"></form><form><input type="hidden" name="token" value="x&amp;y">
      <input type="checkbox" name="news"><input type="checkbox" name="save" checked>
      <select name="country"><option value="DE">A</option><option value="GB" selected>B</option></select>
      <textarea name="note">two\nlines</textarea><button name="go" value="1">Go</button></form>"""
    assert form(page, "token") == {"token": "x&y", "save": "on", "country": "GB", "note": "two\nlines"}
