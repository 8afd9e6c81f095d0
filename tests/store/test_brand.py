"""The store's look: a draft, published, taken back; what is in it can't be anything else."""

import hashlib
import re
import struct
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as any_
from PIL import Image

from clientela.core.actor import SYSTEM, Actor, Kind
from clientela.core.errors import ChangedMeanwhile, NotAllowed, Refused, SeveralRefused
from clientela.core.powers import Power
from clientela.journal.models import Event
from clientela.orders.actions import sweep_pictures
from clientela.store import actions, previews, shades
from clientela.store.actions.branding import NothingToUndo
from clientela.store.brand import Brand
from clientela.store.colours import CONTROLS, WORDS, Colour, contrast
from clientela.store.decoding import PictureRefused
from clientela.store.fonts import FontRefused
from clientela.store.look import Look
from clientela.store.models import Store
from tests.cast import VISITOR
from tests.ui.palette import TOKENS, palette

ANNA = Actor(Kind.STAFF, 7, "Anna", frozenset({Power.SETTINGS_EDIT}))
OLA = Actor(Kind.STAFF, 8, "Ola", frozenset({Power.SETTINGS_EDIT}))
COLOURS = any_.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
HOSTILE = (
    "red",
    "#12345",
    "#1234567",
    "#12345g",
    "#123456\n",
    "#123456;} body { display: none",
    "url(//evil.example/x)",
    "</style><script>alert(1)</script>",
)


@pytest.fixture(autouse=True)
def _files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def revision() -> int:
    row = Brand.draft() or Store.current().brand
    assert row
    return row.revision


def publish(accent: str, by: Actor = ANNA) -> int:
    return actions.publish_brand(Look(accent=accent), seen=revision(), by=by)


def test_a_draft_is_seen_by_nobody_before_it_is_published(db: None) -> None:
    before = Store.current().look
    actions.save_brand(Look(accent="#aa3344", corners="round"), seen=revision(), by=ANNA)
    assert Store.current().look == before and Store.current().accent == "#2f5d50"
    assert actions.publish_brand(Look(accent="#aa3344", corners="round"), seen=revision(), by=ANNA) == 2
    store = Store.current()
    assert (store.look.accent, store.look.corners, store.accent) == ("#aa3344", "round", "#aa3344")
    assert Brand.draft() is None
    event = Event.objects.get(name="brand.published")
    assert event.data == {"version": 2} and event.actor_id == 7


def test_a_second_press_makes_no_second_version(db: None) -> None:
    assert [publish("#aa3344"), publish("#aa3344")] == [2, 2]
    assert Event.objects.filter(name="brand.published").count() == 1 and Brand.draft() is None


