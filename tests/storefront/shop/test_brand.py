"""The store's look as shoppers' browsers get it, and what a preview can and can't do."""

import re
import time

import pytest
import time_machine
from django.test import Client

from clientela.core.actor import SYSTEM
from clientela.store import actions, previews
from clientela.store.brand import Brand
from clientela.store.look import Look
from clientela.store.models import Store
from tests.cast import Cast, as_customer


def publish(**look: str) -> None:
    actions.publish_brand(Look(**look), seen=0, by=SYSTEM)


def sheet_of(client: Client, path: str = "/") -> str:
    found = re.search(r'href="(/brand/[^"]+)"', client.get(path).content.decode())
    assert found
    return found[1].replace("&amp;", "&")


@pytest.fixture
def token(db: None) -> str:
    actions.save_brand(Look(accent="#aa3344", header="#101020"), seen=0, by=SYSTEM)
    draft = Brand.draft()
    assert draft
    return previews.token(draft.pk)


@pytest.mark.parametrize("path", ["/", "/account/login", "/cart", "/admin/login", "/nowhere"])
def test_every_page_links_the_sheet_which_browsers_keep(client: Client, db: None, path: str) -> None:
    first = sheet_of(client, path)
    answer = client.get(first)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    publish(accent="#aa3344")
    assert sheet_of(client, path) != first, "another look has another address"
    assert "#aa3344" in client.get(sheet_of(client, path)).content.decode()
    assert "#2f5d50" in client.get(first).content.decode(), "pages drawn before keep theirs"


def test_an_address_that_tells_something_else_is_not_kept(client: Client, db: None) -> None:
    """A sheet drawn by another release mustn't stay in browsers under this one's name."""
    version = Store.current().look.version
    assert client.get(f"/brand/{version}-0123456789ab.css").headers["Cache-Control"] == "no-store"
    assert client.get("/brand/99999999999999999999-x.css").status_code == 404
    assert client.get(f"/brand/{version}-x/../y.css").status_code == 404


def test_a_draft_is_shown_with_a_token_alone(client: Client, token: str) -> None:
    plain, tried = sheet_of(client), sheet_of(client, f"/?brand={token}")
    assert tried.endswith(f"?brand={token}") and "#aa3344" in client.get(tried).content.decode()
    assert client.get(tried).headers["Cache-Control"] == "no-store"
    assert client.get(tried.partition("?")[0]).status_code == 404
    assert sheet_of(client) == plain
    assert client.get("/brand/orders").status_code == 404
    orders = client.get(f"/brand/orders?brand={token}").content.decode()
    assert "#1042" in orders and "<script" not in orders


def test_only_the_admins_own_page_frames_a_preview(client: Client, token: str) -> None:
    """WB-04: and only with a token; other pages stay shut."""
    answer = client.get(f"/account/login?brand={token}")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    for path in ("/account/login", "/account/login?brand=x", f"/account/login?brand={token[:-2]}AA"):
        answer = client.get(path)
        assert answer.headers["X-Frame-Options"] == "DENY", path
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path


def test_a_token_changes_the_look_and_nothing_else(cast: Cast, token: str) -> None:
    """AC-01: it opens no page, signs nobody in, and shows nothing of whoever uses the browser."""
    ingrid = as_customer(cast.ingrid)
    assert "Ingrid" in ingrid.get("/").content.decode()
    assert "Ingrid" not in ingrid.get(f"/?brand={token}").content.decode()
    stranger = Client()
    for path in ("/account/orders", "/account/profile", "/admin/settings/brand"):
        assert stranger.get(f"{path}?brand={token}").status_code == 302, path
    posted = ingrid.post(f"/account/logout?brand={token}")
    assert posted.headers["X-Frame-Options"] == "DENY", "what is sent is never a preview"
    assert Store.current().look.accent == "#2f5d50"


def test_a_token_ends_after_an_hour(client: Client, token: str) -> None:
    with time_machine.travel(time.time() + 3601, tick=False):
        assert "?brand=" not in sheet_of(client, f"/?brand={token}")


def test_logo_mark_and_greeting_stand_on_the_pages(client: Client, db: None, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    from tests.store.test_brand import picture

    logo = actions.keep_logo(picture(), by=SYSTEM)
    mark = actions.keep_mark(picture(), by=SYSTEM)
    greetings = {"en": "<b>Welcome</b> back"}
    actions.publish_brand(Look(logo=logo, mark=mark, greetings=greetings), seen=0, by=SYSTEM)
    page = client.get("/account/login").content.decode()
    assert f'src="/files/{logo}"' in page and 'width="160" height="40"' in page
    assert f'href="/files/{mark}"' in page and "&lt;b&gt;Welcome&lt;/b&gt; back" in page
