"""Secrets at rest: bound to purpose and place, readable with a former key, broken by any change."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from clientela.core import seals
from clientela.core.seals import SealBroken, seal, unseal

PLACE = "store_store|1|smtp_password"


def opened(text: str, purpose: str = "settings", place: str = PLACE) -> object:
    return unseal(text, purpose=purpose, place=place)


def test_a_secret_comes_back_whole() -> None:
    """SC-01: any JSON value, not readable in the sealed text, never sealed the same twice."""
    value = {"password": "blåbær", "n": 7}
    sealed = seal(value, purpose="settings", place=PLACE)
    assert opened(sealed) == value
    assert "bl" not in sealed or "blåbær" not in base64.urlsafe_b64decode(sealed).decode("latin-1")
    assert sealed != seal(value, purpose="settings", place=PLACE)


@pytest.mark.parametrize(
    ("purpose", "place"),
    [
        ("settings", "store_store|2|smtp_password"),
        ("settings", "store_store|1|other"),
        ("settings", "post_message|1|smtp_password"),
        ("mail", PLACE),
    ],
)
def test_elsewhere_it_is_worthless(purpose: str, place: str) -> None:
    """SC-01: a sealed text copied to another row, column, table or purpose can't be opened."""
    sealed = seal("secret", purpose="settings", place=PLACE)
    with pytest.raises(SealBroken):
        opened(sealed, purpose, place)


def test_flipping_any_byte_breaks_it() -> None:
    """SC-01: key id, nonce, text and tag are all guarded."""
    raw = base64.urlsafe_b64decode(seal("secret", purpose="settings", place=PLACE))
    for at in range(len(raw)):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(SealBroken):
            opened(base64.urlsafe_b64encode(changed).decode())


@settings(max_examples=60)
@given(st.text(max_size=80))
def test_no_text_but_a_seal_opens(text: str) -> None:
    """SC-01: whatever stands there instead is refused, never an error of another kind."""
    with pytest.raises(SealBroken):
        opened(text)


def test_a_former_key_still_opens_and_then_may_go(settings: Settings) -> None:
    """SC-01, F35: rotation with the old key kept; without it, what it sealed is lost and says so."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "old-key", []
    sealed = seal("secret", purpose="settings", place=PLACE)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new-key", ["older-key", "old-key"]
    assert opened(sealed) == "secret"
    anew = seal("secret", purpose="settings", place=PLACE)
    settings.SECRET_KEY_FALLBACKS = []
    assert opened(anew) == "secret"
    with pytest.raises(SealBroken):
        opened(sealed)


def test_tokens_are_long_and_stored_as_digests() -> None:
    """LK-01, SE-01: 256 random bits; what is stored is not what is sent."""
    tokens = {seals.new_token() for _ in range(100)}
    assert len(tokens) == 100 and min(map(len, tokens)) >= 43
    token = tokens.pop()
    assert len(seals.token_hash(token)) == 64 and token not in seals.token_hash(token)


def test_digests_of_codes_depend_on_every_part(settings: Settings) -> None:
    """CD-02: keyed, by purpose, and no two lists of parts meet."""
    assert seals.mac("code", "1", "23") != seals.mac("code", "12", "3")
    assert seals.mac("code", "1") != seals.mac("other", "1")
    before = seals.mac("code", "1")
    settings.SECRET_KEY = "another"
    assert seals.mac("code", "1") != before
    assert seals.same("é", "é") and not seals.same("é", "e")


def test_signed_texts_stay_good_after_the_key_changed(settings: Settings) -> None:
    """SC-01: links made with a former key are still ours; others never are."""
    made = seals.mac("link", "7", "a@example.com")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key of this store"
    assert seals.mac_fits(made, "link", "7", "a@example.com")
    assert not seals.mac_fits(made, "link", "8", "a@example.com")
    settings.SECRET_KEY_FALLBACKS = []
    assert not seals.mac_fits(made, "link", "7", "a@example.com")
