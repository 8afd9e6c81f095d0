"""The colours of the product as a browser would paint them, to measure contrast."""

import math
import re
from pathlib import Path

import clientela.ui

TOKENS = Path(clientela.ui.__file__).parent / "static/ui/css/tokens.css"
COLOUR = r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)"
PAIR = re.compile(rf"--([\w-]+): light-dark\({COLOUR}, {COLOUR}\);")

Colour = tuple[float, float, float]


def palette(theme: str) -> dict[str, Colour]:
    """Every colour token of the light or the dark theme, as linear red, green and blue."""
    first = 1 if theme == "light" else 4
    return {
        found[0]: linear(*(float(part) for part in found[first : first + 3]))
        for found in PAIR.findall(TOKENS.read_text())
    }


def linear(lightness: float, chroma: float, hue: float) -> Colour:
    """OKLCH to linear sRGB, cut to what a screen shows."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return tuple(min(max(part, 0.0), 1.0) for part in (red, green, blue))  # type: ignore[return-value]


def contrast(one: Colour, other: Colour) -> float:
    """How far two colours stand apart, as the accessibility guidelines count it (1 to 21)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Colour) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]
