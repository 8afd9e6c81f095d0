"""Emails as documents of their own, for frames: nothing in them runs, loads from outside, or reaches ours."""

from django.http import HttpResponse
from django.utils.translation import get_language

_INSIDE = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
_LINKS = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"


def document(html: str, *, has_links: bool = False) -> HttpResponse:
    """An email for its frame; with `has_links` they open in a window of their own."""
    html = html.replace("<head>", '<head><base target="_blank">', 1)
    policy = f"sandbox {_LINKS}; {_INSIDE}" if has_links else f"sandbox; {_INSIDE}"
    headers = {"Content-Security-Policy": policy, "Content-Language": get_language() or "en"}
    return HttpResponse(html, headers=headers)
