"""Pictures and fonts of the store, from wherever its files are kept."""

import mimetypes
import re

from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from clientela.storefront.door import ShopperRequest

# Only files whose name tells their content: nothing else that is stored is served here (security WB-08).
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]*-[0-9a-f]{12,64}\.(svg|png|jpg|jpeg|webp|avif|woff2)")
# Emails show the logo, in mail programs that are pages of other sites.
_IN_MAIL = "logo-"
YEAR = "public, max-age=31536000, immutable"


@require_safe
def picture(request: ShopperRequest, name: str) -> HttpResponse:
    """A stored picture or font, which can do nothing in a browser but be seen."""
    del request
    if not _NAME.fullmatch(name) or not default_storage.exists(name):
        raise Http404
    with default_storage.open(name) as file:
        body = file.read()
    response = HttpResponse(body, content_type=_kind(name))
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = YEAR
    if name.startswith(_IN_MAIL):
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _kind(name: str) -> str:
    if name.endswith(".woff2"):
        return "font/woff2"
    return mimetypes.guess_type(name)[0] or "application/octet-stream"
