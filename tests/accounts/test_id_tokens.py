"""ID tokens: a right one is believed, a forged one never."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from joserfc import jwk, jws

from clientela.accounts.openid.id_token import Expected, claims_of
from clientela.accounts.openid.metadata import ALGORITHMS
from clientela.accounts.openid.trouble import Trouble

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
RSA = jwk.RSAKey.generate_key(2048, {"kid": "rsa", "use": "sig"})
OTHER = jwk.RSAKey.generate_key(2048, {"kid": "rsa"})
WEAK = jwk.RSAKey.generate_key(1024, {"kid": "weak"})
CURVE = jwk.ECKey.generate_key("P-256", {"kid": "curve"})
EDWARDS = jwk.OKPKey.generate_key("Ed25519", {"kid": "edwards"})
SEALS = jwk.RSAKey.generate_key(2048, {"kid": "enc"})
PUBLIC = [key.as_dict(private=False) for key in (RSA, CURVE, EDWARDS, WEAK)]
PUBLIC.append({**SEALS.as_dict(private=False), "use": "enc"})
EXPECTED = Expected("https://id.example", "the-store", "nonce-1", NOW)
RIGHT: dict[str, Any] = {
    "iss": "https://id.example",
    "aud": "the-store",
    "sub": "nora",
    "nonce": "nonce-1",
    "iat": SECONDS,
    "exp": SECONDS + 300,
}


def keys(_anew: bool) -> Sequence[Mapping[str, Any]]:
    return PUBLIC


def signed(claims: object, key: Any = RSA, algorithm: str = "RS256", **header: object) -> str:
    whole = {"alg": algorithm, "kid": key.kid, **header}
    given = {name: value for name, value in whole.items() if value is not None}
    text = claims if isinstance(claims, bytes) else json.dumps(claims).encode()
    return jws.serialize_compact(given, text, key, algorithms=[algorithm])


def part(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def without(*names: str, **more: object) -> dict[str, Any]:
    return {name: value for name, value in {**RIGHT, **more}.items() if name not in names}


def judge(token: str, expected: Expected = EXPECTED) -> dict[str, Any]:
    return claims_of(token, keys, expected)


@pytest.mark.parametrize(
    ("key", "algorithm"),
    [(RSA, "RS256"), (RSA, "RS512"), (RSA, "PS256"), (CURVE, "ES256"), (EDWARDS, "EdDSA")],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_a_right_token_is_believed(key: Any, algorithm: str) -> None:
    """OI-07: RSA, elliptic curves and Edwards curves, named key or not, for one or for several."""
    assert judge(signed(RIGHT, key, algorithm)) == RIGHT
    assert judge(signed(RIGHT, key, algorithm, kid=None, typ="jwt"))["sub"] == "nora"
    several = {**RIGHT, "aud": ["the-store", "another"], "azp": "the-store"}
    assert judge(signed(several, key, algorithm)) == several
    late = {**RIGHT, "iat": SECONDS + 50, "exp": SECONDS - 50}
    assert judge(signed(late, key, algorithm)) == late


def _shared_secret() -> str:
    """Signed with the provider's public key as if it were a shared secret."""
    first = f"{part({'alg': 'HS256', 'kid': 'rsa'})}.{part(RIGHT)}"
    public = RSA.as_pem(private=False)
    return f"{first}.{part(hmac.new(public, first.encode(), hashlib.sha256).digest())}"


def _unsigned(name: str) -> str:
    return f"{part({'alg': name, 'kid': 'rsa'})}.{part(RIGHT)}."


def _own_key(**header: object) -> str:
    """Signed with the attacker's key, which the header brings along."""
    return signed(RIGHT, OTHER, **header)


def _changed() -> str:
    head, _body, signature = signed(RIGHT).split(".")
    return ".".join((head, part({**RIGHT, "sub": "ingrid"}), signature))


