"""The store's own colour, as a style sheet that every page loads after the common one."""

import re

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from clientela.storefront.door import ShopperRequest
from clientela.storefront.shop.files import YEAR

_HEX = re.compile(r"[0-9a-f]{6}")


@require_safe
def colour(request: ShopperRequest, hexadecimal: str) -> HttpResponse:
    """A brand's colour as a style sheet: its address names it, so browsers keep it for good."""
    del request
    if not _HEX.fullmatch(hexadecimal):
        raise Http404
    response = HttpResponse(f":root {{ --brand: #{hexadecimal}; }}\n", content_type="text/css")
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = YEAR
    return response
