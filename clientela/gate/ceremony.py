"""Talking with passkeys: what the browser is asked for, and whether its answer holds (WebAuthn)."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    generate_challenge,
    parse_authentication_credential_json,
    parse_client_data_json,
    parse_registration_credential_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from clientela.core.errors import Refused
from clientela.store.models import Store

LASTS_MS = 300_000
LONGEST_ANSWER = 20_000
_CHECKED = UserVerificationRequirement.REQUIRED


class PasskeyRefused(Refused):
    """The passkey's answer doesn't hold; which part of it is not told."""

    code = "passkey_refused"
    sentence = _("This passkey didn't work. Please try again, or choose another way.")


@dataclass(frozen=True)
class Place:
    """Where passkeys are good: at the store's own address and nowhere else (security PK-03)."""

    host: str
    origin: str
    name: str

    @classmethod
    def of(cls, store: Store) -> "Place":
        """The place that the store's own address is."""
        return cls._at(store.link("/"), store.name)

    @classmethod
    def of_admin(cls, store: Store) -> "Place":
        """The place where staff come in: the store's own address, or one of its own."""
        return cls._at(store.link("/admin"), store.name)

    @classmethod
    def _at(cls, address: str, name: str) -> "Place":
        parts = urlsplit(address)
        return cls(parts.hostname or "", f"{parts.scheme}://{parts.netloc}", name)


@dataclass(frozen=True)
class Answer:
    """What a browser sent back of a passkey, before anything of it is believed."""

    credential: Any
    challenge: str
    credential_id: str
    handle: bytes | None


def _descriptors(ids: list[str]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(known)) for known in ids]


def to_add(
    place: Place, challenge: str, handle: bytes, email: str, name: str, known: list[str]
) -> dict[str, Any]:
    """What the browser needs to make a passkey; not on a device that holds one of these already."""
    options = generate_registration_options(
        rp_id=place.host,
        rp_name=place.name,
        user_id=handle,
        user_name=email,
        user_display_name=name,
        challenge=base64url_to_bytes(challenge),
        timeout=LASTS_MS,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_CHECKED
        ),
        exclude_credentials=_descriptors(known),
    )
    return dict(json.loads(options_to_json(options)))


def to_use(place: Place, challenge: str, known: list[str]) -> dict[str, Any]:
    """What the browser needs to use a passkey: one of these, or any that it holds for us."""
    options = generate_authentication_options(
        rp_id=place.host,
        challenge=base64url_to_bytes(challenge),
        timeout=LASTS_MS,
        allow_credentials=_descriptors(known),
        user_verification=_CHECKED,
    )
    return dict(json.loads(options_to_json(options)))


def read(text: str, *, new: bool) -> Answer:
    """The parts of a browser's answer that say which challenge and passkey it is about."""
    if len(text) > LONGEST_ANSWER:
        raise PasskeyRefused
    try:
        made = parse_registration_credential_json(text) if new else parse_authentication_credential_json(text)
        client = parse_client_data_json(made.response.client_data_json)
    except (WebAuthnException, ValueError, TypeError, RecursionError) as problem:
        raise PasskeyRefused from problem
    handle = getattr(made.response, "user_handle", None)
    return Answer(made, bytes_to_base64url(client.challenge), bytes_to_base64url(made.raw_id), handle)


def new_challenge() -> str:
    """64 random bytes that a passkey is asked to sign, as text (security PK-01)."""
    return bytes_to_base64url(generate_challenge())


def added(answer: Answer, place: Place, challenge: str) -> VerifiedRegistration:
    """The new passkey, once everything about it was checked. Raises `PasskeyRefused`."""
    try:
        return verify_registration_response(
            credential=answer.credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError) as problem:
        raise PasskeyRefused from problem


def kept(answer: Answer, made: VerifiedRegistration) -> dict[str, Any]:
    """What is kept of a new passkey, by the columns of both tables of passkeys."""
    return {
        "credential_id": bytes_to_base64url(made.credential_id),
        "public_key": made.credential_public_key,
        "sign_count": made.sign_count,
        "transports": [str(way.value) for way in answer.credential.response.transports or ()],
        "aaguid": made.aaguid,
        "may_back_up": made.credential_device_type == "multi_device",
        "is_backed_up": made.credential_backed_up,
    }


def used(answer: Answer, place: Place, challenge: str, public_key: bytes) -> VerifiedAuthentication:
    """What the passkey signed. Its counter is ours to judge, once the signature holds (security PK-06)."""
    try:
        return verify_authentication_response(
            credential=answer.credential,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError, TypeError) as problem:
        raise PasskeyRefused from problem


def went_back(before: int, after: int) -> bool:
    """Whether a counter didn't rise: only a copy does that. Passkeys of a cloud say 0 forever (PK-06)."""
    return bool((before or after) and after <= before)
