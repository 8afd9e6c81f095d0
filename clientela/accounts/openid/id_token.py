"""Judging an ID token: signature, whom it is for, of when, and that it answers our question (OI-07)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from joserfc import jwk, jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from clientela.accounts.openid.metadata import ALGORITHMS
from clientela.accounts.openid.trouble import Trouble

Keys = Callable[[bool], Sequence[Mapping[str, Any]]]
LONGEST = 16_384
# Clocks of two machines differ.
_LEEWAY = 60
_KINDS = {"RS": "RSA", "PS": "RSA", "ES": "EC", "Ed": "OKP"}
_LEAST_RSA_BITS = 2048
# A header that brings its own key, or asks for what we don't know, is an attack or a mistake.
_NEVER = {"jwk", "jku", "x5u", "x5c", "crit", "b64", "zip", "enc"}


@dataclass(frozen=True)
class Expected:
    """What a token must say to be the answer to our question."""

    issuer: str
    client_id: str
    nonce: str
    now: datetime
    algorithms: Sequence[str] = ALGORITHMS
    access_token: str = ""


def claims_of(token: str, keys: Keys, expected: Expected) -> dict[str, Any]:
    """What the token says, where all of it can be believed. Raises `Trouble`.

    `keys` gives the provider's keys; called with true it asks for them anew.
    """
    header = _header(token)
    algorithm, name = header["alg"], header.get("kid")
    if algorithm not in expected.algorithms or algorithm not in ALGORITHMS:
        raise Trouble("signed in a way that isn't taken")
    fitting = _fitting(keys(False), algorithm, name) or _fitting(keys(True), algorithm, name)
    claims = _opened(token, fitting, algorithm)
    _check_person(claims, expected)
    _check_time(claims, expected.now.timestamp())
    _check_access(claims, expected.access_token, algorithm)
    return claims


def _header(token: str) -> dict[str, Any]:
    try:
        first = token.split(".")[0]
        header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, RecursionError) as error:
        raise Trouble("no token") from error
    if len(token) > LONGEST or not isinstance(header, dict) or not isinstance(header.get("alg"), str):
        raise Trouble("no token")
    if header.keys() & _NEVER or str(header.get("typ", "JWT")).upper() != "JWT":
        raise Trouble("no ID token")
    return header


def _fitting(keys: Sequence[Mapping[str, Any]], algorithm: str, name: object) -> list[Mapping[str, Any]]:
    """The keys that may have signed this: of the right kind, meant for signing, of the name if it has one."""
    return [
        key
        for key in keys
        if key.get("kty") == _KINDS[algorithm[:2]]
        and key.get("use", "sig") == "sig"
        and key.get("alg", algorithm) == algorithm
        and (name is None or key.get("kid") == name)
    ]


def _opened(token: str, keys: Sequence[Mapping[str, Any]], algorithm: str) -> dict[str, Any]:
    for given in keys:
        try:
            key = jwk.import_key(dict(given))
            if isinstance(key, RSAKey) and key.public_key.key_size < _LEAST_RSA_BITS:
                continue
            claims = json.loads(jws.deserialize_compact(token, key, algorithms=[algorithm]).payload)
        except (JoseError, ValueError, TypeError, KeyError, RecursionError):
            continue
        if isinstance(claims, dict):
            return claims
    raise Trouble("no key of the provider's fits the signature")


def _check_person(claims: Mapping[str, Any], expected: Expected) -> None:
    subject, meant, party = claims.get("sub"), claims.get("aud"), claims.get("azp")
    audience = meant if isinstance(meant, list) else [meant]
    if claims.get("iss") != expected.issuer:
        raise Trouble("of another issuer")
    if expected.client_id not in audience:
        raise Trouble("for somebody else")
    if (len(audience) > 1 or party is not None) and party != expected.client_id:
        raise Trouble("for several, and not for us")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255 or "\0" in subject:
        raise Trouble("of nobody")
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), expected.nonce.encode()):
        raise Trouble("the answer to another question")


def _check_time(claims: Mapping[str, Any], now: float) -> None:
    if _moment(claims, "exp") <= now - _LEEWAY:
        raise Trouble("too old")
    later = now + _LEEWAY
    if _moment(claims, "iat") > later or ("nbf" in claims and _moment(claims, "nbf") > later):
        raise Trouble("of the future")


def _moment(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise Trouble("of no time")
    return value


def _check_access(claims: Mapping[str, Any], access_token: str, algorithm: str) -> None:
    """The access token that came along is the one the ID token speaks of, where it does."""
    if "at_hash" not in claims:
        return
    size = 512 if algorithm.startswith("Ed") else int(algorithm[2:])
    digest = hashlib.new(f"sha{size}", access_token.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).decode().rstrip("=")
    if not hmac.compare_digest(half.encode(), str(claims["at_hash"]).encode()):
        raise Trouble("with another access token")
