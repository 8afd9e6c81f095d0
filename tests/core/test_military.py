"""US military addresses: what is recognised, corrected, refused with its reason, and what is left alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.core import military, places
from clientela.core.place import Place
from clientela.core.places import PlaceNotValid


def place(line: str, city: str, region: str, postcode: str, country: str = "US", more: str = "") -> Place:
    return Place("Jane", "Doe", "", line, more, city, region, postcode, country)


PSC = "PSC 3 BOX 4120"
UNIT = "UNIT 100100 BOX 4120"

RIGHT = [
    place(PSC, "APO", "AE", "09021"),
    place(PSC, "APO", "AE", "09021-4120"),
    place("CMR 415 BOX 12", "APO", "AE", "09114"),
    place("PSC 12A BOX 77B", "APO", "AP", "96210"),
    place("PSC 3 BOX 1", "APO", "AA", "34002"),
    place(UNIT, "FPO", "AP", "96349"),
    place(UNIT, "FPO", "AE", "09898"),
    place("UNIT 8400 BOX 0000", "DPO", "AE", "09498"),
    place("UNIT 8400 BOX 1", "DPO", "AA", "34024"),
    place("UNIT 8400 BOX 1", "DPO", "AP", "96698"),
    place(PSC, "APO", "AE", "09021", more="SSgt"),
    replace(place(PSC, "APO", "AE", "09021"), first_name="SSGT Jane"),
]

# As it is typed, and as it should be: line 1, line 2, city, state, ZIP code.
CORRECTED = [
    (place("psc 3 box 4120", "apo", "ae", "09021"), (PSC, "", "APO", "AE", "09021")),
    (place("P.S.C. 3, Box 4120", "A.P.O.", "AE", "09021"), (PSC, "", "APO", "AE", "09021")),
    (place("PSC #3 Box #4120", "APO", "AE", "09021"), (PSC, "", "APO", "AE", "09021")),
    (place("PSC3 BOX4120", "A P O", "AE", "09021"), (PSC, "", "APO", "AE", "09021")),
    (place("PSC No. 3 Box No. 4120", "Apo.", "AE", "09021"), (PSC, "", "APO", "AE", "09021")),
    (place("PSC 3 P.O. Box 4120", "APO", "AE", "09021"), (PSC, "", "APO", "AE", "09021")),
    (place("PSC 3", "APO", "AE", "09021", more="BOX 4120"), (PSC, "", "APO", "AE", "09021")),
    (place("Box 4120", "APO", "AE", "09021", more="PSC 3"), (PSC, "", "APO", "AE", "09021")),
    (place("BOX 4120, PSC 3", "APO", "AE", "09021"), (PSC, "", "APO", "AE", "09021")),
    (place("Unit 100100 Box 4120", "fpo", "ap", "96349"), (UNIT, "", "FPO", "AP", "96349")),
    (place("unit 100100, box 4120", "D.P.O.", "AE", "09498"), (UNIT, "", "DPO", "AE", "09498")),
    (place("SSgt", "APO", "AE", "09021", more="psc 3 box 4120"), ("SSgt", PSC, "APO", "AE", "09021")),
    (place("", "APO", "AE", "09021", more="psc 3 box 4120"), (PSC, "", "APO", "AE", "09021")),
    (place("psc 3 box 4120, 86th Wing", "APO", "AE", "09021"), (PSC, "86th Wing", "APO", "AE", "09021")),
    # The state: from the ZIP code, in full, in other words, an old one.
    (place(PSC, "APO", "", "09021"), (PSC, "", "APO", "AE", "09021")),
    (place(UNIT, "FPO", "", "96349"), (UNIT, "", "FPO", "AP", "96349")),
    (place(UNIT, "DPO", "", "34024"), (UNIT, "", "DPO", "AA", "34024")),
    (place(PSC, "APO", "Armed Forces Europe", "09021"), (PSC, "", "APO", "AE", "09021")),
    (place(PSC, "APO", "armed forces - pacific", "96210"), (PSC, "", "APO", "AP", "96210")),
    (place(PSC, "APO", "U.S. Armed Forces Americas", "34002"), (PSC, "", "APO", "AA", "34002")),
    (place(PSC, "APO", "Armed Forces Americas (except Canada)", "34002"), (PSC, "", "APO", "AA", "34002")),
    (
        place(PSC, "APO", "Armed Forces Europe, the Middle East, and Canada", "09021"),
        (PSC, "", "APO", "AE", "09021"),
    ),
    (place(PSC, "APO", "Armed Forces (AE)", "09021"), (PSC, "", "APO", "AE", "09021")),
    (place(PSC, "APO", "A.E.", "09021"), (PSC, "", "APO", "AE", "09021")),
    (place(PSC, "APO", "NY", "09021"), (PSC, "", "APO", "AE", "09021")),
    # The ZIP code: nine digits, a lost nought, words around it.
    (place(PSC, "APO", "AE", "09021 4120"), (PSC, "", "APO", "AE", "09021-4120")),
    (place(PSC, "APO", "AE", "090214120"), (PSC, "", "APO", "AE", "09021-4120")),
    (place(PSC, "APO", "AE", "9021"), (PSC, "", "APO", "AE", "09021")),
    (place(PSC, "APO", "AE", "AE 09021"), (PSC, "", "APO", "AE", "09021")),
    (place(PSC, "APO", "", "APO AE 09021"), (PSC, "", "APO", "AE", "09021")),
    # The city: with state and ZIP code in it, with base or town beside it or in its place.
    (place(PSC, "APO AE", "", "09021"), (PSC, "", "APO", "AE", "09021")),
    (place(PSC, "APO, AE 09021", "", ""), (PSC, "", "APO", "AE", "09021")),
    (place(PSC, "Ramstein APO", "AE", "09021"), (PSC, "", "APO", "AE", "09021")),
    (place(PSC, "Ramstein (APO)", "", "09021"), (PSC, "", "APO", "AE", "09021")),
    (place(PSC, "Ramstein AB", "AE", "09021"), (PSC, "", "APO", "AE", "09021")),
    (place(PSC, "", "AE", "09021"), (PSC, "", "APO", "AE", "09021")),
    (place("cmr 415 box 12", "Grafenwoehr", "", "09114"), ("CMR 415 BOX 12", "", "APO", "AE", "09114")),
    (place("UNIT 100100 BOX 4120 FPO AP 96349", "Sasebo", "", ""), (UNIT, "", "FPO", "AP", "96349")),
    # The country of the base.
    (place("PSC 3 Box 4120", "Ramstein", "", "09021", "DE"), (PSC, "", "APO", "AE", "09021")),
    (place(PSC, "APO", "", "09021", "DE"), (PSC, "", "APO", "AE", "09021")),
    (place(PSC, "APO AE", "", "09021", "DE"), (PSC, "", "APO", "AE", "09021")),
    (place(PSC, "Ramstein APO AE", "Rheinland-Pfalz", "09021", "DE"), (PSC, "", "APO", "AE", "09021")),
    (place(PSC, "Ramstein", "", "66877", "DE", more="APO AE 09021"), (PSC, "", "APO", "AE", "09021")),
    (place("PSC 3 BOX 4120", "Aviano", "PN", "09604", "IT"), (PSC, "", "APO", "AE", "09604")),
    (place("Unit 100100 Box 4120", "FPO", "", "96349", "JP"), (UNIT, "", "FPO", "AP", "96349")),
    (place("PSC 3 BOX 4120", "Camp Humphreys", "", "96271", "KR"), (PSC, "", "APO", "AP", "96271")),
    (place("Unit 100100 Box 4120", "DPO", "AE", "09498", "AE"), (UNIT, "", "DPO", "AE", "09498")),
    (place(PSC, "APO", "Armed Forces Europe", "09021", ""), (PSC, "", "APO", "AE", "09021")),
    (place(PSC, "APO", "AP", "96543", "GU"), (PSC, "", "APO", "AP", "96543")),
]

# As it is typed, and what is said: words of the sentence by field.
REFUSED = [
    (place("PSC 3", "APO", "AE", "09021"), {"line1": "The BOX number is missing"}),
    (place("PSC 3 Box", "APO", "AE", "09021"), {"line1": "The BOX number is missing"}),
    (place("Box 4120", "APO", "AE", "09021"), {"line1": "The PSC number is missing"}),
    (place("P.O. Box 12", "APO", "AE", "09021"), {"line1": "The PSC number is missing"}),
    (place("12 Main St", "APO", "AE", "09021"), {"line1": "need a PSC and a BOX number"}),
    (place("UNIT 100100", "FPO", "AP", "96349"), {"line1": "The BOX number is missing"}),
    (place("Box 4120", "DPO", "AE", "09498"), {"line1": "The UNIT number is missing"}),
    (place("USS Nimitz", "FPO", "AP", "96349"), {"line1": "need a UNIT and a BOX number"}),
    (place(UNIT, "APO", "AE", "09021"), {"line1": "have a PSC number, not a UNIT"}),
    (place(PSC, "FPO", "AP", "96349"), {"line1": "have a UNIT number, not a PSC"}),
    (place("CMR 3 BOX 1", "DPO", "AE", "09498"), {"line1": "have a UNIT number, not a PSC"}),
    (place("PSC 3 UNIT 5 BOX 4120", "APO", "AE", "09021"), {"line1": "Write one PSC or UNIT"}),
    (place("PSC 3 BOX 4120 BOX 7", "APO", "AE", "09021"), {"line1": "Write one PSC or UNIT"}),
    (place(PSC, "APO", "AE", "96210"), {"postcode": "Armed Forces Europe (AE) begin with 090 to 098"}),
    (place(PSC, "APO", "AA", "09021"), {"postcode": "Armed Forces Americas (AA) begin with 340"}),
    (place(PSC, "APO", "AP", "09021"), {"postcode": "Armed Forces Pacific (AP) begin with 962 to 966"}),
    (place(PSC, "APO", "Armed Forces Pacific", "34002"), {"postcode": "begin with 962 to 966"}),
    (place(PSC, "APO", "AE", "09921"), {"postcode": "begin with 090 to 098"}),
    (place(PSC, "APO", "AP", "96101"), {"postcode": "begin with 962 to 966"}),
    (place(PSC, "APO", "AP", "96799"), {"postcode": "begin with 962 to 966"}),
    (place(PSC, "APO", "AE", "10001"), {"postcode": "begin with 090 to 098"}),
    (place(PSC, "APO", "AE", ""), {"postcode": "begin with 090 to 098"}),
    (place(PSC, "APO", "AE", "0902"), {"postcode": "begin with 090 to 098"}),
    (place(PSC, "APO", "", "10001"), {"postcode": "begin with 340, 090 to 098 or 962 to 966"}),
    (place(PSC, "APO", "NY", "10001"), {"postcode": "begin with 340, 090 to 098 or 962 to 966"}),
    (place(PSC, "APO AP", "AE", "09021"), {"postcode": "Two military states"}),
    (place(PSC, "APO AE 09022", "", "09021"), {"postcode": "Two ZIP codes"}),
    (place(UNIT, "Yokosuka", "AP", "96349"), {"city": "Write FPO or DPO here"}),
    (place(UNIT, "", "AP", "96349"), {"city": "Write FPO or DPO here"}),
    (place(UNIT, "FPO", "AP", "96349", more="APO AP 96349"), {"city": "Write APO, FPO or DPO here"}),
    (place("12 Main St", "Ramstein", "AE", "09021"), {"city": "Write APO", "line1": "PSC or UNIT number"}),
    (
        replace(place(PSC, "APO", "AE", "09021"), first_name="", last_name=""),
        {"last_name": "recipient's name"},
    ),
    (
        replace(place(PSC, "APO", "AE", "09021"), first_name="", last_name="", company="Army"),
        {"last_name": "recipient's name"},
    ),
    (
        place("CMR 415 Box 12", "Grafenwöhr", "", "92655", "DE"),
        {"postcode": "begin with 340", "country": "Choose United States"},
    ),
    (place("PSC 3", "APO", "AE", "09021", "DE"), {"line1": "BOX", "country": "Choose United States"}),
    (place("Unit 5 Box 12", "Sasebo", "", "96349", "JP"), {"city": "Write FPO", "country": "United States"}),
    (
        place("PSC 3 BOX 4120", "Aviano", "AP", "09604", "IT"),
        {"postcode": "begin with 962 to 966", "country": "Choose United States"},
    ),
]

CIVILIAN = [
    place("Box 12", "Springfield", "IL", "62701"),
    place("P.O. Box 12", "Springfield", "IL", "62701"),
    place("12 Unit St", "Springfield", "IL", "62701", more="Unit 5"),
    place("Unit 5 Box 12", "Elgin", "IL", "60120"),
    place("100 College Way, CMR 5 BOX 3", "Northfield", "MN", "55057"),
    place("1 Main St", "San Diego", "CA", "92101", more="Suite A P.O. Box 12"),
    place("Fort Bragg, Bldg 4", "Fort Bragg", "NC", "28310"),
    place("1 Depot Rd", "Capo Beach", "CA", "92624"),
    place("Av. Juárez 12", "Durango", "DGO", "34000", "MX"),
    place("Calle Apo 5", "Durango", "DGO", "34000", "MX"),
    place("Depto. 4, Unidad 12", "Coatzacoalcos", "VER", "96400", "MX"),
    place("Straße der Nationen 12", "Chemnitz", "", "09111", "DE"),
    place("Kaiserstraße 5", "Ramstein-Miesenbach", "", "66877", "DE"),
    place("Bautzner Str. 3", "Bautzen", "", "09618", "DE"),
    place("Via Roma 1", "Ascoli Piceno", "AP", "63100", "IT"),
    place("Via Roma 1", "Oristano", "OR", "09170", "IT"),
    place("Avenida FAB 12", "Macapá", "AP", "68900-000", "BR"),
    place("12 MG Road", "Guntur", "AP", "522001", "IN"),
    place("Unit 3, 12 Jalan Besar", "Kulim", "Kedah", "09000", "MY"),
    place("Lot 5 Box 12", "Sibu", "Sarawak", "96000", "MY"),
    place("Storgata 1", "Tromsø", "", "9008", "NO"),
    place("Villa 4, Box 12", "Dubai", "Dubai", "", "AE"),
    place("Apo Street 3", "Davao", "Davao del Sur", "8000", "PH"),
    place("Unit 5 Box 12", "Tamuning", "GU", "96913", "GU"),
    place("", "", "", "", ""),
]


def parts(found: Place) -> tuple[str, ...]:
    return (found.line1, found.line2, found.city, found.region, found.postcode)


@pytest.mark.parametrize("typed", RIGHT)
def test_a_right_one_stands_as_it_is(typed: Place) -> None:
    assert places.checked(typed) == typed
    assert places.is_right(typed) and places.corrections(typed) == [] and military.is_meant(typed)


@pytest.mark.parametrize(("typed", "wanted"), CORRECTED)
def test_what_can_only_mean_one_thing_is_corrected(typed: Place, wanted: tuple[str, ...]) -> None:
    found = places.checked(typed)
    assert parts(found) == wanted and found.country == "US"
    assert (found.first_name, found.last_name) == (typed.first_name, typed.last_name)
    assert places.corrections(typed) and places.checked(found) == found and places.corrections(found) == []


@pytest.mark.parametrize(("typed", "wanted"), REFUSED)
def test_what_is_unclear_is_refused_with_its_reason(typed: Place, wanted: dict[str, str]) -> None:
    with pytest.raises(PlaceNotValid) as refused:
        places.checked(typed)
    said = refused.value.by_field()
    assert set(said) == set(wanted)
    for field, words in wanted.items():
        assert words in said[field]
    assert not places.is_right(typed) and places.corrections(typed) == []


@pytest.mark.parametrize("typed", CIVILIAN)
def test_other_addresses_are_left_alone(typed: Place) -> None:
    assert military.judge(typed) is None and places.corrections(typed) == []
    assert places.corrected(typed) is typed


def test_every_correction_is_told() -> None:
    typed = place("psc 3 box 4120", "Ramstein", "", "09021", "DE")
    assert places.corrections(typed) == [
        "Address: PSC 3 BOX 4120 instead of psc 3 box 4120.",
        "City: APO instead of Ramstein.",
        "State: AE was filled in.",
        "Country or region: United States instead of Germany.",
    ]


@pytest.mark.parametrize(
    ("typed", "is_slight"),
    [
        (place("psc 3, box 4120", "a.p.o.", "Armed Forces Europe", "090214120"), True),
        (place(PSC, "APO", "", "09021"), False),
        (place(PSC, "Ramstein APO", "AE", "09021"), False),
        (place(PSC, "APO", "AE", "9021"), False),
        (place(PSC, "APO", "", "09021", "DE"), False),
    ],
)
def test_a_stored_one_is_wrong_only_where_a_parcel_would_go_astray(typed: Place, is_slight: bool) -> None:
    """Capitals and dots are no reason to trouble staff."""
    assert places.is_right(typed) is is_slight
    assert (places.complaints(typed) == []) is is_slight


WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            ["PSC", "psc", "P.S.C.", "CMR", "UNIT", "Unit", "BOX", "box", "P.O.", "APO", "A.P.O."]
        ),
        st.sampled_from(
            ["FPO", "dpo", "AE", "AA", "AP", "Armed", "Forces", "Europe", "Ramstein", "SSgt", "St"]
        ),
        st.sampled_from(
            ["3", "415", "4120", "100100", "12A", "09021", "96349", "34002", "09021-1234", "9021"]
        ),
        st.sampled_from([",", "#", "No.", "-", ";", "(", ")"]),
    ),
    max_size=9,
).map(" ".join)
TEXT = st.one_of(WORDS, WORDS, st.text(max_size=20))
PLACES = st.builds(
    Place,
    last_name=st.sampled_from(["Doe", ""]),
    line1=TEXT,
    line2=TEXT,
    city=TEXT,
    region=st.one_of(st.sampled_from(["AE", "AP", "AA", "NY", "", "Armed Forces Europe"]), TEXT),
    postcode=st.one_of(st.sampled_from(["09021", "96349", "34002", "10001", "9021", ""]), TEXT),
    country=st.sampled_from(["US", "DE", "JP", "IT", "AE", ""]),
)


@given(PLACES)
def test_correcting_twice_is_correcting_once(typed: Place) -> None:
    typed = places.from_mapping(typed.as_dict())
    once = places.corrected(typed)
    assert places.corrected(once) == once
    judged = military.judge(typed)
    if judged and not judged.wrong:
        again = military.judge(once)
        assert again and again.place == once and again.changes == () and again.wrong == ()


STREETS = st.from_regex(r"[A-Z][a-z]{2,9} (Street|Road|Ave) [1-9][0-9]{0,3}", fullmatch=True)


@given(
    STREETS,
    st.sampled_from(["", "Apt 4", "Unit 7", "Box 12", "Suite 100", "P.O. Box 9"]),
    st.from_regex(r"[A-Z][a-z]{3,11}", fullmatch=True),
    st.sampled_from(
        [("US", "NY"), ("US", "IL"), ("DE", ""), ("MX", "DGO"), ("IT", "AP"), ("NO", ""), ("JP", "")]
    ),
    st.from_regex(r"[0-9]{5}", fullmatch=True),
)
def test_civilian_addresses_are_never_changed(
    line: str, more: str, city: str, where: tuple[str, str], postcode: str
) -> None:
    typed = place(line, city, where[1], postcode, where[0], more=more)
    assert military.judge(typed) is None
