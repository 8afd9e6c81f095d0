"""Passwords: what is too easy to guess is refused; what is set is what verifies."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from clientela.core import hashing

PERSON = SimpleNamespace(
    email="ingrid.hansen@fjordmail.example", name="Ingrid Hansen", store_words=["Holm & Hearth"]
)
EASY = [
    "password", "Password", "PASSWORD1", "password123", "password!", "iloveyou", "letmein1", "welcome1",
    "qwerty123", "12345678", "123456789", "1234567890", "87654321", "11111111", "aaaaaaaa", "abababab",
    "abcabcabc", "abcdefgh", "hgfedcba", "qwertyui", "asdfghjk", "zxcvbnmq", "qwertzuiop", "azertyuiop",
    "1q2w3e4r", "sunshine", "Sunshine2024", "princess1", "football", "baseball", "monkey123", "dragon12",
    "superman", "trustno1", "michael1", "summer2024!", "winter2025", "abc12345", "passw0rd", "00000000",
    "99999999", "asdfasdf", "qwerqwer", "abcd1234", "iloveyou1", "ingridhansen", "IngridHansen1",
    "ingrid.hansen", "hansen2024", "Ingrid123", "fjordmail", "fjordmail1!", "Hansen!!", "holmhearth",
    "HolmHearth1", "holm & hearth", "hearth2024", "h3arth" * 2,
]  # fmt: skip
SHORT = ["a", "", "Tr0ub4!", "kå-9xQz"]
GOOD = [
    "a-quiet-harbour-42", "correct horse battery staple", "Tr0ub4dor&3x", "kjøttkaker-og-brun-saus",
    "x9$Lm2!qRt", "  spaces around  ", "密码很长也可以用的", "пароль-длинный-7", "🦊🦊🐻🐻🐼🐼🐨x",
    "mountain lake at six",
    "n" * 5 + "otARepeat", "x7" * 60 + "y",
]  # fmt: skip


@pytest.mark.parametrize("password", EASY + SHORT)
def test_easy_ones_are_refused(password: str) -> None:
    """PW-04, PW-02: common words, also with a year, runs, repeats, words of person and store, short ones."""
    with pytest.raises(ValidationError):
        validate_password(password, PERSON)


@pytest.mark.parametrize("password", GOOD)
def test_good_ones_are_taken(password: str) -> None:
    """PW-02: all of Unicode, spaces, 128 letters and more; no rules of composition."""
    validate_password(password, PERSON)


@settings(max_examples=12, deadline=None)
@given(st.text(min_size=8, max_size=40), st.data())
def test_what_is_set_verifies_and_nothing_else_does(password: str, data: st.DataObject) -> None:
    """PW-02: no cutting, no trimming, one form of composed letters; a changed one is another password."""
    stored = make_password(hashing.normal(password))
    assert check_password(hashing.normal(password), stored)
    at = data.draw(st.integers(0, len(password) - 1))
    letter = data.draw(st.characters(exclude_categories=["Cs"]))
    other = password[:at] + letter + password[at + 1 :]
    same = hashing.normal(other) == hashing.normal(password)
    assert check_password(hashing.normal(other), stored) == same


def test_spaces_and_long_tails_count() -> None:
    """PW-02: nothing is trimmed, and the 129th letter matters."""
    stored = make_password(hashing.normal("x1" * 64 + " "))
    assert check_password(hashing.normal("x1" * 64 + " "), stored)
    assert not check_password(hashing.normal("x1" * 64), stored)


def test_both_spellings_of_a_letter_are_one_password() -> None:
    """PW-02: composed and decomposed å are the same bytes once normal."""
    assert hashing.normal("bla\u030ab\u00e6r") == hashing.normal("bl\u00e5b\u00e6r")


def test_hashes_are_argon2id_by_the_figures() -> None:
    """PW-01: two passes, 19 MiB, one lane, as the stored hash says itself."""
    assert make_password("x").startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")


def test_a_kilobyte_is_the_most() -> None:
    """PW-03: longer ones are known before anything is hashed."""
    assert hashing.fits_in("x" * 1024)
    assert not hashing.fits_in("å" * 513)
