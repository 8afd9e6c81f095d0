"""Saying no to whom the store keeps out."""

from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.gate.queries import is_blocked


class KeptOut(Refused):
    """The network or the domain of the address is kept out; told only to whoever proved who they are."""

    code = "kept_out"
    sentence = _("This isn't possible from here. Please contact the store.")


def refuse_blocked(domain: str, *, by: Actor) -> None:
    """Refuse whoever comes from a network, or has an address at a domain, that is kept out: `KeptOut`."""
    by.anyone_may()
    if is_blocked(by.ip, domain):
        raise KeptOut