def test_undo_goes_back_to_the_one_before_and_keeps_all_versions(db: None) -> None:
    publish("#aa3344")
    publish("#113355")
    assert actions.undo_brand(seen=3, by=ANNA) == 2
    assert Store.current().accent == Store.current().look.accent == "#aa3344"
    publish("#005500")
    assert actions.undo_brand(seen=4, by=ANNA) == 2
    assert actions.undo_brand(seen=2, by=ANNA) == 1
    with pytest.raises(NothingToUndo):
        actions.undo_brand(seen=1, by=ANNA)
    assert sorted(Brand.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    assert Event.objects.filter(name="brand.undone").count() == 3


def test_a_colleagues_change_is_not_overwritten(db: None) -> None:
    """F23: neither a draft, nor a look that was published or taken back meanwhile."""
    seen = revision()
    actions.save_brand(Look(accent="#aa3344"), seen=seen, by=ANNA)
    for act in (actions.save_brand, actions.publish_brand):
        with pytest.raises(ChangedMeanwhile):
            act(Look(accent="#000055"), seen=seen, by=OLA)
    assert actions.save_brand(Look(accent="#aa3355"), seen=seen, by=ANNA), (
        "one's own last change is no stranger"
    )
    drafted = revision()
    actions.publish_brand(Look(accent="#aa3344"), seen=drafted, by=ANNA)
    with pytest.raises(ChangedMeanwhile):
        actions.save_brand(Look(), seen=seen, by=OLA)
    with pytest.raises(ChangedMeanwhile):
        actions.undo_brand(seen=1, by=OLA)
    actions.undo_brand(seen=2, by=ANNA)
    with pytest.raises(ChangedMeanwhile):
        actions.publish_brand(Look(), seen=drafted, by=OLA)


def test_discarding_leaves_what_shoppers_see(db: None) -> None:
    actions.save_brand(Look(accent="#aa3344"), seen=revision(), by=ANNA)
    actions.discard_brand(by=OLA)
    actions.discard_brand(by=OLA)
    assert Brand.draft() is None and Store.current().accent == "#2f5d50"


def test_only_those_who_may(db: None) -> None:
    """AC-02."""
    with pytest.raises(NotAllowed):
        actions.save_brand(Look(), seen=1, by=VISITOR)
    with pytest.raises(NotAllowed):
        actions.publish_brand(Look(), seen=1, by=VISITOR)
    for act in (actions.undo_brand, actions.discard_brand):
        with pytest.raises(NotAllowed):
            act(**({"seen": 1} if act is actions.undo_brand else {}), by=VISITOR)
    for keep in (actions.keep_logo, actions.keep_mark, actions.keep_font):
        with pytest.raises(NotAllowed):
            keep(BytesIO(b""), by=VISITOR)


def test_the_setting_of_the_colour_is_a_version_of_its_own(db: None) -> None:
    """`store.accent` works as ever, from the command line too."""
    publish("#aa3344")
    assert actions.change_settings({"store.accent": "#0A5500"}, by=SYSTEM) == ["store.accent"]
    store = Store.current()
    assert store.look.accent == "#0a5500" and store.brand and store.brand.number == 3
    actions.undo_brand(seen=3, by=ANNA)
    assert Store.current().accent == "#aa3344"


@given(COLOURS)
def test_every_colour_can_be_read(accent: str) -> None:
    """WCAG 1.4.3, 1.4.11: words 4.5, controls 3, on everything they lie on, in the light and in the dark."""
    assert Colour.of(accent).hex == accent
    for theme, drawn in (("light", shades.light(accent)), ("dark", shades.dark(accent))):
        grounds = {name: _hex(colour) for name, colour in palette(theme).items()}
        for ground in (
            "page",
            "surface",
            "surface-raised",
            "surface-sunken",
            "surface-hover",
            "surface-selected",
        ):
            assert contrast(drawn.text, grounds[ground]) >= WORDS, (theme, ground)
        for ground in ("page", "surface", "surface-raised"):
            assert contrast(drawn.solid, grounds[ground]) >= CONTROLS, (theme, ground)
            assert contrast(drawn.focus, grounds[ground]) >= CONTROLS, (theme, ground)
        assert contrast(drawn.text, drawn.bg) >= WORDS
        for words in ("text", "text-soft"):
            assert contrast(grounds[words], drawn.bg) >= WORDS
        assert min(contrast(drawn.on, drawn.solid), contrast(drawn.on, drawn.hover)) >= WORDS
    assert contrast(shades.header_words(accent), accent) >= WORDS


def _hex(colour: tuple[float, float, float]) -> str:
    parts = (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055 for part in colour)
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def test_what_was_adjusted_is_said(db: None) -> None:
    assert any("dark text" in words for words in Look(accent="#ffd400").adjusted())
    assert any("darker shade" in words for words in Look(accent="#ffd400").adjusted())
    assert not any("too light" in words for words in Look(accent="#2f5d50").adjusted())
    assert shades.light("#2f5d50").solid == "#2f5d50", "a colour that can be read stays as it is"


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["accent", "header", "font", "font_file", "corners", "logo", "mark"])
def test_nothing_but_what_belongs_there_gets_into_the_style_sheet(db: None, name: str, value: str) -> None:
    """WB-03: refused by the action, and by the table itself where text could reach the sheet."""
    with pytest.raises(SeveralRefused):
        actions.save_brand(Look(**{name: value}), seen=revision(), by=ANNA)
    if name in {"accent", "header", "font_file", "logo", "mark"}:
        row = Store.current().brand
        with pytest.raises(DatabaseError), transaction.atomic():
            Brand.objects.filter(pk=row.pk).update(**{name: value})


@pytest.mark.parametrize(
    "look",
    [
        Look(logo_width=39),
        Look(logo_width=100_000),
        Look(font="own"),
        Look(footer="one\nBcc: two"),
        Look(footer="x" * 201),
        Look(greetings={"en": "\x00"}),
        Look(greetings={"en": "x" * 161}),
        Look(greetings={"en;}": "x"}),
        Look(logo=f"logo-1x1-{'a' * 64}.png"),
    ],
)
def test_what_cannot_be_shown_is_refused(db: None, look: Look) -> None:
    with pytest.raises(SeveralRefused):
        actions.save_brand(look, seen=revision(), by=ANNA)


def test_the_sheet_holds_tokens_alone(db: None) -> None:
    font = f"font-variable-{'0' * 64}.woff2"
    greetings = {"en": "</style>} body { color: red } /* hello"}
    look = Look(header="#101020", font="own", font_file=font, corners="square", greetings=greetings)
    css = look.css()
    assert "hello" not in css and "--header-on: #" in css and f'/files/{font}"' in css and "100 900" in css
    assert css.count("{") == css.count("}") == 3
    styles = "".join(path.read_text() for path in TOKENS.parent.rglob("*.css"))
    set_here, known = (set(re.findall(r"--([\w-]+):", text)) for text in (css, styles))
    assert set_here - known == {"brand"}, "a token that no page reads"


