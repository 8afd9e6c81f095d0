"""Addresses of the US military post: recognised as they are typed, corrected where one thing can be meant.

The post office is APO, FPO or DPO and stands in the place of the city; it never names base, town or country.
"""

import re
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.core.place import Place

COUNTRY = "US"
_BEGINNINGS = {
    "AA": ("340",),
    "AE": tuple(f"09{n}" for n in range(9)),
    "AP": ("962", "963", "964", "965", "966"),
}
_AREAS = {
    "AA": _("Armed Forces Americas (AA)"),
    "AE": _("Armed Forces Europe (AE)"),
    "AP": _("Armed Forces Pacific (AP)"),
}
_IN_WORDS = {"america": "AA", "europe": "AE", "africa": "AE", "canada": "AE", "middle": "AE", "pacific": "AP"}
_RANGES = {"AA": "340", "AE": _("090 to 098"), "AP": _("962 to 966")}

# A.P.O., apo, with what may follow it in the same field: APO AE 09021.
_OFFICE = re.compile(
    r"(?<![\w.])([AFD])\.?P\.?O\b\.?(?:[\s,]*\b(AA|AE|AP)\b\.?)?(?:[\s,]*\b(\d{5}(?:-\d{4})?)\b)?",
    re.IGNORECASE,
)
# With gaps only where nothing else stands in the field: "Suite A PO Box 12" is no post office.
_OFFICE_ALONE = re.compile(r"([AFD])[.\s]*P[.\s]*O\.?", re.IGNORECASE)
_AREA_FIRST = re.compile(r"(?:AA|AE|AP)\W+", re.IGNORECASE)
_NUMBER = r"(?:\s*(?:NO\.?|NR\.?|NUMBER|#))?[\s#:.-]*(\d{1,6}[A-Z]?)\b"
_UNIT = re.compile(r"(?<![\w.])(P\.?S\.?C|C\.?M\.?R|UNIT)\.?" + _NUMBER, re.IGNORECASE)
_BOX = re.compile(r"(?<![\w.])(?:P\.?\s?O\.?\s?)?BOX\.?" + _NUMBER, re.IGNORECASE)
_ZIP = re.compile(r"(\d{5})(?:[ -]?(\d{4}))?")
_SHORT_ZIP = re.compile(r"9[0-8]\d\d")
# Where none of these stands, nothing else needs to be read: nearly all addresses.
_HINT = re.compile(
    r"P\.?S\.?C|C\.?M\.?R|UNIT|[AFD][.\s]*P[.\s]*O|armed|^[\s.]*A\.?[AEP][\s.]*$",
    re.IGNORECASE | re.MULTILINE,
)
_LEFT_OVER = re.compile(r"(?:\s*[,;/|]\s*)+")


@dataclass(frozen=True)
class Change:
    """One thing that was corrected: the field, what stood in it, what stands there now."""

    field: str
    before: str
    after: str

    @property
    def is_slight(self) -> bool:
        """Whether only the writing changed, such as capitals and dots: a parcel arrived before as well."""
        if self.field == "region":
            return _area(self.before, is_american=True) == self.after
        return _letters(self.before) == _letters(self.after)


@dataclass(frozen=True)
class Judged:
    """A military address looked at: as it should be, or what is wrong with it by field."""

    place: Place
    changes: tuple[Change, ...] = ()
    wrong: tuple[tuple[str, str | Promise], ...] = ()


@dataclass(frozen=True)
class _Read:
    """What was found in an address. `offices` and `areas` are all those that are named anywhere."""

    offices: frozenset[str]
    units: tuple[tuple[str, str], ...]
    boxes: tuple[str, ...]
    areas: frozenset[str]
    zips: frozenset[str]
    is_in_city: bool
    is_city_alone: bool
    rests: tuple[str, str]
    target: int

    @property
    def has_both(self) -> bool:
        return bool(self.units and self.boxes)

    @property
    def is_strong(self) -> bool:
        """PSC or CMR with a box: nobody else has that."""
        return self.has_both and self.units[0][0] != "UNIT"

    @property
    def is_bare(self) -> bool:
        """Whether nothing else stands in the lines."""
        return not any(self.rests)


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _area(text: str, *, is_american: bool) -> str:
    """The military state that is typed: short (in other countries AP and AE are provinces), or in full."""
    short = text.replace(".", "").strip().upper()
    if short in _AREAS:
        return short if is_american else ""
    words = " ".join(re.split(r"\W+", text.casefold().replace(".", ""))).replace("except canada", "")
    if "armed forces" not in words:
        return ""
    named = {area for word, area in _IN_WORDS.items() if word in words}
    named |= {area for area in _AREAS if area.casefold() in words.split()}
    return named.pop() if len(named) == 1 else ""


