"""What a provider says of itself: its addresses, its keys, what it can (OpenID Connect Discovery)."""

from dataclasses import dataclass
from typing import Any

from django.core.cache import cache

from clientela.accounts.openid.trouble import Trouble
from clientela.core import outgoing

# RSA, its younger form, elliptic curves: never `none`, never a shared secret.
ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA", "Ed25519"),
)
_REMEMBERED, _NO_SOONER = 3600, 60
_WELL_KNOWN = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Metadata:
    """A provider's own description, checked."""

    issuer: str
    authorization: str
    token: str
    jwks: str
    userinfo: str
    algorithms: tuple[str, ...]
    auth_methods: tuple[str, ...]
    sends_issuer: bool
    knows_pkce: bool


def discover(issuer: str, *, anew: bool = False) -> Metadata:
    """The provider's description, remembered for an hour. Raises `Trouble`."""
    key = f"openid-metadata:{issuer}"
    said = None if anew else cache.get(key)
    if said is None:
        said = _asked(f"{issuer.rstrip('/')}{_WELL_KNOWN}")
        found = read(said, issuer)
        cache.set(key, said, _REMEMBERED)
        return found
    return read(said, issuer)


def read(said: dict[str, Any], issuer: str) -> Metadata:
    """A description as we need it. Raises `Trouble` where it can't be used, or is somebody else's."""
    if said.get("issuer") != issuer:
        raise Trouble("the description names another issuer")
    if "code" not in _texts(said, "response_types_supported", ["code"]):
        raise Trouble("it doesn't hand out codes")
    algorithms = tuple(
        name
        for name in _texts(said, "id_token_signing_alg_values_supported", ["RS256"])
        if name in ALGORITHMS
    )
    if not algorithms:
        raise Trouble("it signs in no way that can be trusted")
    pkce = _texts(said, "code_challenge_methods_supported", [])
    return Metadata(
        issuer,
        _address(said, "authorization_endpoint"),
        _address(said, "token_endpoint"),
        _address(said, "jwks_uri"),
        _address(said, "userinfo_endpoint") if said.get("userinfo_endpoint") else "",
        algorithms,
        tuple(_texts(said, "token_endpoint_auth_methods_supported", ["client_secret_basic"])),
        said.get("authorization_response_iss_parameter_supported") is True,
        "S256" in pkce,
    )


def _texts(said: dict[str, Any], name: str, otherwise: list[str]) -> list[str]:
    values = said.get(name, otherwise)
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def _address(said: dict[str, Any], name: str) -> str:
    url = said.get(name)
    if not isinstance(url, str) or not outgoing.is_allowed(url):
        raise Trouble(f"its {name} is missing or not safe")
    return url


def _asked(url: str) -> dict[str, Any]:
    try:
        return outgoing.get(url)
    except outgoing.Unreachable as problem:
        raise Trouble(f"{url}: {problem}") from problem


def keys(provider: Metadata, *, anew: bool = False) -> list[dict[str, Any]]:
    """The provider's public keys, remembered for an hour. Raises `Trouble`.

    `anew` asks again, for a key that isn't among them: at most once a minute, or tokens with made-up names of
    keys would set us on the provider.
    """
    name = f"openid-keys:{provider.jwks}"
    known: list[dict[str, Any]] | None = cache.get(name)
    if known is None or (anew and cache.add(f"{name}:again", True, _NO_SOONER)):
        listed = _asked(provider.jwks).get("keys")
        known = [key for key in listed if isinstance(key, dict)] if isinstance(listed, list) else []
        cache.set(name, known, _REMEMBERED)
    return known
