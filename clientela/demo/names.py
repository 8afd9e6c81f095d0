"""Names by country, and how people write them in an email address."""

import unicodedata
from dataclasses import dataclass
from functools import cache

from .library import words

COUNTRIES = ("GB", "NO", "SE", "DK", "DE", "IT", "US")
_LETTERS = str.maketrans({"ø": "o", "æ": "ae", "å": "a", "ß": "ss", "ı": "i", "đ": "d", "ł": "l"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is spelled, and folded to the plain letters of an email address."""

    spelled: str
    plain: str


@dataclass(frozen=True, slots=True)
class Names:
    """The first names, last names and company names that one country uses."""

    first: tuple[Name, ...]
    last: tuple[Name, ...]
    companies: tuple[str, ...]


def plain(name: str) -> str:
    """A name in lower-case letters a to z: Bjørn De Luca becomes bjorndeluca."""
    folded = unicodedata.normalize("NFKD", name.lower().translate(_LETTERS))
    return "".join(letter for letter in folded if letter.isascii() and (letter.isalpha() or letter == "-"))


@cache
def names(country: str) -> Names:
    """The names that one country uses."""
    file = f"{country.lower()}.txt"
    first, last = (
        tuple(Name(word, plain(word)) for word in words(file, f"{part} names")) for part in ("first", "last")
    )
    return Names(first, last, words(file, "companies"))
