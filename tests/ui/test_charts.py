"""Charts: geometry by a library, markup from escaped parts alone, and the numbers as a table."""

import re
from xml.etree import ElementTree

import pytest
from django.test import override_settings

from clientela.core import money
from clientela.ui import examples
from clientela.ui.charts import Chart, Series, percentages, scale
from tests.ui.test_components import drawn as component

EVIL = """<script>alert(1)</script>" onload="x' {{ 7|add:7 }} </title>&"""
DAYS = ["1 Nov", "2 Nov", "3 Nov"]


def chart(kind: str, *rows: Series, labels: list[str] = DAYS, summary: str = "Said") -> Chart:
    return Chart(kind, "Day", labels, rows, str, summary)


def drawn(found: Chart) -> ElementTree.Element:
    """The drawing as a tree: that it can be read at all says that nothing broke out."""
    return ElementTree.fromstring(found.svg)


def page(found: Chart) -> str:
    given = {"title": EVIL, "figure": EVIL, "chart": found}
    return component('<c-chart title="{{ title }}" :figure="figure" :chart="chart" />', **given)


@pytest.mark.parametrize("kind", ["line", "bars", "share"])
def test_hostile_names_stay_words(kind: str) -> None:
    """WB-05: a product's name is data, in the drawing, its tooltips, the legend and the table."""
    found = chart(kind, Series(EVIL, [1, 2]), Series(EVIL, [2, 3]), labels=[EVIL, EVIL], summary=EVIL)
    tree = drawn(found)
    assert {node.tag for node in tree.iter()} <= {
        "svg",
        "g",
        "line",
        "text",
        "path",
        "rect",
        "circle",
        "title",
    }
    assert EVIL in {node.text for node in tree.iter()} or kind == "share"
    assert tree.get("aria-label") == EVIL
    html = page(found)
    assert "<script" not in html
    assert 'onload="' not in html
    assert "14" not in re.sub(r'"[^"]*"', "", html)


@pytest.mark.parametrize("kind", ["line", "bars", "share"])
def test_nothing_that_the_policy_forbids(kind: str) -> None:
    """WB-02: no style, no script, no identifier of a library's own."""
    svg = str(chart(kind, Series("a", [1, 5, 3])).svg)
    assert not re.search(r"style|<script|<defs|xlink|\bid=|\son\w+=|reactive|http", svg)


def test_values_stand_where_they_should() -> None:
    """Zero on the zero line, the highest above the lowest, previous numbers in a line of their own."""
    found = drawn(chart("line", Series("now", [0, 50, 100]), Series("before", [100, 50, 0], is_before=True)))
    spots = [
        (node.get("data-series"), float(str(node.get("cy"))))
        for node in found.iter("circle")
        if node.get("data-series") == "0"
    ]
    zero = next(float(str(n.get("y1"))) for n in found.iter("line") if n.get("class") == "zero")
    low, middle, high = (y for _series, y in spots)
    assert low == pytest.approx(zero, abs=0.2)
    assert high < middle < low
    assert middle == pytest.approx((low + high) / 2, abs=0.2)
    lines = [n.get("data-series") for n in found.iter("path") if n.get("class") == "line"]
    areas = [n.get("data-series") for n in found.iter("path") if n.get("class") == "area"]
    assert (lines, areas) == (["0", "1"], ["0"])


def test_bars_stand_on_one_another() -> None:
    """The second series begins where the first ends; together they are as high as the sum."""
    found = drawn(chart("bars", Series("first", [10]), Series("again", [30]), labels=["1 Nov"]))
    first, again = (n for n in found.iter("rect") if n.get("class") == "bar")
    assert float(str(again.get("height"))) == pytest.approx(3 * float(str(first.get("height"))), abs=0.3)
    foot = float(str(again.get("y"))) + float(str(again.get("height")))
    assert foot == pytest.approx(float(str(first.get("y"))), abs=0.2)


def test_below_zero() -> None:
    """Negative numbers hang below the zero line, with heights that a browser draws."""
    found = drawn(chart("bars", Series("a", [-5, 5, -20])))
    zero = next(float(str(n.get("y1"))) for n in found.iter("line") if n.get("class") == "zero")
    bars = [n for n in found.iter("rect") if n.get("class") == "bar"]
    assert all(float(str(n.get("height"))) > 0 for n in bars)
    assert [float(str(n.get("y"))) >= zero - 0.2 for n in bars] == [True, False, True]
    assert "-20" in [n.text for n in found.iter("text")]


def test_one_point_is_seen() -> None:
    """A line needs two; one number is drawn as a dot."""
    found = drawn(chart("line", Series("a", [1_234_567]), labels=["1 Nov"]))
    assert [n.get("class") for n in found.iter("circle")] == ["alone"]
    words = [n.text for n in found.iter("text")]
    assert "1500000" in words
    assert found.get("data-gutter") == "m"


def test_gaps_stay_gaps() -> None:
    """What isn't known is left out, in the drawing and in the table."""
    found = chart("line", Series("a", [1, None, 3]))
    assert len(list(drawn(found).iter("circle"))) == 2
    assert found.rows[1] == ("2 Nov", [""])


@pytest.mark.parametrize("values", [[], [0, 0, 0], [None]])
def test_empty(values: list[int | None]) -> None:
    """Without numbers there is a sentence in place of a drawing."""
    found = chart("line", Series("a", values))
    assert found.is_empty
    html = page(found)
    assert "<svg" not in html
    assert "No numbers in this time." in html


def test_the_numbers_stand_behind() -> None:
    """A table with heads for every row and column, the drawing as one image with a sentence."""
    html = page(chart("line", Series("Now", [1, 2, 3]), Series("Before", [4, 5, 6], is_before=True)))
    assert html.count('<th scope="row">') == 3
    assert html.count('scope="col"') == 3
    assert 'role="img" aria-label="Said"' in html
    assert "Show the numbers" in html
    assert html.count('data-mark="line"') == 2


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 3, [0, 1, 2, 3]),
        (0, 15, [0, 5, 10, 15]),
        (0, 1_234_567, [0, 500_000, 1_000_000, 1_500_000]),
        (-60, 80, [-100, -50, 0, 50, 100]),
        (5, 7, [0, 2, 4, 6, 8]),
        (0, 0, [0]),
    ],
)
def test_ticks_are_round_and_begin_at_zero(low: int, high: int, ticks: list[int]) -> None:
    """So a chart never makes a small change look big."""
    assert scale(low, high) == ticks


@pytest.mark.parametrize(
    ("values", "shown"),
    [([1, 1, 1], ["34%", "33%", "33%"]), ([0, 0], ["0%", "0%"]), ([613, 431], ["59%", "41%"])],
)
def test_parts_add_up(values: list[int], shown: list[str]) -> None:
    """Percentages of a whole are a hundred together."""
    assert percentages(values) == shown


def test_examples_draw() -> None:
    """Everything that the page of components shows."""
    for found in examples.charts().values():
        assert found.is_empty or drawn(found).tag == "svg"


@override_settings(LANGUAGE_CODE="en")
def test_amounts_at_the_side_are_short() -> None:
    """What stands at the side of a chart takes little room."""
    assert [money.brief(amount, "GBP") for amount in (0, 50_000, 150_000, 123_456_789)] == [
        *("£0", "£500"),
        *("£1.5K", "£1.2M"),
    ]
