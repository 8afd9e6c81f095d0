"""A passkey in software, as a browser and its authenticator make one: ES256, no attestation."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, encode_cbor

UP, UV, BE, BS, AT = 1, 4, 8, 16, 64


@dataclass
class Authenticator:
    """One device with one passkey. What it says can be bent for tests."""

    origin: str = "http://localhost:8000"
    rp_id: str = "localhost"
    flags: int = UP | UV
    count: int = 0
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def _client(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _data(self, more: int = 0) -> bytes:
        hashed = hashlib.sha256(self.rp_id.encode()).digest()
        return hashed + bytes([self.flags | more]) + self.count.to_bytes(4, "big")

    def _public(self) -> bytes:
        numbers = self.key.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        return encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})

    def make(self, options: dict[str, Any]) -> str:
        """Answer `navigator.credentials.create`."""
        self.handle = base64url_to_bytes(options["user"]["id"])
        held = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + self._public()
        attested = encode_cbor({"fmt": "none", "attStmt": {}, "authData": self._data(AT) + held})
        client = self._client("webauthn.create", options["challenge"])
        return self._answer(clientDataJSON=client, attestationObject=attested)

    def use(self, options: dict[str, Any], *, with_handle: bool = True) -> str:
        """Answer `navigator.credentials.get`."""
        client, data = self._client("webauthn.get", options["challenge"]), self._data()
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": data, "signature": signed}
        return self._answer(**parts, **({"userHandle": self.handle} if with_handle else {}))

    def _answer(self, **parts: bytes) -> str:
        response = {name: bytes_to_base64url(part) for name, part in parts.items()}
        name = bytes_to_base64url(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})
