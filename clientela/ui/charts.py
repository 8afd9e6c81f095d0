"""Charts as SVG that stretches with its card: pygal reckons where things stand, `chart.css` how they look.

Everything across is in percent and everything upwards in pixels, so text keeps its size however wide the
card is. What pygal writes is never passed on: only its numbers are read, and every word is escaped anew.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from babel.numbers import format_percent
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from clientela.core import money

WIDTH, HEIGHT = 1000, 200
# A card has room for so many words below, a narrow one for half as many.
MOST_LABELS = 7
_STEPS = (1, 2, 5, 10)
_GUTTERS = ((3, "xs"), (5, "s"), (7, "m"), (10, "l"))

Number = int | float
Shown = Callable[[Number], str]


@dataclass(frozen=True)
class Series:
    """One row of numbers with its name; `is_before` marks the period before: lighter and dashed."""

    name: str
    values: Sequence[Number | None]
    is_before: bool = False


@dataclass(frozen=True)
class Spot:
    """A point or a bar's end: across in percent, down in pixels."""

    series: int
    x: float
    y: float


@dataclass(frozen=True)
class Bar:
    """A bar: across in percent, down in pixels."""

    series: int
    x: float
    width: float
    y: float
    height: float


@dataclass(frozen=True)
class Drawing:
    """Where everything of a chart stands."""

    width: float
    height: float
    ticks: list[float]
    places: list[float]
    lines: list[tuple[int, bool, str]]
    spots: list[Spot]
    bars: list[Bar]


