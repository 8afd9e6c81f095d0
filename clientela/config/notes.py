"""What a page says at its top after something was done, carried over the redirect in a cookie."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class Notes(CookieStorage):
    """Django's signed cookie, bound to this host over TLS as all our cookies are (security SE-03)."""

    cookie_name = "__Host-messages" if settings.TLS else "messages"
