"""Emails as documents of their own, for frames: nothing in them runs, loads from outside, or reaches ours."""

from django.http import HttpResponse
from django.utils.translation import get_language

from clientela.store.models import Store

_INSIDE = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
_LINKS = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"


def document(html: str, store: Store, *, has_links: bool = False) -> HttpResponse:
    """An email for its frame; with `has_links` they open in a window of their own."""
    html = with_pictures(html, store).replace("<head>", '<head><base target="_blank">', 1)
    policy = f"sandbox {_LINKS}; {_INSIDE}" if has_links else f"sandbox; {_INSIDE}"
    headers = {"Content-Security-Policy": policy, "Content-Language": get_language() or "en"}
    return HttpResponse(html, headers=headers)


def with_pictures(html: str, store: Store) -> str:
    """The email with the store's logo and pictures from where staff are: the store's address may be another,
    and the frame loads nothing from there."""
    return html.replace(f'"{store.link("/files/")}', '"/files/')
