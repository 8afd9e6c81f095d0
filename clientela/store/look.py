"""How a store looks: its colours, font, corners, pictures and words, and the style sheet made of them."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Self

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from clientela.store import shades
from clientela.store.colours import HEX, is_light
from clientela.store.fonts import STACKS
from clientela.store.shades import Shades

LOGO = re.compile(r"logo-([1-9][0-9]{0,3})x([1-9][0-9]{0,3})-[0-9a-f]{64}\.png")
MARK = re.compile(r"mark-[0-9a-f]{64}\.png")
FONT = re.compile(r"font-(variable-)?[0-9a-f]{64}\.woff2")
NARROWEST, WIDEST = 40, 320
LONGEST_GREETING, LONGEST_FOOTER = 160, 200
MARK_PIXELS = 192


class Fonts(models.TextChoices):
    """What words are set in."""

    SANS = "sans", _("Sans serif: plain and clear")
    SERIF = "serif", _("Serif: like a book")
    HUMANIST = "humanist", _("Humanist: soft and friendly")
    MONO = "mono", _("Monospaced: technical")
    OWN = "own", _("Your own font")


class Corners(models.TextChoices):
    """How round buttons, fields and cards are."""

    SQUARE = "square", _("Square")
    SOFT = "soft", _("Soft")
    ROUND = "round", _("Round")


# In pixels, of buttons and fields, and of cards; emails know no other measure.
_RADIUS = {"square": (0, 0), "soft": (6, 10), "round": (14, 20)}
_PIXELS_PER_REM = 16


@dataclass(frozen=True)
class Look:
    """How the store looks. Names of files are ours; `greetings` are by language."""

    accent: str = "#2f5d50"
    header: str = ""
    font: str = "sans"
    font_file: str = ""
    corners: str = "soft"
    logo: str = ""
    logo_width: int = 160
    mark: str = ""
    greetings: Mapping[str, str] = field(default_factory=dict)
    footer: str = ""
    # The version it is of, and the token by which a draft may be seen.
    version: int = 0
    token: str = ""

    @classmethod
    def of(cls, row: Any, token: str = "") -> Self:
        """The look that a version of the brand holds."""
        return cls(**{name: getattr(row, name) for name in COLUMNS}, version=row.pk, token=token)

    def values(self) -> dict[str, Any]:
        """What a version of the brand keeps of it."""
        return {name: getattr(self, name) for name in COLUMNS}

    @property
    def light(self) -> Shades:
        """The shades of its colour on light pages, which emails use too."""
        return shades.light(self.accent)

    @property
    def dark(self) -> Shades:
        """The shades of its colour on dark pages."""
        return shades.dark(self.accent)

    @property
    def corner(self) -> int:
        """How round buttons are, in pixels."""
        return _RADIUS[self.corners][0]

    @property
    def card_corner(self) -> int:
        """How round cards are, in pixels."""
        return _RADIUS[self.corners][1]

    @property
    def greeting(self) -> str:
        """What account pages say, in the language being spoken; else the first there is."""
        spoken = self.greetings.get(get_language() or "en", "")
        return spoken or next((words for words in self.greetings.values() if words), "")

    @property
    def logo_url(self) -> str:
        """The address of the logo; empty where there is none."""
        return f"/files/{self.logo}" if self.logo else ""

    @property
    def logo_height(self) -> int:
        """How high the logo is at its width."""
        found = LOGO.fullmatch(self.logo)
        return max(round(self.logo_width * int(found[2]) / int(found[1])), 1) if found else 0

    @property
    def mark_url(self) -> str:
        """The address of the square mark; empty where there is none."""
        return f"/files/{self.mark}" if self.mark else ""

    @property
    def digest(self) -> str:
        """A short print of the style sheet, so that its address changes with it."""
        return hashlib.sha256(self.css().encode()).hexdigest()[:12]

    @property
    def stylesheet(self) -> str:
        """The address of the style sheet."""
        address = f"/brand/{self.version}-{self.digest}.css"
        return f"{address}?brand={self.token}" if self.token else address

    def css(self) -> str:
        """The style sheet: tokens alone, each worked out from values that can't hold anything else."""
        light, dark = self.light.tokens(), self.dark.tokens()
        colours = {name: f"light-dark({light[name]}, {dark[name]})" for name in light}
        face = _face(self.font_file) if self.font == Fonts.OWN and self.font_file else ""
        everywhere = _rule(":root", {"brand": self.accent, **colours})
        return face + everywhere + _rule(":root:has(> .store)", self._store())

    def _store(self) -> dict[str, str]:
        """What concerns the store's pages alone."""
        radius, card = _rem(self.corner), _rem(self.card_corner)
        tokens = {"radius": radius, "radius-card": card, "logo-width": f"{int(self.logo_width)}px"}
        if self.font == Fonts.OWN and self.font_file:
            tokens["font"] = '"Brand", system-ui, sans-serif'
        elif stack := STACKS.get(self.font):
            tokens["font"] = stack
        if self.header:
            words = shades.header_words(self.header)
            tokens |= {"header-bg": self.header, "header-on": words}
            tokens |= {"header-badge": words, "header-badge-on": self.header, "header-focus": words}
            tokens["header-logo-ground"] = "transparent"
        return tokens

    def adjusted(self) -> list[str]:
        """What was done so that its colours can be read, in plain words."""
        found = [str(words) for words in shades.adjusted(self.accent, self.header)]
        if self.logo and self.header and is_light(shades.header_words(self.header)):
            found.append(str(_("See in the preview that your logo stands out on the dark header.")))
        return found

    def problems(self) -> dict[str, str | Promise]:
        """What can't be kept as it is, by field."""
        return dict(_problems(self))


