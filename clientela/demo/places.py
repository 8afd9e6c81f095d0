"""Addresses: real cities and postcodes, common street names, numbers as each country writes them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from .library import sections, words

Roll = Callable[[], float]
_INWARD = "ABDEFGHJLNPQRSTUWXYZ"
_WITH_REGION = ("IT", "US")


@dataclass(frozen=True, slots=True)
class Place:
    """One postal address, without the name of who lives there."""

    line1: str
    line2: str
    postcode: str
    city: str
    region: str
    country: str


@dataclass(frozen=True, slots=True)
class City:
    """A city with some of its postcodes (Britain: the outward half) and its province or state."""

    name: str
    region: str
    postcodes: tuple[str, ...]


def _city(line: str, country: str) -> City:
    head, codes = line.split(": ")
    name, region = head.rsplit(" ", 1) if country in _WITH_REGION else (head, "")
    return City(name, region, tuple(codes.split(", ")))


@cache
def cities(country: str) -> tuple[City, ...]:
    """The cities of one country, large ones first."""
    return tuple(_city(line, country) for line in sections(f"{country.lower()}.txt")["places"].splitlines())


@cache
def streets(country: str) -> tuple[str, ...]:
    """The street names of one country."""
    return words(f"{country.lower()}.txt", "streets")


def _low(roll: Roll, most: int) -> int:
    """A number from 1 to `most`, low ones far more often, as house numbers are."""
    chance = roll()
    return 1 + int(chance * chance * most)


def _norwegian(street: str, roll: Roll) -> tuple[str, str]:
    letter = f" {'ABCDE'[int(roll() * 5)]}" if roll() < 0.25 else ""
    return f"{street} {_low(roll, 90)}{letter}", f"H0{_low(roll, 5)}0{_low(roll, 4)}" if roll() < 0.08 else ""


def _swedish(street: str, roll: Roll) -> tuple[str, str]:
    letter = "ABC"[int(roll() * 3)] if roll() < 0.18 else ""
    return (
        f"{street} {_low(roll, 80)}{letter}",
        f"Lgh 1{_low(roll, 6)}0{_low(roll, 4)}" if roll() < 0.2 else "",
    )


def _danish(street: str, roll: Roll) -> tuple[str, str]:
    letter = "ABC"[int(roll() * 3)] if roll() < 0.1 else ""
    floor = f"{_low(roll, 5)}. {('tv', 'th', 'mf')[int(roll() * 3)]}" if roll() < 0.35 else ""
    return f"{street} {_low(roll, 120)}{letter}", floor


def _german(street: str, roll: Roll) -> tuple[str, str]:
    letter = "abcd"[int(roll() * 4)] if roll() < 0.14 else ""
    return f"{street} {_low(roll, 120)}{letter}", ("Hinterhaus", "Seitenflügel", "2. OG")[
        int(roll() * 3)
    ] if roll() < 0.06 else ""


def _italian(street: str, roll: Roll) -> tuple[str, str]:
    letter = f"/{'ABC'[int(roll() * 3)]}" if roll() < 0.1 else ""
    stair = f"Scala {'ABC'[int(roll() * 3)]}, int. {_low(roll, 20)}" if roll() < 0.15 else ""
    return f"{street} {_low(roll, 110)}{letter}", stair


def _british(street: str, roll: Roll) -> tuple[str, str]:
    return f"{_low(roll, 150)} {street}", f"Flat {_low(roll, 18)}" if roll() < 0.22 else ""


def _american(street: str, roll: Roll) -> tuple[str, str]:
    chance = roll()
    unit = (
        f"Apt {_low(roll, 40)}" if chance < 0.24 else f"Suite {_low(roll, 30) * 10}" if chance < 0.28 else ""
    )
    return f"{int(100 + roll() * roll() * 6900)} {street}", unit


_FORMS: dict[str, Callable[[str, Roll], tuple[str, str]]] = {
    "NO": _norwegian,
    "SE": _swedish,
    "DK": _danish,
    "DE": _german,
    "IT": _italian,
    "GB": _british,
    "US": _american,
}


def _postcode(city: City, country: str, roll: Roll) -> str:
    code = city.postcodes[int(roll() * len(city.postcodes))]
    if country != "GB":
        return code
    letters = int(roll() * 400)
    return f"{code} {int(1 + roll() * 9)}{_INWARD[letters // 20]}{_INWARD[letters % 20]}"


def place(country: str, roll: Roll) -> Place:
    """An address in one country; large cities come more often."""
    towns, roads, chance = cities(country), streets(country), roll()
    city = towns[int(chance * chance * len(towns))]
    line1, line2 = _FORMS[country](roads[int(roll() * len(roads))], roll)
    return Place(line1, line2, _postcode(city, country, roll), city.name, city.region, country)