@dataclass(frozen=True)
class Chart:
    """Numbers over labels, with a sentence that says what there is to see.

    `kind` is `line` (over time; a series of the period before is dashed), `bars` (series on one another) or
    `share` (the labels' parts of the first series). `shown` writes a number in full, `tick` shortly.
    """

    kind: str
    heading: str
    labels: Sequence[str]
    series: Sequence[Series]
    shown: Shown
    summary: str
    tick: Shown | None = None
    # Shorter words below the drawing, where those of the table are too long.
    short: Sequence[str] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw: no number, or only zeros."""
        return not any(value for row in self.series for value in row.values)

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """The numbers as a table: each label with what every series says."""
        return [
            (label, [_cell(self.shown, row.values, number) for row in self.series])
            for number, label in enumerate(self.labels)
        ]

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """The parts of a share: label, number and percentage."""
        values = [value or 0 for value in self.series[0].values]
        return [
            (label, self.shown(value), percent)
            for label, value, percent in zip(self.labels, values, percentages(values), strict=True)
        ]

    @cached_property
    def svg(self) -> SafeString:
        """The drawing as markup: made of escaped parts, without style or script of its own."""
        return _share(self) if self.kind == "share" else _plot(self, _drawing(self))


def _cell(shown: Shown, values: Sequence[Number | None], number: int) -> str:
    value = values[number] if number < len(values) else None
    return "" if value is None else shown(value)


def percentages(values: Sequence[Number]) -> list[str]:
    """Whole percentages that add up to 100, whichever way they are rounded."""
    whole = sum(values)
    if not whole:
        return [_percent(0) for _value in values]
    exact = [100 * value / whole for value in values]
    floors = [math.floor(part) for part in exact]
    by_rest = sorted(range(len(values)), key=lambda at: floors[at] - exact[at])
    for at in by_rest[: 100 - sum(floors)]:
        floors[at] += 1
    return [_percent(part) for part in floors]


def _percent(part: int) -> str:
    return str(format_percent(part / 100, locale=money.locale()))


def scale(low: Number, high: Number, most: int = 4) -> list[int]:
    """Round numbers from `low` to `high`, zero among them, in steps of 1, 2 or 5 times ten to the n."""
    low, high = min(low, 0), max(high, 0)
    least = max((high - low) / most, 1)
    power = 10 ** math.floor(math.log10(least))
    step = next(power * step for step in _STEPS if power * step >= least)
    return list(range(math.floor(low / step) * step, math.ceil(high / step) * step + 1, step))


def _range(chart: Chart) -> tuple[Number, Number]:
    """The lowest and the highest point; bars stand on one another, apart above and below zero."""
    columns = [[row.values[at] or 0 for row in chart.series] for at in range(len(chart.labels))]
    if chart.kind == "bars":
        below = [sum(value for value in column if value < 0) for column in columns]
        above = [sum(value for value in column if value > 0) for column in columns]
        return min(below, default=0), max(above, default=0)
    found = [value for column in columns for value in column]
    return min(found, default=0), max(found, default=0)


def _drawing(chart: Chart) -> Drawing:
    """Let pygal reckon; it is loaded with the first chart, since it takes 5 MiB and a twentieth second."""
    import pygal

    ticks = scale(*_range(chart))
    kind = pygal.StackedBar if chart.kind == "bars" else pygal.Line
    graph = kind(
        width=WIDTH,
        height=HEIGHT,
        margin=0,
        show_legend=False,
        truncate_label=-1,
        allow_interruptions=True,
        x_labels=[str(number) for number in range(len(chart.labels))],
        y_labels=ticks,
    )
    for number, row in enumerate(chart.series):
        if chart.kind == "line" and not row.is_before and None not in row.values:
            graph.add(f"fill {number}", list(row.values), fill=True, show_dots=False)
        graph.add(str(number), list(row.values))
    return _read(graph.render_tree(), chart)


def _read(tree: Any, chart: Chart) -> Drawing:
    """Only the numbers of what pygal drew."""
    plot, overlay = (_one(tree, name) for name in ("plot", "plot overlay"))
    ground = plot.find("rect")
    width, height = float(ground.get("width")), float(ground.get("height"))
    names = [
        (number, fills)
        for number, row in enumerate(chart.series)
        for fills in ((True, False) if _is_filled(chart, row) else (False,))
    ]
    lines, spots, bars = [], [], []
    for at, (number, fills) in enumerate(names):
        drawn = _one(plot, f"series serie-{at} color-{at}")
        lines += [(number, fills, str(path.get("d"))) for path in drawn.findall("path")]
        bars += [_bar(number, rect, width) for rect in drawn.iter("rect")]
        dots = _one(overlay, f"series serie-{at} color-{at}").iter("circle")
        spots += [Spot(number, float(d.get("cx")) / width * 100, float(d.get("cy"))) for d in dots]
    return Drawing(
        width,
        height,
        [float(path.get("d").split()[1]) for path in _guides(plot, "axis y always_show")],
        [float(path.get("d").split()[0][1:]) / width * 100 for path in _guides(plot, "axis x")],
        lines,
        spots,
        bars,
    )


def _is_filled(chart: Chart, row: Series) -> bool:
    return chart.kind == "line" and not row.is_before and None not in row.values


def _one(tree: Any, name: str) -> Any:
    return next(node for node in tree.iter("g") if node.get("class") == name)


def _guides(plot: Any, name: str) -> Iterator[Any]:
    for guide in _one(plot, name).findall("g"):
        yield guide.find("path")


def _bar(number: int, rect: Any, width: float) -> Bar:
    x, wide, y, high = (float(rect.get(name)) for name in ("x", "width", "y", "height"))
    # Below zero pygal counts a bar's height downwards.
    return Bar(number, x / width * 100, wide / width * 100, min(y, y + high), abs(high))


def _plot(chart: Chart, drawn: Drawing) -> SafeString:
    ticks = scale(*_range(chart))
    words = [(chart.tick or chart.shown)(value) for value in ticks]
    longest = max(len(word) for word in words)
    gutter = next((name for most, name in _GUTTERS if longest <= most), "xl")
    parts = [_grid(drawn, ticks, words), _below(chart, drawn), _lines(drawn), _slots(chart, drawn)]
    return format_html(
        '<svg class="chart-plot" role="img" aria-label="{}" height="{}" data-gutter="{}">{}</svg>',
        chart.summary,
        HEIGHT,
        gutter,
        format_html_join("", "{}", ((part,) for part in parts)),
    )


def _grid(drawn: Drawing, ticks: Sequence[int], words: Sequence[str]) -> SafeString:
    rows = (
        ("zero" if tick == 0 else "grid", _px(y), _px(y), _px(y), word)
        for tick, y, word in zip(ticks, drawn.ticks, words, strict=True)
    )
    return format_html_join(
        "",
        '<line class="{}" x1="0" x2="100%" y1="{}" y2="{}"/>'
        '<text class="tick" x="0" dx="-8" y="{}" dy="0.35em">{}</text>',
        rows,
    )


def _below(chart: Chart, drawn: Drawing) -> SafeString:
    """The words below, as many as fit; those marked `rare` leave first where the card is narrow."""
    words, count = chart.short or chart.labels, len(chart.labels)
    step = math.ceil(count / MOST_LABELS)
    shown = range((count - 1) % step, count, step)
    rows = (
        (_label_class(chart, at, (count - 1 - at) // step), f"{drawn.places[at]:.2f}", HEIGHT - 4, words[at])
        for at in shown
    )
    return format_html_join("", '<text class="label{}" x="{}%" y="{}">{}</text>', rows)


def _label_class(chart: Chart, at: int, from_last: int) -> str:
    # Where lines end at the very edge, so does the last word.
    last = " last" if chart.kind == "line" and from_last == 0 and at else ""
    return f" rare{last}" if from_last % 2 else last


def _lines(drawn: Drawing) -> SafeString:
    paths = format_html_join(
        "",
        '<path class="{}" data-series="{}" d="{}"/>',
        (("area" if fills else "line", number, path) for number, fills, path in drawn.lines),
    )
    if not drawn.lines:
        return paths
    return format_html(
        '<svg viewBox="0 0 {} {}" preserveAspectRatio="none" width="100%" height="{}">{}</svg>',
        _px(drawn.width),
        _px(drawn.height),
        _px(drawn.height),
        paths,
    )


def _slots(chart: Chart, drawn: Drawing) -> SafeString:
    """A stripe for each label: it lights up under the pointer and tells its numbers."""
    middles = [(left + right) / 2 for left, right in pairwise(drawn.places)]
    edges = [0.0, *middles, 100.0]
    return format_html_join(
        "",
        '<g class="slot"><rect class="stripe" x="{}%" y="0" width="{}%" height="{}"/>{}{}'
        "<title>{}</title></g>",
        (
            (
                *(f"{edges[at]:.2f}", f"{edges[at + 1] - edges[at]:.2f}", _px(drawn.height)),
                *(_bars_at(drawn, at), _spots_at(drawn, at, x), _told(chart, at)),
            )
            for at, x in enumerate(drawn.places)
        ),
    )


def _bars_at(drawn: Drawing, at: int) -> SafeString:
    middle = drawn.places[at]
    here = (bar for bar in drawn.bars if bar.x <= middle <= bar.x + bar.width and bar.height > 0)
    return format_html_join(
        "",
        '<rect class="bar" data-series="{}" x="{}%" y="{}" width="{}%" height="{}"/>',
        ((b.series, f"{b.x:.2f}", _px(b.y), f"{b.width:.2f}", _px(b.height)) for b in here),
    )


def _spots_at(drawn: Drawing, at: int, x: float) -> SafeString:
    here = [spot for spot in drawn.spots if abs(spot.x - x) < 0.01]
    return format_html_join(
        "",
        '<circle class="{}" data-series="{}" cx="{}%" cy="{}" r="4"/>',
        (("alone" if len(drawn.places) == 1 else "dot", s.series, f"{s.x:.2f}", _px(s.y)) for s in here),
    )


def _told(chart: Chart, at: int) -> str:
    lines = [f"{row.name}: {_cell(chart.shown, row.values, at)}" for row in chart.series]
    return "\n".join([chart.labels[at], *lines])


def _share(chart: Chart) -> SafeString:
    """One bar, cut into the labels' parts."""
    values = [max(value or 0, 0) for value in chart.series[0].values]
    whole, parts, start = sum(values) or 1, [], 0.0
    for at, (value, (label, number, percent)) in enumerate(zip(values, chart.parts, strict=True)):
        wide = 100 * value / whole
        parts.append((at, f"{start:.2f}", f"{wide:.2f}", f"{label}: {number} ({percent})"))
        start += wide
    bars = '<rect class="bar" data-series="{}" x="{}%" y="0" width="{}%" height="16"><title>{}</title></rect>'
    return format_html(
        '<svg class="chart-share" role="img" aria-label="{}" height="16">{}</svg>',
        chart.summary,
        format_html_join("", bars, parts),
    )


def _px(value: float) -> str:
    return f"{value:.1f}"
