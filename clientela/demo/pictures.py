"""Product pictures drawn for the demo store: calm, flat illustrations in the colour of the product."""

from functools import cache
from string import Template
from xml.sax.saxutils import escape

from .goods import Product, Variant
from .library import sections

Rgb = tuple[int, int, int]

_COLOURS = {
    "Oat": "#E3D3BB",
    "Chalk": "#F2EDE4",
    "Moss": "#76865A",
    "Ink": "#34405A",
    "Rust": "#B65F3F",
    "Fjord": "#5F8798",
    "Slate": "#747C82",
    "Clay": "#C58C6D",
    "Blush": "#E2B5A6",
    "Sage": "#A5B496",
    "Sea": "#8FBBB8",
    "Smoke": "#A39B95",
    "Rose": "#D3949A",
    "Oak": "#D0A774",
    "Walnut": "#845A3E",
    "Cherry": "#BC7F57",
    "Midnight": "#3A4A6B",
    "Ochre": "#D2A14A",
    "Sand": "#DCC6A3",
    "Terracotta": "#C5714F",
    "Fig": "#8A6A83",
    "Pine": "#6E8F78",
    "Brass": "#C9A552",
    "Straw": "#CFAE74",
}
_FIXED = {
    "paper": "#FBF7EF",
    "wood": "#C79C69",
    "woodd": "#9C7449",
    "woodl": "#E0C096",
    "brass": "#C8A24A",
    "brassd": "#98782D",
    "brassl": "#E6CE88",
    "leaf": "#809A70",
    "leafd": "#587553",
    "flower": "#D98E73",
}
# Backdrops: pale ones for strong colours, deeper ones that light things stand out against.
_PALE = ("#EFE4D6", "#F0DDD3", "#DDE5DA", "#D9E4E8", "#ECE0C8", "#E3DDE6")
_DEEPER = ("#BFCABA", "#D9B8A4", "#AFC3CC", "#CDB8A0", "#C4B7C6", "#B5C4B4")
_WHITE, _SHADE = (255, 255, 255), (52, 38, 34)


def _rgb(colour: str) -> Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mix(colour: Rgb, other: Rgb, share: float) -> str:
    mixed = (round(one + (two - one) * share) for one, two in zip(colour, other, strict=True))
    return "#" + "".join(f"{part:02X}" for part in mixed)


def _brightness(colour: Rgb) -> float:
    red, green, blue = colour
    return (0.299 * red + 0.587 * green + 0.114 * blue) / 255


def _warmth(colour: Rgb) -> float:
    return (colour[0] - colour[2]) / 255


def _colour(product: Product, variant: Variant) -> str:
    """The first of the variant's options that names a colour, else the product's own tint."""
    named = (value for value in variant.options.values() if value in _COLOURS)
    return _COLOURS[next(named, product.tint or "Oat")]


def _backdrop(product: Product, colour: Rgb) -> Rgb:
    """A wall that suits the thing: deeper behind light things, never of its own hue."""
    walls = _DEEPER if _brightness(colour) > 0.72 else _PALE
    ranked = sorted((_rgb(wall) for wall in walls), key=lambda wall: abs(_warmth(wall) - _warmth(colour)))
    return ranked[2 + product.index % 4]


def _palette(product: Product, colour: Rgb) -> dict[str, str]:
    wall = _backdrop(product, colour)
    bright = _brightness(colour) > 0.5
    return {
        **_FIXED,
        "base": _mix(colour, _WHITE, 0.0),
        "light": _mix(colour, _WHITE, 0.3),
        "soft": _mix(colour, _WHITE, 0.12),
        "dark": _mix(colour, _SHADE, 0.2),
        "deep": _mix(colour, _SHADE, 0.45),
        "mark": "#3B3532" if bright else "#FBF7EF",
        "accent": "#B65F3F" if _warmth(colour) < 0.25 else "#3F5C66",
        "wall": _mix(wall, _SHADE, 0.03),
        "wall_light": _mix(wall, _WHITE, 0.35),
        "table": _mix(wall, _SHADE, 0.1),
        "shade": _mix(wall, _SHADE, 0.85),
    }


@cache
def _drawings() -> dict[str, tuple[str, str]]:
    """Each drawing by its name: the setting it belongs in (table, flat, hang) and its shapes."""
    heads = ((head.split(" "), shapes) for head, shapes in sections("drawings.txt").items())
    return {name: (setting, shapes) for (name, setting), shapes in heads}


def picture(product: Product, variant: Variant | None = None) -> str:
    """The picture of a product, or of one of its variants, as an SVG of 800 by 800."""
    shown = variant or product.variants[0]
    palette = _palette(product, _rgb(_colour(product, shown)))
    setting, shapes = _drawings()[product.drawing]
    scene = sections("scene.txt")
    parts = {"setting": scene[setting], "drawing": shapes, "pattern": sections("motifs.txt")[product.motif]}
    drawn = {name: Template(part).substitute(palette) for name, part in parts.items()}
    title = escape(product.title, {'"': "&quot;"})
    return Template(scene["frame"]).substitute(palette, title=title, **drawn)
