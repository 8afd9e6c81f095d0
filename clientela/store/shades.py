"""The shades of a brand's colour: held within what can be read, in the light and in the dark."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.store.colours import (
    CONTROLS,
    WHITE,
    WORDS,
    Colour,
    contrast,
    darkened,
    is_light,
    lightened,
    readable_on,
)

# What the pages lie on (`ui/css/tokens.css`; a test holds them together): the page, cards, what is hovered.
_LIGHT = (Colour(0.972, 0.004, 80).hex, Colour(1, 0, 0).hex, Colour(0.978, 0.004, 80).hex)
_LIGHT_SEEN = (*_LIGHT, Colour(0.956, 0.005, 80).hex, Colour(0.93, 0.006, 80).hex)
_DARK = (
    Colour(0.185, 0.004, 75).hex,
    Colour(0.222, 0.005, 75).hex,
    Colour(0.203, 0.005, 75).hex,
    Colour(0.262, 0.006, 75).hex,
)
_DARK_SEEN = (*_DARK, Colour(0.268, 0.006, 75).hex, Colour(0.305, 0.007, 75).hex)


@dataclass(frozen=True)
class Shades:
    """What the brand's colour becomes: of buttons, words on them, links, tinted grounds, edges and focus."""

    solid: str
    hover: str
    on: str
    text: str
    bg: str
    border: str
    focus: str

    def tokens(self) -> dict[str, str]:
        """The shades by the names of their tokens."""
        named = {"focus": "focus-color", "hover": "accent-solid-hover"}
        return {named.get(name, f"accent-{name}"): shade for name, shade in asdict(self).items()}


@lru_cache(maxsize=512)
def light(accent: str) -> Shades:
    """The shades on light pages: the colour itself wherever it can be read."""
    brand = Colour.of(accent)
    solid = darkened(brand, _LIGHT, CONTROLS)
    on, hover = _button(solid, 0.055)
    bg = brand.at(0.955, min(brand.chroma * 0.25, 0.02)).hex
    text = darkened(brand.at(brand.lightness, 0.2), (*_LIGHT_SEEN, bg), WORDS)
    return Shades(solid.hex, hover, on, text.hex, bg, brand.at(0.85, 0.05).hex, solid.hex)


@lru_cache(maxsize=512)
def dark(accent: str) -> Shades:
    """The shades on dark pages: lighter and calmer, so that they don't glare."""
    brand = Colour.of(accent)
    solid = lightened(brand.at(max(brand.lightness, 0.77), 0.13), _DARK, CONTROLS)
    on, hover = _button(solid, 0.05)
    bg = brand.at(0.29, 0.034).hex
    text = lightened(brand.at(max(brand.lightness, 0.81), 0.1), (*_DARK_SEEN, bg), WORDS)
    return Shades(solid.hex, hover, on, text.hex, bg, brand.at(0.42, 0.06).hex, solid.hex)


def _button(solid: Colour, step: float) -> tuple[str, str]:
    """Words on a button and its colour under the pointer, which moves away from the words."""
    on = readable_on(solid.hex, hue=solid)
    hover = solid.at(solid.lightness - step if is_light(on) else solid.lightness + step)
    return on, hover.hex


def header_words(header: str) -> str:
    """The colour of words on the header's own ground."""
    return readable_on(header, hue=Colour.of(header))


def adjusted(accent: str, header: str = "") -> Iterator[str | Promise]:
    """What was done so that everything can be read, in plain words; nothing where nothing had to be."""
    shades = light(accent)
    if shades.solid != accent:
        yield _("Your colour is too light to stand out on a white page, so buttons use a darker shade of it.")
    if not is_light(shades.on):
        yield _("Your colour is too light for white text, so buttons use dark text.")
    if shades.text != accent and contrast(accent, WHITE) < WORDS:
        yield _("Your colour is too light for small text, so links use a darker shade of it.")
    if Colour.of(accent).lightness < 0.77:
        yield _("On dark pages a lighter shade is used, with dark text on buttons.")
    if header and is_light(header_words(header)):
        yield _("The header is dark, so its text is white.")
