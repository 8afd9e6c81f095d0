"""How API tokens look (security AP-06): a prefix and a checksum, by which scanners find leaked ones."""

import ipaddress
import secrets
import zlib
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from clientela.core.errors import Refused

PREFIX = "clt_"
_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BODY, _CHECK = 43, 6
LENGTH = len(PREFIX) + _BODY + _CHECK


class NetworkNotValid(Refused):
    """The text is no address and no network."""

    code = "network_not_valid"
    field = "networks"


def _written(number: int, length: int) -> str:
    letters = ""
    for _place in range(length):
        number, rest = divmod(number, len(_LETTERS))
        letters = _LETTERS[rest] + letters
    return letters


def new() -> str:
    """A token of 256 random bits."""
    body = PREFIX + _written(secrets.randbits(256), _BODY)
    return body + _checksum(body)


def _checksum(body: str) -> str:
    return _written(zlib.crc32(body.encode()), _CHECK)


def looks_right(text: str) -> bool:
    """Whether prefix, length and checksum fit; most mistakes end here, without a look into the database."""
    whole = len(text) == LENGTH and text.isascii() and text.startswith(PREFIX)
    return whole and _checksum(text[:-_CHECK]) == text[-_CHECK:]


def networks(lines: Iterable[str]) -> list[str]:
    """The networks in CIDR form, single addresses too. Raises `NetworkNotValid`."""
    found = []
    for line in filter(None, map(str.strip, lines)):
        try:
            found.append(str(ipaddress.ip_network(line, strict=False)))
        except ValueError as problem:
            words = _("%(line)s is no network. Write one like 203.0.113.0/24 on each line.")
            raise NetworkNotValid(str(words) % {"line": line[:50]}) from problem
    return list(dict.fromkeys(found))


def comes_from(ip: str, allowed: Iterable[str]) -> bool:
    """Whether an address lies in one of the networks; without any, every address does."""
    ranges = [ipaddress.ip_network(text) for text in allowed]
    if not ranges:
        return True
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return any((mapped or address) in net for net in ranges)
