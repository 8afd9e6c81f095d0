"""Outside providers of identity, as staff keep them: added, changed, tried, switched, deleted."""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.accounts.events import (
    ProviderAdded,
    ProviderChanged,
    ProviderDeleted,
    ProviderSwitchedOff,
    ProviderSwitchedOn,
)
from clientela.accounts.models import Provider
from clientela.accounts.openid import metadata
from clientela.accounts.openid.keeping import sealed
from clientela.accounts.openid.trouble import Trouble
from clientela.core import outgoing
from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused, SeveralRefused
from clientela.core.powers import Power
from clientela.journal.actions import Subject, record

LONGEST_NAME, LONGEST = 60, 300


class ProviderLinked(Refused):
    """Customers are known by this issuer; another one would call other people by the same names."""

    code = "provider_linked"
    sentence = _("Customers sign in by this issuer. Add the other one as a provider of its own.")
    field = "issuer"


class ProviderTwice(Refused):
    """There is a provider with this issuer already."""

    code = "provider_twice"
    sentence = _("There is a provider with this issuer already.")
    field = "issuer"


class ProviderFailed(Refused):
    """The provider doesn't answer as one should."""

    code = "provider_failed"


@dataclass(frozen=True)
class ProviderDetails:
    """What staff say of a provider. An empty secret leaves the one that is kept."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = ""


def add_provider(given: ProviderDetails, *, by: Actor) -> Provider:
    """Add a provider by which customers may sign in. Raises `SeveralRefused` by field, `ProviderTwice`."""
    by.must(Power.SETTINGS_EDIT)
    given = _checked(given)
    with transaction.atomic():
        provider = Provider(name=given.name, issuer=given.issuer, client_id=given.client_id)
        _save(provider, given)
        record(ProviderAdded(given.name), by=by, subject=_subject(provider))
    return provider


def change_provider(provider_id: int, given: ProviderDetails, *, by: Actor) -> Provider:
    """Say other things of a provider. A secret isn't sent to another issuer unless it is given again.

    Raises `SeveralRefused` by field, `ProviderLinked`, `ProviderTwice`, `NotThere`.
    """
    by.must(Power.SETTINGS_EDIT)
    given = _checked(given)
    with transaction.atomic():
        provider = _locked(provider_id)
        if given.issuer != provider.issuer:
            if provider.identities.exists():
                raise ProviderLinked
            if provider.client_secret and not given.client_secret:
                raise SeveralRefused(
                    {"client_secret": _("Enter it again: it would go to another server now.")}
                )
        provider.name, provider.issuer, provider.client_id = given.name, given.issuer, given.client_id
        _save(provider, given)
        record(ProviderChanged(given.name), by=by, subject=_subject(provider))
    return provider


def switch_provider(provider_id: int, is_on: bool, *, by: Actor) -> Provider:
    """Let customers sign in there, or no longer; who is linked stays linked. Safe twice."""
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        provider = _locked(provider_id)
        if provider.is_on != is_on:
            provider.is_on = is_on
            provider.save(update_fields=["is_on"])
            fact = ProviderSwitchedOn if is_on else ProviderSwitchedOff
            record(fact(provider.name), by=by, subject=_subject(provider))
    return provider


def delete_provider(provider_id: int, *, by: Actor) -> None:
    """Forget a provider, and who is who there. Customers keep their other ways in. Raises `NotThere`."""
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        provider = _locked(provider_id)
        record(ProviderDeleted(provider.name), by=by, subject=_subject(provider))
        provider.delete()


def try_provider(provider_id: int, *, by: Actor) -> tuple[metadata.Metadata, int]:
    """Ask the provider what it can. Gives that, and how many keys it signs with. Raises `ProviderFailed`."""
    by.must(Power.SETTINGS_EDIT)
    provider = Provider.objects.filter(pk=provider_id).first()
    if provider is None:
        raise NotThere
    try:
        found = metadata.discover(provider.issuer, anew=True)
        count = len(metadata.keys(found, anew=True))
    except Trouble as trouble:
        raise ProviderFailed(_("It doesn't answer as a provider should: %s.") % trouble) from trouble
    if not count:
        raise ProviderFailed(_("It names no keys, so nothing that it signs can be believed."))
    return found, count


def _checked(given: ProviderDetails) -> ProviderDetails:
    given = ProviderDetails(
        " ".join(given.name.split()),
        given.issuer.strip(),
        given.client_id.strip(),
        given.client_secret.strip(),
    )
    wrong: dict[str, str | Promise] = {}
    for field in ("name", "issuer", "client_id"):
        text = getattr(given, field)
        if not text:
            wrong[field] = _("Fill this in.")
        elif len(text) > (LONGEST_NAME if field == "name" else LONGEST) or not text.isprintable():
            wrong[field] = _("This is too long.")
    if "issuer" not in wrong and ("?" in given.issuer or not outgoing.is_allowed(given.issuer)):
        wrong["issuer"] = _("Enter an address that starts with https://.")
    if wrong:
        raise SeveralRefused(wrong)
    return given


def _save(provider: Provider, given: ProviderDetails) -> None:
    try:
        with transaction.atomic():
            provider.save()
    except IntegrityError as error:
        raise ProviderTwice from error
    if given.client_secret:
        # The row's id comes first: the seal is bound to it.
        provider.client_secret = sealed(provider.pk, given.client_secret)
        provider.save(update_fields=["client_secret"])


def _locked(provider_id: int) -> Provider:
    provider = Provider.objects.select_for_update().filter(pk=provider_id).first()
    if provider is None:
        raise NotThere
    return provider


def _subject(provider: Provider) -> Subject:
    return Subject("provider", provider.pk)
