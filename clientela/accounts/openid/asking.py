"""Sending a browser to the provider, and redeeming the code it comes back with (RFC 6749, RFC 7636)."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit, urlunsplit

from clientela.accounts.openid.metadata import Metadata
from clientela.accounts.openid.trouble import Trouble
from clientela.core import outgoing

SCOPES = "openid email profile"


@dataclass(frozen=True)
class Client:
    """Whom the provider knows us as, and where it sends browsers back to."""

    id: str
    secret: str
    callback: str


@dataclass(frozen=True)
class Tokens:
    """What a code was redeemed for."""

    id_token: str
    access_token: str


def address(provider: Metadata, client: Client, *, state: str, nonce: str, verifier: str) -> str:
    """The page of the provider that the browser is sent to."""
    digest = hashlib.sha256(verifier.encode()).digest()
    asked = {
        "response_type": "code",
        "client_id": client.id,
        "redirect_uri": client.callback,
        "scope": SCOPES,
        "state": state,
        "nonce": nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
        "code_challenge_method": "S256",
    }
    parts = urlsplit(provider.authorization)
    return urlunsplit(parts._replace(query=urlencode([*parse_qsl(parts.query), *asked.items()])))


def redeem(provider: Metadata, client: Client, *, code: str, verifier: str) -> Tokens:
    """The tokens behind a code. Raises `Trouble`."""
    fields = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.callback,
        "code_verifier": verifier,
    }
    more, headers = _shown(provider, client)
    try:
        said = outgoing.post(provider.token, fields | more, headers)
    except outgoing.Unreachable as problem:
        raise Trouble(f"the code wasn't redeemed: {problem}") from problem
    id_token, access_token = said.get("id_token"), said.get("access_token", "")
    if not isinstance(id_token, str) or not isinstance(access_token, str):
        raise Trouble("no ID token came")
    return Tokens(id_token, access_token)


def _shown(provider: Metadata, client: Client) -> tuple[dict[str, str], dict[str, str]]:
    """How we show the provider who we are: more fields of the form, and headers."""
    if client.secret and "client_secret_basic" in provider.auth_methods:
        pair = f"{quote_plus(client.id)}:{quote_plus(client.secret)}"
        return {}, {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    if client.secret:
        return {"client_id": client.id, "client_secret": client.secret}, {}
    return {"client_id": client.id}, {}


def about(provider: Metadata, tokens: Tokens, claims: Mapping[str, Any]) -> dict[str, Any]:
    """The ID token's claims, with those that the provider tells only when asked apart. Raises `Trouble`."""
    if "email" in claims or not provider.userinfo or not tokens.access_token:
        return dict(claims)
    try:
        said = outgoing.get(provider.userinfo, {"Authorization": f"Bearer {tokens.access_token}"})
    except outgoing.Unreachable as problem:
        raise Trouble(f"nothing of the person was told: {problem}") from problem
    if said.get("sub") != claims["sub"]:
        raise Trouble("told of another person")
    return {**said, **claims}
