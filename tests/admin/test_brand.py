"""Settings → Brand: a look is tried, seen and published."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from clientela.store.brand import Brand
from clientela.store.models import Store
from tests.cast import Cast, as_staff
from tests.store.test_brand import woff2

HERE = "/admin/settings/brand"
HX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def client(cast: Cast) -> Client:
    return as_staff(cast.owner)


def typed(client: Client, **changes: Any) -> dict[str, Any]:
    page = client.get(HERE).content.decode()
    found = re.search(r'name="seen" id="brand-seen" value="(\d+)"', page)
    assert found
    same = {"accent": "#2f5d50", "font": "sans", "corners": "soft", "logo_width": "160", "seen": found[1]}
    return same | changes


def logo(size: tuple[int, int] = (400, 100)) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, "PNG")
    return SimpleUploadedFile("our logo.png", out.getvalue(), "image/png")


def test_a_look_is_tried_without_a_script(client: Client) -> None:
    answer = client.post(f"{HERE}/save", typed(client, accent="#FFD400", greeting_en="Hello there"))
    assert answer.status_code == 303
    page = client.get(HERE).content.decode()
    assert "Draft, which only staff see" in page and "buttons use dark text" in page
    assert "Hello there" in page and Store.current().accent == "#2f5d50"


def test_while_one_chooses_only_what_changed_is_drawn(client: Client) -> None:
    page = client.post(f"{HERE}/save", typed(client, accent="#ffd400"), headers=HX).content.decode()
    assert "buttons use dark text" in page and "<frame-news" in page and "<html" not in page
    assert 'id="brand-files"' not in page
    wrong = client.post(f"{HERE}/save", typed(client, accent="#ffd4"), headers=HX)
    assert wrong.status_code == 200 and "Enter a colour like" in wrong.content.decode()
    assert "<frame-news" not in wrong.content.decode()


def test_files_that_came_along_are_kept_and_shown(client: Client) -> None:
    sent = typed(client, logo_upload=logo(), mark_upload=logo((64, 64)))
    page = client.post(f"{HERE}/save", sent, headers=HX).content.decode()
    draft = Brand.draft()
    assert draft and draft.logo.startswith("logo-400x100-") and f"/files/{draft.logo}" in page
    font = SimpleUploadedFile("font.woff2", woff2(0, 1, 2))
    kept = {"logo": draft.logo, "mark": draft.mark, "without_mark": "on", "font_upload": font}
    assert client.post(f"{HERE}/save", typed(client, **kept)).status_code == 303
    draft = Brand.draft()
    assert draft and draft.font == "own" and draft.mark == "" and draft.logo
    served = client.get(f"/files/{draft.font_file}")
    assert served.headers["Content-Type"] == "font/woff2" and "immutable" in served.headers["Cache-Control"]
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"/files/{draft.logo}").headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    wrong = client.post(f"{HERE}/save", typed(client, logo_upload=SimpleUploadedFile("x.png", b"<svg/>")))
    assert wrong.status_code == 422 and "JPEG, PNG or WebP" in wrong.content.decode()


def test_publish_undo_and_discard(client: Client) -> None:
    assert client.post(f"{HERE}/publish", typed(client, accent="#aa3344")).status_code == 303
    assert Store.current().look.accent == "#aa3344"
    client.post(f"{HERE}/save", typed(client, accent="#000055"))
    client.post(f"{HERE}/discard")
    assert Brand.draft() is None
    assert client.post(f"{HERE}/undo", {"seen": "2"}).status_code == 303
    assert Store.current().look.accent == "#2f5d50"
    for odd in ("", "x", "-1", "²", "9" * 40):
        assert client.post(f"{HERE}/undo", {"seen": odd}).status_code == 303


def test_a_colleagues_draft_is_not_overwritten(client: Client, cast: Cast) -> None:
    """F23."""
    mine = typed(client, accent="#aa3344")
    other = as_staff(cast.manager)
    assert other.post(f"{HERE}/save", typed(other, accent="#000055")).status_code == 303
    for way in ("save", "publish"):
        answer = client.post(f"{HERE}/{way}", mine)
        assert answer.status_code == 422 and "Somebody changed this" in answer.content.decode()
    draft = Brand.draft()
    assert draft and draft.accent == "#000055"


def test_the_email_is_drawn_in_the_draft(client: Client) -> None:
    client.post(f"{HERE}/save", typed(client, accent="#aa3344", footer="Reg. 12345", logo_upload=logo()))
    answer = client.get(f"{HERE}/email")
    page = answer.content.decode()
    assert "#aa3344" in page and "Reg. 12345" in page and 'src="/files/logo-' in page
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