def _zip(text: str, *, is_american: bool = True) -> str:
    """A ZIP code as it is written; the nought that spreadsheets lose is put back. Empty where it is none."""
    text = _AREA_FIRST.sub("", text.strip(), count=1)
    if is_american and _SHORT_ZIP.fullmatch(text):
        return f"0{text}"
    found = _ZIP.fullmatch(text)
    return "-".join(part for part in found.groups() if part) if found else ""


def _area_of(zip_code: str) -> str:
    """The military state in which a ZIP code lies."""
    return next((area for area, starts in _BEGINNINGS.items() if zip_code.startswith(starts)), "")


def _cut(line: str) -> str:
    """What is left of a line without all that belongs to the military post."""
    if not any(pattern.search(line) for pattern in (_UNIT, _BOX, _OFFICE)):
        return line
    for pattern in (_UNIT, _BOX, _OFFICE):
        line = pattern.sub(", ", line)
    return _LEFT_OVER.sub(", ", line).strip(" ,;/|-")


def _read(place: Place) -> _Read:
    alone = _OFFICE_ALONE.fullmatch(place.city.strip(" ,."))
    lines = (place.line1, place.line2)
    found = [office for text in (place.city, place.postcode, *lines) for office in _OFFICE.finditer(text)]
    letters = {office[1].upper() for office in found} | ({alone[1].upper()} if alone else set())
    typed = _area(place.region, is_american=place.country == COUNTRY)
    both = [n for n, line in enumerate(lines) if _UNIT.search(line) and _BOX.search(line)]
    return _Read(
        offices=frozenset(f"{letter}PO" for letter in letters),
        units=tuple((_kind(m[1]), m[2].upper()) for line in lines for m in _UNIT.finditer(line)),
        boxes=tuple(m[1].upper() for line in lines for m in _BOX.finditer(line)),
        areas=frozenset({office[2].upper() for office in found if office[2]} | ({typed} - {""})),
        zips=frozenset(office[3] for office in found if office[3]),
        is_in_city=bool(alone or _OFFICE.search(place.city)),
        is_city_alone=bool(alone or _OFFICE.fullmatch(place.city.strip(" ,."))),
        rests=(_cut(lines[0]), _cut(lines[1])),
        target=both[0] if both else 0,
    )


def _kind(text: str) -> str:
    return text.replace(".", "").upper()


def _postcode(place: Place, read: _Read) -> str:
    """The ZIP code that is meant: the field's, else the one that stands beside APO elsewhere."""
    own = _zip(place.postcode, is_american=place.country == COUNTRY)
    if not _area_of(own) and len(read.zips) == 1:
        return next(iter(read.zips))
    return own


def is_meant(place: Place) -> bool:
    """Whether an address is one of the US military post, right or wrong."""
    texts = (place.line1, place.line2, place.city, place.region, place.postcode)
    return bool(_HINT.search("\n".join(texts))) and _is_meant(place, _read(place))


def _is_meant(place: Place, read: _Read) -> bool:
    has_zip = bool(_area_of(_postcode(place, read)))
    has_sign = bool(read.areas) or has_zip
    if place.country == COUNTRY:
        if read.is_city_alone or _area(place.region, is_american=True):
            return True
        return has_zip and (read.is_strong or (read.has_both and read.is_bare) or bool(read.offices))
    if _area(place.region, is_american=False):
        return True
    # Elsewhere ZIP codes of the military post are postcodes of towns: they count only beside another sign.
    if read.offices and (read.has_both or read.areas or (read.is_in_city and has_zip)):
        return True
    return (read.is_strong and (has_sign or read.is_bare)) or (read.has_both and read.is_bare and has_sign)


def judge(place: Place) -> Judged | None:
    """Look at an address of the US military post; nothing where it is somebody else's."""
    if not is_meant(place):
        return None
    # From here on a state is an American one, whatever country was chosen.
    read = _read(replace(place, country=COUNTRY))
    wrong = _wrong(place, read)
    if wrong:
        return Judged(place, wrong=tuple(wrong.items()))
    better = _better(place, read)
    changes = _changes(place, better)
    if changes and _better(better, _read(better)) != better:
        # What is left over reads as numbers once more: nobody can say which were meant.
        return Judged(place, wrong=(("line1", _ONE_EACH),))
    return Judged(better, changes)


_ONE_EACH = _("Write one PSC or UNIT number and one BOX number, and no other numbers of this kind.")


