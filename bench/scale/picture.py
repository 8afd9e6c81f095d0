"""A picture of bulk work: for each kind and size how many times as long as by hand, and the line to keep."""

from typing import Any

from bench.speed.picture import BAR, GAP, LEFT, RIGHT, TOP, WIDTH, colour_of, label

WANTED = 3.0
LONGEST = 12.0
# Room for the words beside a bar that is cut off.
_CUT_OFF = 40


def draw(stores: list[dict[str, Any]]) -> str:
    """The picture as SVG."""
    sizes = [store["size"] for store in stores]
    kinds = [done["what"] for done in stores[0]["work"]]
    block = BAR * len(sizes) + GAP
    height = TOP + block * len(kinds) + 14
    scale = (WIDTH - LEFT - RIGHT - _CUT_OFF) / LONGEST
    parts = [label(24, 32, "How many times as long as the same rows by plain SQL or COPY", 16, weight=600)]
    for number, size in enumerate(sizes):
        x = 24 + 170 * number
        colour = colour_of(number, sizes)
        parts.append(f"<rect x='{x}' y='46' width='12' height='12' rx='2' fill='{colour}'/>")
        parts.append(label(x + 18, 57, f"{size:,} customers", 12.5))
    x = 24 + 170 * len(sizes)
    parts.append(f"<line x1='{x}' x2='{x}' y1='45' y2='59' stroke='#c2410c' stroke-width='2'/>")
    parts.append(label(x + 8, 57, f"at most {WANTED:g} × wanted", 12.5))
    for row, kind in enumerate(kinds):
        parts += _kind(stores, row, kind, TOP + block * row, scale)
    x = LEFT + WANTED * scale
    spot = f"x1='{x:.1f}' x2='{x:.1f}' y1='{TOP - 6}' y2='{height - 20}'"
    parts.append(f"<line {spot} stroke='#c2410c' stroke-width='2'/>")
    body = "\n".join(parts)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {WIDTH} {height}' role='img'"
        f" aria-label='How many times as long as by hand, for each kind of work and size'>\n"
        f"<rect width='{WIDTH}' height='{height}' rx='8' fill='#ffffff'/>\n{body}\n</svg>\n"
    )


def _kind(stores: list[dict[str, Any]], row: int, kind: str, top: float, scale: float) -> list[str]:
    sizes = [store["size"] for store in stores]
    parts = [label(LEFT - 12, top + BAR * len(sizes) / 2 + 4.5, kind, 12.5, anchor="end")]
    for number, store in enumerate(stores):
        done, y = store["work"][row], top + BAR * number
        ratio = done["ours"] / done["by_hand"]
        wide, colour = max(1.0, min(ratio, LONGEST) * scale), colour_of(number, sizes)
        parts.append(
            f"<rect x='{LEFT}' y='{y}' width='{wide:.1f}' height='{BAR - 2}' rx='2' fill='{colour}'/>"
        )
        said = f"{ratio:.1f} ×" + (" (cut off)" if ratio > LONGEST else "")
        parts.append(label(LEFT + wide + 6, y + 8.5, said, 10.5, fill="#475569"))
    return parts
