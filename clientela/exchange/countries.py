"""Countries and provinces as files write them: by code or by name."""

import re
from functools import lru_cache

from babel import Locale
from django.conf import settings

from clientela.core import places
from clientela.core.places import Place

# What every address of the US military post has somewhere; few others do.
_SIGNS = re.compile(r"\b(?:[AFD]\W{0,3}P\W{0,3}O|P\W?S\W?C|C\W?M\W?R|UNIT|BOX|A[AEP]|ARMED)", re.IGNORECASE)
_ZIP = re.compile(r"\s*(?:340|09[0-8]|96[2-6]|9[0-8]\d\d\b)")
# Names that the data of languages has otherwise.
_ALSO = {"usa": "US", "united states of america": "US", "uk": "GB", "great britain": "GB", "eire": "IE"}


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    known = places.country_codes()
    found: dict[str, str] = {}
    for language, _name in reversed(settings.LANGUAGES):
        territories = Locale.parse(language).territories
        found |= {str(territories[code]).casefold(): code for code in known if code in territories}
    return found | _ALSO


@lru_cache(maxsize=4096)
def country_code(text: str) -> str:
    """The country's code, or nothing where there is no such country."""
    if len(text) == 2 and text.upper() in places.country_codes():
        return text.upper()
    return _names().get(text.casefold(), "")


@lru_cache(maxsize=20_000)
def region_code(country: str, text: str) -> str:
    """The code of a province or state, by code or name; what isn't known stays as it was typed."""
    small = text.casefold()
    parts = [part for part in places.form(country) if part.name == "region"] if text else []
    for part in parts:
        for code, name in part.choices:
            if small in {code.casefold(), name.casefold()}:
                return code
    return text


def may_be_military(place: Place) -> bool:
    """Whether it is worth asking if an address is one of the US military post."""
    text = f"{place.line1} {place.line2} {place.city} {place.region}"
    return bool(_SIGNS.search(text)) or bool(_ZIP.match(place.postcode))