FORGED: dict[str, Callable[[], str]] = {
    "none": lambda: _unsigned("none"),
    "None": lambda: _unsigned("None"),
    "no signature": lambda: signed(RIGHT).rpartition(".")[0] + ".",
    "HS256 with the public key": _shared_secret,
    "another key of that name": lambda: signed(RIGHT, OTHER),
    "its own key, jwk": lambda: _own_key(jwk=OTHER.as_dict(private=False)),
    "its own key, jku": lambda: _own_key(jku="https://evil.example/keys"),
    "its own key, x5u": lambda: _own_key(x5u="https://evil.example/cert"),
    "its own key, x5c": lambda: _own_key(x5c=["AAAA"]),
    "asking for what nobody knows": lambda: (
        part({"alg": "RS256", "kid": "rsa", "crit": ["x"], "x": 1})
        + signed(RIGHT)[signed(RIGHT).index(".") :]
    ),
    "a key that is too short": lambda: signed(RIGHT, WEAK),
    "a key for encryption": lambda: signed(RIGHT, SEALS),
    "an unknown key": lambda: signed(RIGHT, OTHER, kid="unknown"),
    "changed": _changed,
    "an access token": lambda: signed(RIGHT, typ="at+jwt"),
    "a logout token": lambda: signed(RIGHT, typ="logout+jwt"),
    "another issuer": lambda: signed({**RIGHT, "iss": "https://id.example/"}),
    "no issuer": lambda: signed(without("iss")),
    "for another": lambda: signed({**RIGHT, "aud": "another"}),
    "for nobody": lambda: signed(without("aud")),
    "for a longer name": lambda: signed({**RIGHT, "aud": "the-store-2"}),
    "for several, and not first for us": lambda: signed({**RIGHT, "aud": ["the-store", "b"], "azp": "b"}),
    "for several without saying whom": lambda: signed({**RIGHT, "aud": ["the-store", "b"]}),
    "another party": lambda: signed({**RIGHT, "azp": "another"}),
    "too old": lambda: signed({**RIGHT, "exp": SECONDS - 61}),
    "of no end": lambda: signed(without("exp")),
    "an end in words": lambda: signed({**RIGHT, "exp": "2099-01-01"}),
    "of the future": lambda: signed({**RIGHT, "iat": SECONDS + 61}),
    "not yet": lambda: signed({**RIGHT, "nbf": SECONDS + 61}),
    "of no time": lambda: signed(without("iat")),
    "true as a time": lambda: signed({**RIGHT, "iat": True}),
    "another question's": lambda: signed({**RIGHT, "nonce": "nonce-2"}),
    "nobody's question": lambda: signed(without("nonce")),
    "of nobody": lambda: signed(without("sub")),
    "of a number": lambda: signed({**RIGHT, "sub": 7}),
    "of an endless name": lambda: signed({**RIGHT, "sub": "x" * 256}),
    "with another access token": lambda: signed({**RIGHT, "at_hash": part(b"0" * 16)}),
    "a list": lambda: signed([RIGHT]),
    "no JSON": lambda: signed(b"\xff"),
    "nothing": lambda: "",
    "one part": lambda: "abc",
    "endless": lambda: signed({**RIGHT, "more": "x" * 20_000}),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_forged_token_is_refused(name: str) -> None:
    """OI-07: whatever is wrong with it."""
    with pytest.raises(Trouble):
        judge(FORGED[name]())


def test_only_what_the_provider_announced_is_taken() -> None:
    """OI-07: a way of signing that it doesn't list isn't its own."""
    few = Expected("https://id.example", "the-store", "nonce-1", NOW, ("ES256",))
    assert judge(signed(RIGHT, CURVE, "ES256"), few)
    with pytest.raises(Trouble):
        judge(signed(RIGHT), few)
    assert not {"none", "HS256", "HS384", "HS512"} & set(ALGORITHMS)


def test_the_access_token_it_speaks_of() -> None:
    """OI-06: `at_hash` is half of the digest that belongs to the way of signing."""
    digest = hashlib.sha256(b"access").digest()
    token = signed({**RIGHT, "at_hash": part(digest[:16])})
    right = Expected("https://id.example", "the-store", "nonce-1", NOW, access_token="access")
    assert judge(token, right)
    with pytest.raises(Trouble):
        judge(token)


def test_keys_are_asked_for_anew_only_where_none_fits() -> None:
    """OI-06: a provider that changed its key is asked once more, others aren't."""
    asked: list[bool] = []

    def changing(anew: bool) -> Sequence[Mapping[str, Any]]:
        asked.append(anew)
        return PUBLIC if anew else []

    assert claims_of(signed(RIGHT), changing, EXPECTED) and asked == [False, True]
    asked.clear()
    with pytest.raises(Trouble):
        claims_of(signed(RIGHT, OTHER), lambda anew: (asked.append(anew), PUBLIC)[1], EXPECTED)
    assert asked == [False]
