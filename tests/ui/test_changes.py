"""A figure against the time before."""

from decimal import Decimal

import pytest

from clientela.ui.changes import change, line
from tests.ui.test_components import drawn


@pytest.mark.parametrize(
    ("now", "before", "way", "words"),
    [
        (112, 100, "up", "12% more"),
        (50, 100, "down", "50% less"),
        (7, 7, "same", "As before"),
        (7, 0, "up", "None before"),
        (0, 9, "down", "100% less"),
        (Decimal("30.5"), Decimal("1"), "up", "2,950% more"),
    ],
)
def test_says_which_way_and_how_far(now: int, before: int, way: str, words: str) -> None:
    found = change(now, before)
    assert (found.direction, found.words) == (way, words)


@pytest.mark.parametrize(("good", "way"), [("up", "good"), ("down", "bad"), ("neither", "same")])
def test_colour_follows_what_is_good(good: str, way: str) -> None:
    html = drawn(f'<c-stat label="Orders" value="3" :change="change" good="{good}" />', change=change(3, 1))
    assert f'data-way="{way}"' in html and "200% more" in html


def test_the_line_runs_from_edge_to_edge() -> None:
    assert line([0, 10, 5]) == "0.0,22.0 48.0,2.0 96.0,12.0"
    assert line([3, 3]) == "0.0,12.0 96.0,12.0"
    assert line([3]) == ""
