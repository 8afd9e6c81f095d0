"""After a new secret key: what the accounts keep sealed, sealed with it (security SC-01)."""

from django.db import transaction

from clientela.accounts.foreign.keeping import sealed as sealed_hash
from clientela.accounts.foreign.keeping import unsealed
from clientela.accounts.models import Account, Provider
from clientela.accounts.openid.keeping import sealed, secret_of
from clientela.core.actor import Actor

_AT_ONCE = 1000


def reseal(*, by: Actor) -> int:
    """Seal hashes that wait to be wrapped, and providers' secrets, with today's key. Gives how many.

    What lasts minutes (codes, links, questions to a provider) is left to run out. Raises `SealBroken`.
    """
    by.must_be()
    with transaction.atomic():
        return _hashes() + _secrets()


def _hashes() -> int:
    waiting = list(Account.objects.select_for_update().exclude(foreign_hash="").only("id", "foreign_hash"))
    for account in waiting:
        account.foreign_hash = sealed_hash(account.pk, unsealed(account))
    Account.objects.bulk_update(waiting, ["foreign_hash"], batch_size=_AT_ONCE)
    return len(waiting)


def _secrets() -> int:
    kept = list(Provider.objects.select_for_update().exclude(client_secret=""))
    for provider in kept:
        provider.client_secret = sealed(provider.pk, secret_of(provider))
    Provider.objects.bulk_update(kept, ["client_secret"])
    return len(kept)
