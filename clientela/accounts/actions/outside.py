"""Signing in at an outside OpenID Connect provider: sent there, come back, and who that is here."""

from collections.abc import Mapping

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.accounts.actions.access import actor_of, enable, refuse_when_off
from clientela.accounts.actions.entering import admit
from clientela.accounts.actions.round_trip import Said, open_provider, send_off, spend, who_came
from clientela.accounts.arrivals import Arrival
from clientela.accounts.events import SignInRefused, WayAdded
from clientela.accounts.models import Account, Ceremony, Identity, Method, Provider
from clientela.accounts.telling import tell_of_way
from clientela.accounts.ways import ways_in
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer, Source
from clientela.gate import actions as gate
from clientela.journal.actions import record

PROVIDER = Ceremony.Purpose.PROVIDER


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


def begin_outside(provider_id: int, *, browser: str, target: str = "", by: Actor) -> tuple[Provider, str]:
    """Ask a provider who this is. Gives it, and the address of its page to send the browser to.

    `browser` is the token of the browser's cookie: the answer counts there alone, for ten minutes, once.
    `target` is the page of ours to go on to. Raises `MethodOff`, `NotThere`, `OutsideFailed`, `TooMany`.
    """
    by.anyone_may()
    refuse_when_off(Method.OIDC)
    gate.take("provider.network", gate.network(by.ip), by=by)
    provider = open_provider(provider_id)
    return provider, send_off(provider, PROVIDER, {"target": target}, browser=browser, by=by)


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
    waits = spend(PROVIDER, answer.get("state", ""), browser=browser, by=by)
    provider = open_provider(waits["provider"])
    try:
        said = who_came(provider, answer, waits)
    except Refused as refused:
        record(SignInRefused(refused.code), by=by)
        raise
    with transaction.atomic():
        customer = _whose(provider, said, by)
        them = actor_of(customer, by)
        token = admit(customer, "oidc", agent=agent, by=them, replaces=replaces)
    return Arrival(Customer.objects.get(pk=customer.pk), token, str(waits["target"]))


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
