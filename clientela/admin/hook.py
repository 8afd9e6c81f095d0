"""Where a mail provider sends its reports, as the settings page tells it."""

from typing import NamedTuple

from clientela.store.models import Store

USER = "clientela"
# Their reports carry a signature; for all others the secret stands in the address.
_SIGNS = {"mailtrap", "mailersend", "mailgun", "mandrill", "postal", "unisender_go"}


class Hook(NamedTuple):
    """The address for reports, and whether the secret belongs into it and is chosen already."""

    address: str
    holds_secret: bool
    is_open: bool


def mail_hook(store: Store) -> Hook | None:
    """Where the chosen provider tells what arrived; none where mail goes another way."""
    if not store.sends_by_api or store.mail_via == Store.MailVia.SCALEWAY:
        return None
    via, address = str(store.mail_via), store.link(f"/hooks/mail/{store.mail_via}")
    holds_secret = via not in _SIGNS
    if holds_secret:
        address = address.replace("://", f"://{USER}:SECRET@", 1)
    is_open = bool(store.mail_webhook_secret) or via == "unisender_go"
    return Hook(address, holds_secret, is_open)
