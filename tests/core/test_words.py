"""Search words and sort keys, folded without a database."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clientela.core import words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Åse Øverås", "ase overas"),
        ("Æsop", "aesop"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("Þór Đorđe", "thor dorde"),
        ("IŞIK ışık", "isik isik"),
        ("İstanbul", "istanbul"),
        ("É e\u0301", "e e"),
        ("ﬁne", "fine"),
        ("Ｆｕｌｌ", "full"),
    ],
)
def test_letters_are_folded(text: str, folded: str) -> None:
    assert words.folded(text) == folded


def test_split_gives_each_word_once_in_order() -> None:
    assert words.split("Ann O'Hara, ann@EXAMPLE.com") == ["ann", "o", "hara", "example", "com"]
    assert words.split("--- ") == []
    assert words.split("x" * 100) == ["x" * 60]


def test_prefix_query_needs_every_word() -> None:
    assert words.prefix_query("Åse Han") == "'ase':* & 'han':*"
    assert words.prefix_query("'; DROP & | ! (x:*)") == "'drop':* & 'x':*"
    assert words.prefix_query("&|!()") == ""


def test_sort_key_orders_names_without_accents_and_case() -> None:
    names = [("Øverås", "Åse"), ("overby", "Bo"), ("Berg", "Åse"), ("berg", "Anna")]
    keys = [words.sort_key(*name) for name in names]
    assert sorted(keys) == ["berg anna", "berg ase", "overas ase", "overby bo"]
    assert len(words.sort_key("x" * 300)) == 200


def test_names_of_any_script_are_found() -> None:
    assert words.split("Иван Петров 山田 太郎 Ελένη") == ["иван", "петров", "山田", "太郎", "ελενη"]
    assert words.sort_key("Петров", "Иван") == "петров иван"


@given(st.text(max_size=60))
def test_words_hold_only_letters_and_digits(text: str) -> None:
    found = words.split(text)
    assert all(re.fullmatch(r"[^\W_]{1,60}", word) for word in found)
    assert len(found) == len(set(found))
    assert words.split(" ".join(found)) == found
    assert words.searchable([text, text]) == found
    assert words.folded(words.folded(text)) == words.folded(text)
