"""Telephone numbers, each used once: those set aside for fiction first, then numbers of a mobile range."""

from dataclasses import dataclass
from functools import cache

from .library import words

# Set aside for films by Ofcom, the Bundesnetzagentur and the Swedish PTS: prefix and free digits.
_FICTION = {
    "GB": (
        *(("+447700900", 3), ("+442079460", 3), ("+441914980", 3), ("+442920180", 3), ("+442896496", 3)),
        *((f"+44{area}4960", 3) for area in (113, 114, 116, 117, 118, 121, 131, 141, 151, 161)),
    ),
    "DE": (("+493023125", 3), ("+496990009", 3), ("+494066969", 3), ("+492214710", 3), ("+498999998", 3)),
    "SE": (("+468465004", 2), ("+463139006", 2), ("+464062804", 2)),
}
_AREAS = words("common.txt", "american area codes")
# Beyond the numbers for fiction: a mobile range, so that a million people can each have one.
_MOBILE = {
    "GB": (("+4474", 8),),
    "NO": (("+479", 7),),
    "SE": (("+4670", 7),),
    "DK": (("+4526", 6), ("+4527", 6), ("+4528", 6)),
    "DE": (("+49151", 8),),
    "IT": (("+39347", 7),),
}
_STRIDE = 7_368_787  # odd and no multiple of 5: walks every number of a range of 10^n before it comes round


@dataclass(frozen=True, slots=True)
class _Range:
    prefix: str
    digits: int

    @property
    def size(self) -> int:
        """How many numbers the range has."""
        return int(10**self.digits)

    def number(self, serial: int) -> str:
        """The number at one place of the range."""
        return f"{self.prefix}{serial * _STRIDE % self.size:0{self.digits}d}"


@cache
def _ranges(country: str) -> tuple[_Range, ...]:
    if country == "US":
        fiction = (*((f"+1{area}55501", 2) for area in _AREAS), *((f"+1{area}5552", 3) for area in _AREAS))
        return tuple(_Range(*part) for part in fiction)
    return tuple(_Range(*part) for part in (*_FICTION.get(country, ()), *_MOBILE[country]))


def phone(country: str, serial: int) -> str:
    """The number, in E.164, of the country's person number `serial` (from 0)."""
    for numbers in _ranges(country):
        if serial < numbers.size:
            return numbers.number(serial)
        serial -= numbers.size
    raise ValueError(f"No telephone numbers are left for {country}.")
