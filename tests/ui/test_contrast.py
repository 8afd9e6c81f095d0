import pytest

from tests.ui.palette import contrast, palette

GROUNDS = ["page", "surface", "surface-raised", "surface-sunken", "surface-hover", "surface-selected"]
MEANINGS = ["info", "success", "attention", "critical", "new"]

READ = (
    [(text, ground) for text in ("text", "text-soft") for ground in GROUNDS]
    + [("text-faint", ground) for ground in GROUNDS if ground != "surface-selected"]
    + [("accent-text", ground) for ground in [*GROUNDS, "accent-bg"]]
    + [(text, "accent-bg") for text in ("text", "text-soft")]
    + [("critical-text", ground) for ground in GROUNDS]
    + [(f"{meaning}-text", f"{meaning}-bg") for meaning in MEANINGS]
    + [("accent-on", "accent-solid"), ("accent-on", "accent-solid-hover"), ("danger-on", "danger-solid")]
    + [("text-inverse", "surface-inverse")]
)
SEEN = (
    [
        (edge, ground)
        for edge in ("line-control", "focus-color")
        for ground in ("page", "surface", "surface-raised")
    ]
    + [("accent-solid", ground) for ground in ("page", "surface", "surface-raised")]
    + [(f"{meaning}-solid", f"{meaning}-bg") for meaning in MEANINGS]
    + [(f"{meaning}-solid", "surface") for meaning in MEANINGS]
    + [("danger-solid", "surface-raised")]
)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), READ)
def test_words_are_readable(theme: str, front: str, back: str) -> None:
    colours = palette(theme)
    assert contrast(colours[front], colours[back]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), SEEN)
def test_controls_and_marks_are_seen(theme: str, front: str, back: str) -> None:
    colours = palette(theme)
    assert contrast(colours[front], colours[back]) >= 3


def test_contrast_counts_as_the_guidelines_do() -> None:
    assert contrast((1, 1, 1), (0, 0, 0)) == pytest.approx(21)
    assert contrast((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)) == 1