def _wrong(place: Place, read: _Read) -> dict[str, str | Promise]:
    """What nobody can correct but the one who typed it, by field."""
    found: dict[str, str | Promise] = {}
    if not place.name:
        found["last_name"] = _("Military mail needs the recipient's name.")
    office = _office(read)
    if line := _wrong_line(read, office):
        found["line1"] = line
    if not office:
        found["city"] = _wrong_city(read)
    if code := _wrong_code(place, read):
        found["postcode"] = code
    if found and place.country != COUNTRY:
        found["country"] = _("Choose United States: US military addresses stand there, wherever the base is.")
    return found


def _office(read: _Read) -> str:
    """The post office: as typed, else APO where a PSC or CMR number says so; empty where it is unclear."""
    if len(read.offices) == 1:
        return next(iter(read.offices))
    return "APO" if not read.offices and read.units and read.units[0][0] != "UNIT" else ""


def _wrong_city(read: _Read) -> str | Promise:
    if read.units and not read.offices:
        return _("Write FPO or DPO here, without the name of base or town.")
    return _("Write APO, FPO or DPO here, without the name of base or town.")


def _wrong_line(read: _Read, office: str) -> str | Promise:
    """What is missing in the lines, or too much."""
    if len(read.units) > 1 or len(read.boxes) > 1:
        return _ONE_EACH
    if not office:
        return (
            ""
            if read.has_both
            else _("Write the PSC or UNIT number and the BOX number, like PSC 3 BOX 4120.")
        )
    is_unit = bool(read.units) and read.units[0][0] == "UNIT"
    wants_unit = office != "APO"
    if read.units and is_unit != wants_unit:
        return (_PSC_INSTEAD, _UNIT_INSTEAD)[wants_unit]
    if not read.units:
        return (_NO_PSC if read.boxes else _NO_PSC_BOX, _NO_UNIT if read.boxes else _NO_UNIT_BOX)[wants_unit]
    return "" if read.boxes else (_NO_BOX_PSC, _NO_BOX_UNIT)[wants_unit]


_PSC_INSTEAD = _("APO addresses have a PSC number, not a UNIT number. Write it like PSC 3 BOX 4120.")
_UNIT_INSTEAD = _(
    "FPO and DPO addresses have a UNIT number, not a PSC number. Write it like UNIT 100100 BOX 4120."
)
_NO_PSC = _("The PSC number is missing. Write it like PSC 3 BOX 4120.")
_NO_UNIT = _("The UNIT number is missing. Write it like UNIT 100100 BOX 4120.")
_NO_PSC_BOX = _("APO addresses need a PSC and a BOX number, like PSC 3 BOX 4120.")
_NO_UNIT_BOX = _("FPO and DPO addresses need a UNIT and a BOX number, like UNIT 100100 BOX 4120.")
_NO_BOX_PSC = _("The BOX number is missing. Write it like PSC 3 BOX 4120.")
_NO_BOX_UNIT = _("The BOX number is missing. Write it like UNIT 100100 BOX 4120.")


def _wrong_code(place: Place, read: _Read) -> str | Promise:
    """What is wrong with the ZIP code: it is none, or lies in another military state."""
    if len(read.areas) > 1:
        return _("Two military states are named. Write only the one in which the ZIP code lies.")
    code = _postcode(replace(place, country=COUNTRY), read)
    area = _area_of(code)
    if area and (not read.areas or area in read.areas):
        is_alone = all(other[:5] == code[:5] for other in read.zips)
        return "" if is_alone else _("Two ZIP codes are given. Write only one.")
    if not read.areas:
        return _("ZIP codes of US military addresses begin with 340, 090 to 098 or 962 to 966.")
    wanted = next(iter(read.areas))
    words = {"area": _AREAS[wanted], "numbers": _RANGES[wanted]}
    return _("ZIP codes of %(area)s begin with %(numbers)s.") % words


def _better(place: Place, read: _Read) -> Place:
    """The address as the military post wants it; everything in it is known to be clear."""
    (unit,), (box,), target = read.units, read.boxes, read.target
    lines = {target: f"{unit[0]} {unit[1]} BOX {box}", 1 - target: ", ".join(filter(None, read.rests))}
    if not lines[0]:
        lines = {0: lines[1], 1: ""}
    code = _postcode(replace(place, country=COUNTRY), read)
    return replace(
        place,
        line1=lines[0],
        line2=lines[1],
        city=_office(read),
        region=_area_of(code),
        postcode=code,
        country=COUNTRY,
    )


def _changes(before: Place, after: Place) -> tuple[Change, ...]:
    """What was corrected, field by field; the two lines of the street count as one."""
    pairs = [("line1", _street(before), _street(after))]
    pairs += [
        (name, getattr(before, name), getattr(after, name))
        for name in ("city", "region", "postcode", "country")
    ]
    return tuple(Change(name, old, new) for name, old, new in pairs if old != new)


def _street(place: Place) -> str:
    return ", ".join(line for line in (place.line1, place.line2) if line)