COLUMNS = tuple(part.name for part in fields(Look) if part.name not in {"version", "token"})


def _face(file: str) -> str:
    weights = "100 900" if file.startswith("font-variable-") else "400"
    source = f'url("/files/{file}") format("woff2")'
    return (
        f'@font-face {{ font-family: "Brand"; src: {source}; font-weight: {weights}; font-display: swap; }}\n'
    )


def _rem(pixels: int) -> str:
    return f"{pixels / _PIXELS_PER_REM}rem" if pixels else "0"


def _rule(selector: str, tokens: Mapping[str, str]) -> str:
    lines = "".join(f"  --{name}: {value};\n" for name, value in tokens.items())
    return f"{selector} {{\n{lines}}}\n"


def _problems(look: Look) -> Iterator[tuple[str, str | Promise]]:
    colour, again = _("Enter a colour like #2f5d50."), _("Choose the file again.")
    if not HEX.fullmatch(look.accent):
        yield "accent", colour
    if look.header and not HEX.fullmatch(look.header):
        yield "header", colour
    if look.font not in Fonts.values:
        yield "font", _("Choose one of these.")
    if look.corners not in Corners.values:
        yield "corners", _("Choose one of these.")
    for name, shape in (("logo", LOGO), ("mark", MARK), ("font_file", FONT)):
        if (file := getattr(look, name)) and not shape.fullmatch(file):
            yield name, again
    if look.font == Fonts.OWN and not look.font_file:
        yield "font_file", _("Upload a font, or choose another one above.")
    if not NARROWEST <= look.logo_width <= WIDEST:
        yield "logo_width", _("Choose a width between 40 and 320 pixels.")
    yield from _word_problems(look)


def _word_problems(look: Look) -> Iterator[tuple[str, str | Promise]]:
    for code, words in look.greetings.items():
        if not re.fullmatch(r"[a-z]{2}(-[a-z]{2,4})?", code) or not _is_line(words, LONGEST_GREETING):
            yield f"greeting_{code}", _("Use one line of at most 160 characters.")
    if not _is_line(look.footer, LONGEST_FOOTER):
        yield "footer", _("Use one line of at most 200 characters.")


def _is_line(words: str, most: int) -> bool:
    return len(words) <= most and not any(
        unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} for sign in words
    )
