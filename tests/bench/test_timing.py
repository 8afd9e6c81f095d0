"""The arithmetic of `bin/bench timing` and `flood`. Nothing is timed here."""

import random

import pytest

from bench.flood import Fared
from bench.timing import Compared, mann_whitney, stranger


def test_equal_rows_differ_by_chance_alone() -> None:
    dice = random.Random(1)
    one, other = ([dice.gauss(40, 5) for _n in range(400)] for _row in range(2))
    assert mann_whitney(one, other) > 0.01
    assert mann_whitney([1.0] * 20, [1.0] * 20) == 1.0


def test_a_shift_is_seen() -> None:
    dice = random.Random(1)
    one, other = [dice.gauss(40, 5) for _n in range(400)], [dice.gauss(42, 5) for _n in range(400)]
    assert mann_whitney(one, other) < 0.001


def test_the_figures_of_a_textbook() -> None:
    """Ranks of two small rows: U = 7 of 5 and 5, z = 1.149 without a correction for steps."""
    assert mann_whitney([19, 22, 16, 29, 24], [20, 11, 17, 12, 25]) == pytest.approx(0.2506, abs=0.001)


@pytest.mark.parametrize(
    ("known", "unknown", "p", "differs"),
    [(40, 46, 0.0001, True), (40, 46, 0.01, False), (40, 41, 0.0001, False), (10, 11, 0.0001, True)],
)
def test_only_a_large_and_certain_gap_is_a_difference(
    known: float, unknown: float, p: float, differs: bool
) -> None:
    """More than 5 ms or 5%, and p below 0.001."""
    assert Compared(known, unknown, p).differs is differs


def test_a_stranger_looks_like_the_known_one() -> None:
    assert len(stranger("nora.lie@example.com")) == len("nora.lie@example.com")
    assert stranger("nora@example.com").endswith("@example.com")


def test_how_a_storm_is_told() -> None:
    fared = Fared({"/": [10.0] * 19 + [90.0]}, {"422": 50, "503": 9}, {"503": [5.0] * 9}, 10)
    assert (fared.page_p95, fared.refused_p95, fared.hashes) == (10.0, 5.0, 5.0)
