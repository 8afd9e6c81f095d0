"""Phone numbers are kept in E.164."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.core import phones
from clientela.core.phones import PhoneNotValid


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("+44 7700 900123", "", "+447700900123"),
        (" 07700 900123 ", "GB", "+447700900123"),
        ("(+47) 22 12 34 56", "", "+4722123456"),
        ("22 12 34 56", "NO", "+4722123456"),
        ("+1 (202) 555-0143", "NO", "+12025550143"),
        ("+44 20 7946 0018 ext 5", "", "+442079460018"),
    ],
)
def test_numbers_are_kept_in_one_form(typed: str, country: str, kept: str) -> None:
    assert phones.e164(typed, country) == kept
    assert phones.e164(kept) == kept
    assert phones.e164(phones.shown(kept)) == kept


@pytest.mark.parametrize(
    "typed", ["", "abc", "07700 900123", "+44", "+99912345678", "+4" + "4" * 30, "+47 1"]
)
def test_what_can_not_be_dialled_is_refused(typed: str) -> None:
    with pytest.raises(PhoneNotValid):
        phones.e164(typed)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(typed: str) -> None:
    try:
        kept = phones.e164(typed, "GB")
    except PhoneNotValid:
        return
    assert kept.startswith("+") and kept[1:].isascii() and kept[1:].isdigit() and len(kept) <= 20
