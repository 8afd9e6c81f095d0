"""Colours by the eye's measure (OKLCH), as screens take them (hex), and how well one is read on another."""

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

HEX = re.compile(r"#[0-9a-f]{6}")
# What the accessibility guidelines ask of words and of controls (WCAG 2.2: 1.4.3 and 1.4.11).
WORDS, CONTROLS = 4.5, 3.0
WHITE, BLACK = "#ffffff", "#000000"
_STEP = 0.004
Linear = tuple[float, float, float]


@dataclass(frozen=True)
class Colour:
    """A colour as the eye orders it: lightness 0 to 1, chroma from 0 (grey) on, hue in degrees."""

    lightness: float
    chroma: float
    hue: float

    @classmethod
    def of(cls, hexadecimal: str) -> Self:
        """The colour that a text like `#2f5d50` stands for."""
        red, green, blue = _linear(hexadecimal)
        long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
        medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
        short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
        a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
        b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
        lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
        return cls(lightness, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360)

    def at(self, lightness: float, most: float = 1.0) -> "Colour":
        """The same hue at another lightness, with at most so much chroma."""
        return Colour(min(max(lightness, 0.0), 1.0), min(self.chroma, most), self.hue)

    @property
    def hex(self) -> str:
        """The colour for a screen; what no screen can show loses chroma, never lightness or hue."""
        rgb = self._rgb(self.chroma)
        if not _fits(rgb):
            low, high = 0.0, self.chroma
            for _half in range(18):
                middle = (low + high) / 2
                low, high = (middle, high) if _fits(self._rgb(middle)) else (low, middle)
            rgb = self._rgb(low)
        return "#" + "".join(f"{round(_curved(min(max(part, 0.0), 1.0)) * 255):02x}" for part in rgb)

    def _rgb(self, chroma: float) -> Linear:
        a = chroma * math.cos(math.radians(self.hue))
        b = chroma * math.sin(math.radians(self.hue))
        long = (self.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
        medium = (self.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
        short = (self.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
        return (
            4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
        )


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, as the guidelines count it: 1 (the same) to 21 (black on white)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def stands_out(colour: str, grounds: tuple[str, ...], least: float) -> bool:
    """Whether a colour has at least this contrast on every one of the grounds."""
    return all(contrast(colour, ground) >= least for ground in grounds)


def darkened(colour: Colour, grounds: tuple[str, ...], least: float) -> Colour:
    """The colour, as much darker as it takes to stand out on light grounds."""
    return _moved(colour, grounds, least, -_STEP)


def lightened(colour: Colour, grounds: tuple[str, ...], least: float) -> Colour:
    """The colour, as much lighter as it takes to stand out on dark grounds."""
    return _moved(colour, grounds, least, _STEP)


def readable_on(*grounds: str, hue: Colour | None = None) -> str:
    """Words for these grounds: near white where that is read, else near black, else plain black."""
    tint = hue or Colour(0, 0, 0)
    for words in (tint.at(0.99, 0.005).hex, tint.at(0.21, 0.03).hex):
        if stands_out(words, grounds, WORDS):
            return words
    return BLACK if stands_out(BLACK, grounds, WORDS) else WHITE


def is_light(words: str) -> bool:
    """Whether words of this colour are light ones."""
    return Colour.of(words).lightness > 0.5


def _moved(colour: Colour, grounds: tuple[str, ...], least: float, step: float) -> Colour:
    while not stands_out(colour.hex, grounds, least) and 0 < colour.lightness < 1:
        colour = colour.at(colour.lightness + step)
    return colour


def _fits(rgb: Linear) -> bool:
    return all(-0.0005 <= part <= 1.0005 for part in rgb)


@lru_cache(maxsize=4096)
def _luminance(hexadecimal: str) -> float:
    red, green, blue = _linear(hexadecimal)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(hexadecimal: str) -> Linear:
    parts = (int(hexadecimal[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return red, green, blue


def _curved(part: float) -> float:
    return 12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055
