"""The middleware of test browsers, put together once for all that have the same settings.

Django does it for every browser anew, and WhiteNoise then looks at each of the static files.
"""

from typing import Any

from django.conf import settings
from django.test.client import ClientHandler

_PARTS = ("_view_middleware", "_template_response_middleware", "_exception_middleware", "_middleware_chain")
_load = ClientHandler.load_middleware
_loaded: dict[str, Any] = {}


def load_once(handler: ClientHandler, is_async: bool = False) -> None:
    """Give a browser the middleware that the last one had, unless the settings are others by now."""
    now = settings._wrapped
    if _loaded.get("settings") is not now:
        _load(handler, is_async)
        _loaded.update({part: getattr(handler, part) for part in _PARTS}, settings=now)
    for part in _PARTS:
        setattr(handler, part, _loaded[part])
