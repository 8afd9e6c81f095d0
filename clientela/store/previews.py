"""Links to pages in a look that isn't published: for staff, for an hour, and for the look alone."""

import re
import time

from clientela.core.seals import SealBroken, seal, unseal
from clientela.store.brand import Brand
from clientela.store.look import Look

SECONDS = 3600
_SHAPE = re.compile(r"[A-Za-z0-9_-]{40,200}={0,2}")
_PURPOSE, _PLACE = "brand_preview", "store_brand"


def token(brand_id: int) -> str:
    """What is added to an address to see it in this version of the look."""
    return seal([brand_id, int(time.time())], purpose=_PURPOSE, place=_PLACE)


def look_of(given: str) -> Look | None:
    """The look that a token shows; nothing where it is no token of ours, too old, or its draft gone."""
    if not _SHAPE.fullmatch(given):
        return None
    try:
        brand_id, made = unseal(given, purpose=_PURPOSE, place=_PLACE)
    except SealBroken:
        return None
    row = Brand.objects.filter(pk=brand_id).first() if time.time() - made < SECONDS else None
    return Look.of(row, given) if row else None
