"""A provider that does as a test tells it: strict about what it is asked, and able to answer wrongly."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

from django.utils import timezone
from joserfc import jwk, jws


def new_key(name: str = "one") -> jwk.RSAKey:
    return jwk.RSAKey.generate_key(2048, {"kid": name})


@dataclass
class Desk:
    """What it answers. Tests change parts of it."""

    issuer: str = ""
    key: jwk.RSAKey = field(default_factory=new_key)
    listed: list[jwk.RSAKey] = field(default_factory=list)
    described: dict[str, Any] = field(default_factory=dict)
    said: dict[str, Any] = field(default_factory=dict)
    told: dict[str, Any] = field(default_factory=dict)
    id_token: str = ""
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    # What was asked: the browser's question, and each request for tokens.
    question: dict[str, str] = field(default_factory=dict)
    redeemed: list[dict[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def agree(self, address: str, **more: str) -> str:
        """Say yes to a browser's question. Gives the path that it comes back to."""
        self.question = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        query = {"state": self.question["state"], "code": "a-code", **more}
        path = urlsplit(self.question["redirect_uri"]).path
        return f"{path}?{'&'.join(f'{name}={value}' for name, value in query.items() if value)}"

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize?tenant=one",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/keys",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
            **self.described,
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [key.as_dict(private=False) for key in self.listed or [self.key]]}

    def redeem(self, fields: dict[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        """Tokens for a code, only for who asked the question (RFC 7636) and says who they are."""
        self.redeemed.append({**fields, "authorization": authorization})
        digest = hashlib.sha256(fields.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        right = challenge == self.question["code_challenge"] and fields.get("code") == "a-code"
        if not right or fields.get("redirect_uri") != self.question["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        return 200, {
            "access_token": "access",
            "token_type": "Bearer",
            "id_token": self.id_token or self.token(),
        }

    def token(self) -> str:
        now = int(timezone.now().timestamp())
        claims = {
            "iss": self.issuer,
            "aud": "the-store",
            "sub": "nora",
            "nonce": self.question.get("nonce", ""),
            "iat": now,
            "exp": now + 300,
            "email": "nora@example.com",
            "email_verified": True,
            **self.said,
        }
        text = json.dumps({name: value for name, value in claims.items() if value is not None}).encode()
        return jws.serialize_compact({"alg": "RS256", "kid": self.key.kid}, text, self.key)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        desk: Desk = self.server.desk
        path = urlsplit(self.path).path
        desk.asked.append(path)
        found = {
            "/.well-known/openid-configuration": desk.description,
            "/keys": desk.keys,
            "/userinfo": lambda: desk.told,
        }
        if path in desk.answers:
            self._send(*desk.answers[path])
        else:
            self._send(200, json.dumps(found[path]()).encode())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = {name: values[0] for name, values in parse_qs(body).items()}
        status, answer = self.server.desk.redeem(fields, self.headers.get("Authorization", ""))
        self._send(status, json.dumps(answer).encode())

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        if status in {301, 302}:
            self.send_header("Location", body.decode())
            body = b""
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None: ...


@contextmanager
def open_desk() -> Iterator[Desk]:
    """The provider, while it listens on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.desk = desk = Desk(issuer=f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    try:
        yield desk
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def pair_of(authorization: str) -> list[str]:
    """Name and secret of a header of the basic kind."""
    return [unquote_plus(half) for half in base64.b64decode(authorization.split()[1]).decode().split(":")]
