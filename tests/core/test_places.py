"""Addresses in the form of their country."""

import pytest
from django.utils import translation

from clientela.core import places
from clientela.core.places import Place, PlaceNotValid

GOOD = {
    "GB": Place("Ann", "Lee", "", "1 High Street", "", "Bath", "", "ba1 5bg", "GB"),
    "US": Place("Bo", "Ray", "", "1 Main St", "Apt 4", "Springfield", "Illinois", "62701", "US"),
    "NO": Place("Åse", "Øverås", "", "Storgata 1", "", "Oslo", "", "0155", "NO"),
    "DE": Place("Jörg", "Groß", "Möbel GmbH", "Hauptstraße 5", "", "Köln", "", "50667", "DE"),
    "IT": Place("Ada", "Rossi", "", "Via Roma 1", "", "Torino", "TO", "10121", "IT"),
    "JP": Place("Emi", "Sato", "", "1-1 Chiyoda", "", "", "Tokyo", "100-0001", "JP"),
}
PRINTED = {
    "GB": ["Ann Lee", "1 High Street", "BATH", "BA1 5BG", "United Kingdom"],
    "US": ["Bo Ray", "1 Main St", "Apt 4", "SPRINGFIELD, IL 62701", "United States"],
    "NO": ["Åse Øverås", "Storgata 1", "0155 OSLO", "Norway"],
    "DE": ["Jörg Groß", "Möbel GmbH", "Hauptstraße 5", "50667 KÖLN", "Germany"],
    "IT": ["Ada Rossi", "Via Roma 1", "10121 TORINO TO", "Italy"],
}


def folded(lines: list[str]) -> list[str]:
    return [" ".join(line.split()).casefold() for line in lines]


@pytest.mark.parametrize("country", GOOD)
def test_a_good_address_stands_and_stays(country: str) -> None:
    place = places.checked(GOOD[country])
    assert places.checked(place) == place
    assert place.line1 == GOOD[country].line1 and place.country == country


@pytest.mark.parametrize("country", PRINTED)
def test_lines_are_those_of_a_parcel(country: str) -> None:
    assert folded(places.lines(places.checked(GOOD[country]))) == folded(PRINTED[country])


def test_japanese_address_in_latin_letters_holds_every_part() -> None:
    printed = " ".join(places.lines(places.checked(GOOD["JP"])))
    for part in ("Emi Sato", "1-1 Chiyoda", "100-0001", "Japan"):
        assert part in printed


def test_parts_take_the_form_of_the_country() -> None:
    assert places.checked(GOOD["GB"]).postcode == "BA1 5BG"
    assert places.checked(GOOD["US"]).region == "IL"
    assert places.checked(GOOD["IT"]).region == "TO"


def wrong(country: str, parts: dict[str, str]) -> set[str]:
    values = GOOD[country].as_dict() | parts
    with pytest.raises(PlaceNotValid) as refused:
        places.checked(Place(**values))
    return set(refused.value.by_field())


@pytest.mark.parametrize(
    ("country", "parts", "fields"),
    [
        ("GB", {"postcode": "12345"}, {"postcode"}),
        ("GB", {"city": ""}, {"city"}),
        ("GB", {"line1": ""}, {"line1"}),
        ("US", {"region": ""}, {"region"}),
        ("US", {"region": "Bavaria"}, {"region"}),
        ("US", {"postcode": "ABC"}, {"postcode"}),
        ("NO", {"postcode": "155"}, {"postcode"}),
        ("DE", {"postcode": "5066"}, {"postcode"}),
        ("IT", {"postcode": ""}, {"postcode"}),
        ("JP", {"postcode": "1"}, {"postcode"}),
        ("GB", {"country": "XX"}, {"country"}),
        ("GB", {"country": ""}, {"country"}),
        ("GB", {"first_name": "x" * 256, "postcode": "1"}, {"first_name", "postcode"}),
        ("GB", {"line1": "x" * 256}, {"line1"}),
    ],
)
def test_wrong_parts_are_named(country: str, parts: dict[str, str], fields: set[str]) -> None:
    assert wrong(country, parts) == fields


@pytest.mark.parametrize("country", sorted(places.country_codes()))
def test_every_country_has_a_form_and_an_answer(country: str) -> None:
    names = [part.name for part in places.form(country)]
    assert names.count("line1") == 1 and len(names) == len(set(names))
    full = Place("A", "B", "C", "1 Road", "", "Town", "", "12345", country)
    assert places.lines(full)[-1] == places.country_name(country)
    try:
        places.checked(full)
    except PlaceNotValid as refused:
        assert set(refused.by_field()) <= set(names)


def test_country_names_follow_the_language() -> None:
    with translation.override("nb"):
        assert places.country_name("NO") == "Norge"
        assert places.lines(GOOD["NO"])[-1] == "Norge"


def test_from_a_form_folds_space_and_takes_only_what_it_knows() -> None:
    place = places.from_mapping({"line1": " 1  High\nStreet ", "country": "GB", "admin": "yes", "city": None})
    assert place == Place(line1="1 High Street", country="GB")


def test_the_same_address_in_other_letters_has_one_fingerprint() -> None:
    shouted = Place(**{name: value.upper() for name, value in GOOD["NO"].as_dict().items()})
    assert places.fingerprint(shouted) == places.fingerprint(GOOD["NO"])
    assert places.fingerprint(GOOD["NO"]) != places.fingerprint(GOOD["GB"])