def picture(kind: str = "PNG", size: tuple[int, int] = (1280, 320)) -> BytesIO:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    out.seek(0)
    return out


def test_a_logo_is_drawn_anew_and_tells_its_measures(db: None) -> None:
    """FI-04."""
    name = actions.keep_logo(picture(), by=ANNA)
    body = default_storage.open(name).read()
    assert name == f"logo-640x160-{hashlib.sha256(body).hexdigest()}.png"
    assert Look(logo=name, logo_width=200).logo_height == 50
    mark = actions.keep_mark(picture("JPEG"), by=ANNA)
    with Image.open(default_storage.open(mark)) as drawn:
        assert drawn.size == (192, 192) and drawn.format == "PNG"
    for keep in (actions.keep_logo, actions.keep_mark):
        with pytest.raises(PictureRefused):
            keep(BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), by=ANNA)


def woff2(*tables: int, more: bytes = b"", **head: int) -> bytes:
    """A file with the head and the list of tables of a WOFF2 font."""
    listed = b"".join(bytes([0xC0 | kind if kind in {10, 11} else kind, 60]) for kind in tables)
    packed = bytes(range(20))
    length = 48 + len(listed) + len(packed)
    padding = -length % 4
    known = {
        "flavour": 0x00010000,
        "length": length + padding,
        "packed": len(packed),
        "meta": 0,
        "private": 0,
    } | head
    first = struct.pack(
        ">4sIIHHIIHHIIIII",
        *(b"wOF2", known["flavour"], known["length"], len(tables), 0, 4096, known["packed"], 1, 0),
        *(known["meta"], 0, 0, known["private"], 0),
    )
    return first + listed + packed + bytes(padding) + more


def test_a_font_is_kept_as_it_came(db: None) -> None:
    plain, variable = woff2(0, 1, 2, 10, 11), woff2(0, 1, 2, 47)
    assert default_storage.open(actions.keep_font(BytesIO(plain), by=ANNA)).read() == plain
    assert actions.keep_font(BytesIO(variable), by=ANNA).startswith("font-variable-")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"wOF2",
        b"wOFF" + woff2(0, 1, 2)[4:],
        woff2(0, 1, 2)[:60],
        woff2(0, 1, 2, more=b"<script>alert(1)</script>"),
        woff2(0, 1, 2, more=b"PK\x03\x04"),
        woff2(0, 1),
        woff2(0, 1, 2, flavour=0x74746366),
        woff2(0, 1, 2, packed=2_000_000),
        woff2(0, 1, 2, meta=48),
        woff2(0, 1, 2, private=48),
        b"<html>" + woff2(0, 1, 2),
        woff2(0, 1, 2) + bytes(300 * 1024),
        b"\x89PNG\r\n\x1a\n" + bytes(100),
    ],
)
def test_what_is_no_font_from_first_to_last_is_refused(db: None, body: bytes) -> None:
    """FI-04: nor one that is another file as well."""
    with pytest.raises(FontRefused):
        actions.keep_font(BytesIO(body), by=ANNA)
    assert not default_storage.listdir("")[1]


@given(any_.binary(max_size=300))
def test_no_file_breaks_the_check(body: bytes) -> None:
    from clientela.store import fonts

    for whole in (body, b"wOF2" + body, woff2(0, 1, 2)[:48] + body):
        try:
            fonts.checked(whole)
        except Refused as refused:
            assert isinstance(refused, FontRefused)


def test_files_that_no_look_holds_are_swept_and_logos_left_alone(db: None) -> None:
    logo, gone = actions.keep_logo(picture(), by=ANNA), actions.keep_logo(picture(size=(50, 50)), by=ANNA)
    other = default_storage.save("product-1.webp", ContentFile(b"x"))
    actions.publish_brand(Look(logo=logo), seen=revision(), by=ANNA)
    publish("#113355")
    assert sweep_pictures(by=SYSTEM, after=timedelta(0)) == 0
    assert actions.sweep_brand_files(by=SYSTEM) == 0, "uploaded a moment ago"
    assert actions.sweep_brand_files(by=SYSTEM, after=timedelta(seconds=-1)) == 1
    assert default_storage.exists(logo) and not default_storage.exists(gone) and default_storage.exists(other)


def test_a_preview_shows_a_look_and_ends(db: None) -> None:
    actions.save_brand(Look(accent="#aa3344"), seen=revision(), by=ANNA)
    draft = Brand.draft()
    assert draft
    token = previews.token(draft.pk)
    look = previews.look_of(token)
    assert look and look.accent == "#aa3344" and look.token == token
    for wrong in ("", "x", token[:-4] + "AAAA", token + "===", f"{token[:9]}!{token[9:]}", "é", "\ud800"):
        assert previews.look_of(wrong) is None
    actions.discard_brand(by=ANNA)
    assert previews.look_of(token) is None
