"""A picture of the times: for each job a bar per size, and a mark where it has to be."""

from html import escape

from bench.speed.figures import Results
from bench.speed.jobs import JOBS
from bench.speed.targets import API_MS, TARGETS

WIDTH, LEFT, RIGHT, TOP = 860, 300, 64, 74
BAR, GAP = 11, 15
# From light to dark as the store grows; readable beside each other in grey too.
COLOURS = ("#b9cdf5", "#6f95e8", "#2b57c4")
_TEXT = "font-family='system-ui, sans-serif'"


def draw(results: Results) -> str:
    """The picture as SVG."""
    sizes = list(results.sizes)
    block = BAR * len(sizes) + GAP
    height = TOP + block * len(JOBS) + 14
    longest = max(jobs[job.key].p50 for jobs in results.sizes.values() for job in JOBS)
    scale = (WIDTH - LEFT - RIGHT) / longest
    parts = [*_head(sizes)]
    for number, job in enumerate(JOBS):
        parts += _job(results, job.key, job.title, TOP + block * number, scale)
    body = "\n".join(parts)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' role='img'"
        f" aria-label='Milliseconds for each job and size, one client'>\n"
        f"<rect width='{WIDTH}' height='{height}' rx='8' fill='#ffffff'/>\n{body}\n</svg>\n"
    )


def _head(sizes: list[int]) -> list[str]:
    parts = [label(24, 32, "Milliseconds for each job, one client (p50); shorter is better", 16, weight=600)]
    for number, size in enumerate(sizes):
        x = 24 + 170 * number
        parts.append(
            f"<rect x='{x}' y='46' width='12' height='12' rx='2' fill='{colour_of(number, sizes)}'/>"
        )
        parts.append(label(x + 18, 57, f"{size:,} customers", 12.5))
    x = 24 + 170 * len(sizes)
    parts.append(f"<line x1='{x}' x2='{x}' y1='45' y2='59' stroke='#c2410c' stroke-width='2'/>")
    parts.append(label(x + 8, 57, "must be below", 12.5))
    return parts


def _job(results: Results, key: str, title: str, top: float, scale: float) -> list[str]:
    sizes = list(results.sizes)
    tall = BAR * len(sizes)
    parts = [label(LEFT - 12, top + tall / 2 + 4.5, title, 12.5, anchor="end")]
    for number, size in enumerate(sizes):
        ms, y = results.sizes[size][key].p50, top + BAR * number
        colour, wide = colour_of(number, sizes), max(1.0, ms * scale)
        parts.append(
            f"<rect x='{LEFT}' y='{y}' width='{wide:.1f}' height='{BAR - 2}' rx='2' fill='{colour}'/>"
        )
        parts.append(label(LEFT + wide + 6, y + 8.5, f"{ms:.1f}", 10.5, fill="#475569"))
    target = TARGETS[key].ms if key in TARGETS else None
    if target := target or API_MS.get(key):
        x = LEFT + target * scale
        parts.append(
            f"<line x1='{x:.1f}' x2='{x:.1f}' y1='{top - 3}' y2='{top + tall + 1}' stroke='#c2410c'"
            " stroke-width='2'/>"
        )
    return parts


def colour_of(number: int, sizes: list[int]) -> str:
    """The colour of a size: the largest is the darkest."""
    return COLOURS[number + len(COLOURS) - len(sizes)] if len(sizes) <= len(COLOURS) else COLOURS[number % 3]


def label(
    x: float,
    y: float,
    text: str,
    size: float,
    *,
    anchor: str = "start",
    weight: int = 400,
    fill: str = "#0f172a",
) -> str:
    """Words at a place of the picture."""
    return (
        f"<text x='{x:.1f}' y='{y:.1f}' font-size='{size:g}' {_TEXT} font-weight='{weight}' fill='{fill}'"
        f" text-anchor='{anchor}'>{escape(text)}</text>"
    )
