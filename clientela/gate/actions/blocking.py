"""Keeping networks and email domains out of the shoppers' doors, and letting them in again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.gate.events import Blocked, Unblocked
from clientela.gate.models import Block
from clientela.gate.networks import as_block, as_domain, contains, is_inside
from clientela.journal.actions import Subject, record

# Where very many people have their addresses.
SHARED = frozenset(
    {
        *("gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com"),
        *("icloud.com", "me.com", "mac.com", "aol.com", "gmx.de", "gmx.net", "web.de", "t-online.de"),
        *(
            "proton.me",
            "protonmail.com",
            "mail.com",
            "zoho.com",
            "fastmail.com",
            "hotmail.co.uk",
            "yahoo.co.uk",
        ),
        *(
            "online.no",
            "hotmail.no",
            "live.no",
            "telia.com",
            "hotmail.se",
            "live.se",
            "live.dk",
            "hotmail.dk",
        ),
        *(
            "libero.it",
            "tiscali.it",
            "virgilio.it",
            "hotmail.it",
            "orange.fr",
            "free.fr",
            "qq.com",
            "163.com",
        ),
    }
)


class OwnNetwork(Refused):
    """The block would keep out whoever makes it, or everybody behind a proxy on this machine."""

    code = "own_network"
    sentence = _("You come from this network yourself. Confirm that you want to block it.")
    field = "sure"


class SharedDomain(Refused):
    """Very many people have addresses there."""

    code = "shared_domain"
    sentence = _("Very many people have addresses at this domain. Confirm that you want to block them all.")
    field = "sure"


class NotToBlock(Refused):
    """The text is neither a network nor a domain, or one that is too wide."""

    code = "not_to_block"
    field = "value"


def block(
    kind: Block.Kind,
    value: str,
    *,
    by: Actor,
    reason: str = "",
    until: datetime | None = None,
    is_sure: bool = False,
) -> Block:
    """Keep a network (203.0.113.0/24) or an email domain out: nobody registers or signs in from there.

    Safe twice. `is_sure` confirms one that meets oneself, or very many. Raises `NotToBlock`, `OwnNetwork`,
    `SharedDomain`.
    """
    by.must(Power.ACCOUNTS_GUARD)
    clean = _checked(kind, value)
    if not is_sure:
        _refuse_own(kind, clean, by)
    with transaction.atomic():
        made, is_new = Block.objects.update_or_create(
            kind=kind,
            value=clean,
            defaults={"reason": reason[:200], "made_by": by.id, "until": until},
        )
        if is_new:
            record(Blocked(kind.value, clean), by=by, subject=Subject("block", made.pk))
    return made


def _checked(kind: Block.Kind, value: str) -> str:
    if kind == Block.Kind.DOMAIN:
        if domain := as_domain(value):
            return domain
        raise NotToBlock(_("Enter a domain like example.com."))
    network = as_block(value)
    if network is None:
        raise NotToBlock(_("Enter a network like 203.0.113.0/24."))
    if network.prefixlen < (16 if network.version == 4 else 32):
        raise NotToBlock(_("This network is too wide. Block at most a /16, or a /32 of IPv6."))
    return str(network)


def _refuse_own(kind: Block.Kind, value: str, by: Actor) -> None:
    """Refuse what would meet oneself, a proxy of one's own, or half the customers, without a second word."""
    if kind == Block.Kind.DOMAIN:
        if value in SHARED:
            raise SharedDomain
        return
    if contains(value, by.ip):
        raise OwnNetwork
    if is_inside(value):
        raise OwnNetwork(_("This network is inside a house, not on the internet. Confirm that you mean it."))


def unblock(block_id: int, *, by: Actor) -> Block:
    """Let a network or domain in again. Raises `NotThere`."""
    by.must(Power.ACCOUNTS_GUARD)
    with transaction.atomic():
        found = Block.objects.select_for_update().filter(pk=block_id).first()
        if found is None:
            raise NotThere
        record(Unblocked(found.kind, found.value), by=by, subject=Subject("block", found.pk))
        Block.objects.filter(pk=block_id).delete()
    return found
