"""There and back: a browser sent to an outside provider, and what the provider says of who came back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.accounts.models import Ceremony, Provider
from clientela.accounts.openid import asking, id_token, metadata
from clientela.accounts.openid.keeping import client_of
from clientela.accounts.openid.trouble import Trouble
from clientela.core import clock, emails, places, seals
from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused

log = structlog.get_logger()
_ASK = """
INSERT INTO accounts_ceremony (purpose, value, browser_hash, pending, expires_at)
VALUES (%s, %s, %s, %s, statement_timestamp() + interval '10 minutes')
"""


class OutsideFailed(Refused):
    """The provider can't be asked, or its answer can't be believed; why stands in the log alone."""

    code = "outside_failed"
    sentence = _("That didn't work. Please try again, or log in another way.")


class OutsideOver(Refused):
    """Nobody in this browser asked for this answer, or too long ago; or it was used before."""

    code = "outside_over"
    sentence = _("That took too long, or began in another browser. Please try again.")


class OutsideCancelled(Refused):
    """The customer said no at the provider, or the provider did."""

    code = "outside_cancelled"
    sentence = _("You weren't logged in there. Please try again, or log in another way.")


@dataclass(frozen=True)
class Said:
    """What a provider says of the person who came back from it."""

    subject: str
    email: str
    first_name: str
    last_name: str


def open_provider(provider_id: int) -> Provider:
    """A provider at which customers may sign in. Raises `NotThere`."""
    provider = Provider.objects.filter(pk=provider_id, is_on=True).first()
    if provider is None:
        raise NotThere
    return provider


def send_off(
    provider: Provider, purpose: Ceremony.Purpose, waits: Mapping[str, object], *, browser: str, by: Actor
) -> str:
    """Ask a provider who this is. Gives the address of its page; `waits` comes back with the answer.

    The answer counts in this browser alone, for this purpose, for ten minutes, once. Raises `OutsideFailed`.
    """
    by.anyone_may()
    state, nonce, verifier = (seals.new_token() for _secret in range(3))
    try:
        found = metadata.discover(provider.issuer)
        address = asking.address(found, client_of(provider), state=state, nonce=nonce, verifier=verifier)
    except (Trouble, seals.SealBroken) as problem:
        raise _failed(provider, problem) from problem
    value = seals.token_hash(state)
    kept = {"provider": provider.pk, "nonce": nonce, "verifier": verifier, **waits}
    sealed = seals.seal(kept, purpose="ceremony", place=_place(value))
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [purpose, value, seals.token_hash(browser), sealed])
    return address


def _place(value: str) -> str:
    return f"accounts_ceremony|{value}|pending"


def _failed(provider: Provider, problem: Exception) -> OutsideFailed:
    log.warning("provider_failed", provider=provider.pk, problem=str(problem) or type(problem).__name__)
    return OutsideFailed()


def spend(purpose: Ceremony.Purpose, state: str, *, browser: str, by: Actor) -> dict[str, Any]:
    """What waited for this answer in this browser, and waits no longer, right or wrong.

    Raises `OutsideOver`.
    """
    by.anyone_may()
    value = seals.token_hash(state)
    asked = Ceremony.objects.filter(purpose=purpose, value=value, browser_hash=seals.token_hash(browser))
    if not asked.filter(used_at=None, expires_at__gt=Now()).update(used_at=Now()):
        raise OutsideOver
    pending = asked.values_list("pending", flat=True).get()
    return dict(seals.unseal(pending, purpose="ceremony", place=_place(value)))


def who_came(provider: Provider, answer: Mapping[str, str], waits: Mapping[str, str]) -> Said:
    """Whom the provider means, once all that it says is believed.

    Raises `OutsideFailed`, `OutsideCancelled`.
    """
    try:
        found = metadata.discover(provider.issuer)
        # Another provider's answer, mixed in by an attacker, names another issuer (RFC 9207).
        if (answer.get("iss") or found.sends_issuer) and answer.get("iss") != provider.issuer:
            raise Trouble("the answer is another issuer's")
        if not answer.get("code"):
            raise OutsideCancelled
        return _told(provider, found, answer["code"], waits)
    except (Trouble, seals.SealBroken) as problem:
        raise _failed(provider, problem) from problem


def _told(provider: Provider, found: metadata.Metadata, code: str, waits: Mapping[str, str]) -> Said:
    client = client_of(provider)
    tokens = asking.redeem(found, client, code=code, verifier=waits["verifier"])
    expected = id_token.Expected(
        provider.issuer, client.id, waits["nonce"], clock.now(), found.algorithms, tokens.access_token
    )
    claims = id_token.claims_of(tokens.id_token, lambda anew: metadata.keys(found, anew=anew), expected)
    told = asking.about(found, tokens, claims)
    # Some providers write the truth as a text.
    proven = told.get("email_verified") in (True, "true") and emails.is_valid(str(told.get("email", "")))
    names = [" ".join(str(told.get(name) or "").split()) for name in ("given_name", "family_name")]
    first, last = (name.replace("\0", "")[: places.LONGEST] for name in names)
    return Said(claims["sub"], str(told["email"]) if proven else "", first, last)
