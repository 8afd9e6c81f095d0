"""Multipass tokens: what another implementation makes is read, anything else is refused in one way."""

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from time_machine import travel

from clientela.accounts import multipass
from clientela.accounts.multipass import NotValid, open_token
from tests.accounts.passes import encode

RECORDED = json.loads((Path(__file__).parent / "fixtures/multipass.json").read_text())
SECRET = RECORDED["secret"]
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def made(secret: str = SECRET, at: datetime = NOW, **claims: object) -> str:
    return encode({"email": "a@example.com", "created_at": at.isoformat(), **claims}, secret)


@pytest.mark.parametrize("name", RECORDED["tokens"])
def test_tokens_of_the_public_library_are_accepted(name: str) -> None:
    """MP-05: made once by Node's `multipassify` 1.1.0: `new Multipassify(secret).encode(claims)` for each."""
    recorded = RECORDED["tokens"][name]
    with travel(recorded["created_at"], tick=False):
        claims = open_token(recorded["token"], [SECRET], timezone.now())
        assert open_token(recorded["token"].rstrip("="), [SECRET], timezone.now()) == claims
    said = recorded["claims"]
    assert claims.email == said["email"] and claims.first_name == said.get("first_name", "")
    assert claims.last_name == said.get("last_name", "") and claims.identifier == said.get("identifier", "")
    assert claims.tags == said.get("tag_string") and list(claims.addresses) == said.get("addresses", [])
    assert claims.return_to == said.get("return_to", "")


@pytest.mark.parametrize("name", RECORDED["tokens"])
def test_our_own_tests_make_the_same_tokens(name: str) -> None:
    """MP-05: the tests' own encoder, which makes fresh tokens, gives the library's, byte for byte."""
    recorded = RECORDED["tokens"][name]
    start = base64.urlsafe_b64decode(recorded["token"])[:16]
    assert encode(recorded["claims"], SECRET, start) == recorded["token"]


def test_its_time_is_a_quarter_of_an_hour() -> None:
    """MP-02: fifteen minutes, and at most two in the future; a moment without a zone is UTC."""
    token = made()
    for passed, good in ((-121, False), (-119, True), (0, True), (899, True), (901, False)):
        moment = NOW + timedelta(seconds=passed)
        if good:
            assert open_token(token, [SECRET], moment).until > moment
        else:
            with pytest.raises(NotValid):
                open_token(token, [SECRET], moment)
    assert open_token(made(created_at="2026-11-22T04:00:00"), [SECRET], NOW).created_at == NOW
    assert open_token(made(created_at="2026-11-21T23:00:00-05:00"), [SECRET], NOW).created_at == NOW


def test_every_byte_counts() -> None:
    """MP-01: whichever byte is changed, the token is refused, and with the very same error."""
    raw = bytearray(base64.urlsafe_b64decode(made()))
    for place in range(len(raw)):
        raw[place] ^= 1
        with pytest.raises(NotValid) as refused:
            open_token(base64.urlsafe_b64encode(bytes(raw)).decode(), [SECRET], NOW)
        assert refused.value.args == ()
        raw[place] ^= 1
    assert open_token(base64.urlsafe_b64encode(bytes(raw)).decode(), [SECRET], NOW)


def test_nothing_is_decrypted_before_the_signature_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """MP-01: encrypted, then signed: so checked, then decrypted."""
    monkeypatch.setattr(multipass, "_decrypted", pytest.fail)
    with pytest.raises(NotValid):
        open_token(made("another secret"), [SECRET], NOW)


@pytest.mark.parametrize(
    "token",
    ["", "a", "====", "ü" * 200, "A" * 20, "A" * 100, "A" * 64_000, "A" * 100_000, "%2e%2e", "\0" * 120],
)
def test_what_is_no_token_is_refused(token: str) -> None:
    """MP-01."""
    with pytest.raises(NotValid):
        open_token(token, [SECRET], NOW)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": None},
        {"email": ["a@example.com"]},
        {"email": {"a": 1}},
        {"email": True},
        {"created_at": "yesterday"},
        {"created_at": None},
        {"created_at": 1_800_000_000},
        {"identifier": ["x"]},
        {"first_name": "a\0b"},
        {"addresses": 7},
    ],
)
def test_claims_of_another_kind_are_refused(claims: dict[str, object]) -> None:
    """MP-01, LK-08: one text each; signed or not, it is the same refusal."""
    with pytest.raises(NotValid):
        open_token(made(**claims), [SECRET], NOW)


@pytest.mark.parametrize(
    "text", [b"[]", b"7", b"not json", b"\xff", b"[" * 5000, b'{"email":"a@example.com"}']
)
def test_what_is_signed_but_no_claims_is_refused(text: bytes) -> None:
    """MP-01: bad JSON looks like a bad signature."""
    with pytest.raises(NotValid):
        open_token(encode(text, SECRET), [SECRET], NOW)


def test_the_former_secret_is_taken_while_the_site_changes_over() -> None:
    """MP-05: both, until the former one is emptied; an empty secret opens nothing."""
    token = made("former")
    assert open_token(token, [SECRET, "former"], NOW).email == "a@example.com"
    for secrets in ([SECRET], [SECRET, ""], []):
        with pytest.raises(NotValid):
            open_token(token, secrets, NOW)
    with pytest.raises(NotValid):
        open_token(made(""), [SECRET, ""], NOW)


def test_one_token_has_one_name_however_it_is_written() -> None:
    """MP-02: padding and alphabet don't make it another token."""
    token = made(first_name="Å" * 20)
    other = token.rstrip("=").replace("-", "+").replace("_", "/")
    assert open_token(token, [SECRET], NOW).once == open_token(other, [SECRET], NOW).once
