"""A provider's client secret as it stands in the database: sealed, bound to its row (security SC-01)."""

from clientela.accounts.models import Provider
from clientela.accounts.openid.asking import Client
from clientela.core.seals import seal, unseal
from clientela.store.models import Store

CALLBACK = "/account/login/callback"


def _place(provider_id: int) -> str:
    return f"accounts_provider|{provider_id}|client_secret"


def sealed(provider_id: int, secret: str) -> str:
    """The secret as this provider's row keeps it; nothing for a client that has none."""
    return seal(secret, purpose="provider", place=_place(provider_id)) if secret else ""


def secret_of(provider: Provider) -> str:
    """The secret in plain text; empty where there is none. Raises `SealBroken`."""
    if not provider.client_secret:
        return ""
    return str(unseal(provider.client_secret, purpose="provider", place=_place(provider.pk)))


def client_of(provider: Provider) -> Client:
    """Whom this provider knows the store as. Raises `SealBroken`."""
    return Client(provider.client_id, secret_of(provider), Store.current().link(CALLBACK))
