"""Signing in at an outside OpenID Connect provider: sent there, come back, and who that is here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.accounts.actions.access import actor_of, enable, refuse_when_off
from clientela.accounts.actions.entering import admit
from clientela.accounts.arrivals import Arrival
from clientela.accounts.events import SignInRefused, WayAdded
from clientela.accounts.models import Account, Ceremony, Identity, Method, Provider
from clientela.accounts.openid import asking, id_token, metadata
from clientela.accounts.openid.keeping import client_of
from clientela.accounts.openid.trouble import Trouble
from clientela.accounts.telling import tell_of_way
from clientela.accounts.ways import ways_in
from clientela.core import clock, emails, places, seals
from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer, Source
from clientela.gate import actions as gate
from clientela.journal.actions import record

log = structlog.get_logger()
PROVIDER = Ceremony.Purpose.PROVIDER
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


class NoProvenEmail(Refused):
    """The provider doesn't vouch for the person's address, and doesn't name anybody who is known here."""

    code = "no_proven_email"
    sentence = _("Your email address isn't confirmed there. Confirm it first, or log in another way.")


class OutsideOther(Refused):
    """The address belongs to an account that somebody else of that provider, or nobody proved, opens."""

    code = "outside_other"
    sentence = _(
        "There is an account with this address already. Log in to it by a code or a new password first."
    )


@dataclass(frozen=True)
class Said:
    """What a provider says of the person who came back from it."""

    subject: str
    email: str
    first_name: str
    last_name: str


def begin_outside(provider_id: int, *, browser: str, target: str = "", by: Actor) -> tuple[Provider, str]:
    """Ask a provider who this is. Gives it, and the address of its page to send the browser to.

    `browser` is the token of the browser's cookie: the answer counts there alone, for ten minutes, once.
    `target` is the page of ours to go on to. Raises `MethodOff`, `NotThere`, `OutsideFailed`, `TooMany`.
    """
    by.anyone_may()
    refuse_when_off(Method.OIDC)
    gate.take("provider.network", gate.network(by.ip), by=by)
    provider = _on(provider_id)
    state, nonce, verifier = (seals.new_token() for _secret in range(3))
    try:
        found = metadata.discover(provider.issuer)
        address = asking.address(found, client_of(provider), state=state, nonce=nonce, verifier=verifier)
    except (Trouble, seals.SealBroken) as problem:
        raise _failed(provider, problem) from problem
    value = seals.token_hash(state)
    waits = {"provider": provider.pk, "nonce": nonce, "verifier": verifier, "target": target}
    sealed = seals.seal(waits, purpose="ceremony", place=_place(value))
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [PROVIDER, value, seals.token_hash(browser), sealed])
    return provider, address


def _on(provider_id: int) -> Provider:
    provider = Provider.objects.filter(pk=provider_id, is_on=True).first()
    if provider is None:
        raise NotThere
    return provider


def _place(value: str) -> str:
    return f"accounts_ceremony|{value}|pending"


def _failed(provider: Provider, problem: Exception) -> OutsideFailed:
    log.warning("provider_failed", provider=provider.pk, problem=str(problem) or type(problem).__name__)
    return OutsideFailed()


def finish_outside(
    answer: Mapping[str, str], *, browser: str, agent: str, by: Actor, replaces: str = ""
) -> Arrival:
    """Let in whom a provider sent back with this answer: `state`, and `code` or `error`, perhaps `iss`.

    Known by the provider's own name for them first; else by an address that it vouches for. Raises
    `OutsideOver`, `OutsideCancelled`, `OutsideFailed`, `NoProvenEmail`, `OutsideOther`, `AccountClosed`,
    `NoNewAccounts`, `MethodOff`, `TooMany`.
    """
    by.anyone_may()
    refuse_when_off(Method.OIDC)
    gate.take("provider.network", gate.network(by.ip), by=by)
    waits = _spend(answer.get("state", ""), browser)
    provider = _on(waits["provider"])
    try:
        said = _said(provider, answer, waits)
    except Refused as refused:
        record(SignInRefused(refused.code), by=by)
        raise
    with transaction.atomic():
        customer = _whose(provider, said, by)
        them = actor_of(customer, by)
        token = admit(customer, "oidc", agent=agent, by=them, replaces=replaces)
    return Arrival(Customer.objects.get(pk=customer.pk), token, str(waits["target"]))


def _spend(state: str, browser: str) -> dict[str, Any]:
    """What waited for this answer in this browser; it waits no longer, right or wrong."""
    value = seals.token_hash(state)
    asked = Ceremony.objects.filter(purpose=PROVIDER, value=value, browser_hash=seals.token_hash(browser))
    if not asked.filter(used_at=None, expires_at__gt=Now()).update(used_at=Now()):
        raise OutsideOver
    pending = asked.values_list("pending", flat=True).get()
    return dict(seals.unseal(pending, purpose="ceremony", place=_place(value)))


def _said(provider: Provider, answer: Mapping[str, str], waits: Mapping[str, str]) -> Said:
    """Whom the provider means, once all that it says is believed."""
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


def _whose(provider: Provider, said: Said, by: Actor) -> Customer:
    """The customer who is meant, locked; made where the address is new here."""
    identities = Identity.objects.filter(provider=provider, subject=said.subject)
    known = identities.filter(account__customer__deleted_at=None).values_list(
        "account__customer_id", flat=True
    )
    if (customer_id := known.first()) is not None:
        identities.update(used_at=Now())
        return Customer.objects.select_for_update().get(pk=customer_id)
    if not said.email:
        raise NoProvenEmail
    customer, _made = customers.find_or_add(said.email, source=Source.REGISTRATION, by=by)
    _link(provider, said, customer, actor_of(customer, by))
    return customer


def _link(provider: Provider, said: Said, customer: Customer, by: Actor) -> None:
    """Let the provider's person be this customer from now on; the customer's row is locked."""
    account = Account.objects.filter(customer=customer).first()
    if account and _is_linked(provider, said, account, customer):
        return
    was_open = customer.account_state == AccountState.ENABLED
    if not customer.name:
        customers.edit(customer.pk, {"first_name": said.first_name, "last_name": said.last_name}, by=by)
    customers.verify_email(customer.pk, "provider", by=by)
    account = enable(customer, "oidc", by=by)
    Identity.objects.create(account=account, provider=provider, subject=said.subject, used_at=Now())
    if was_open:
        record(WayAdded(Method.OIDC), by=by, customer_id=customer.pk)
        tell_of_way("account.way_added", customer, Method.OIDC, provider.name, by=by)


def _is_linked(provider: Provider, said: Said, account: Account, customer: Customer) -> bool:
    """Whether a request that was quicker linked them. Raises `OutsideOther` where they mustn't be."""
    account.customer = customer
    subjects = set(account.identities.filter(provider=provider).values_list("subject", flat=True))
    if subjects:
        if said.subject not in subjects:
            raise OutsideOther
        return True
    # Whoever made it may have typed somebody else's address, and would keep their way in.
    ways = ways_in(account)
    if not customer.email_verified_at and (ways.password or ways.passkeys or ways.providers):
        raise OutsideOther
    return False
