"""Which addresses count as one, and the blocks around them."""

import ipaddress

import idna

# Addresses inside houses and machines: loopback, private, link-local, shared by a provider's customers.
_INSIDE = tuple(
    ipaddress.ip_network(text)
    for text in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
)
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _address(ip: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(ip)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def plain(ip: str) -> str:
    """The address in its plain form; empty where it is none."""
    address = _address(ip.partition("%")[0])
    return str(address) if address else ""


def network(ip: str) -> str:
    """The network that counts as one: an IPv4 address, or the /64 of an IPv6 one."""
    address = _address(ip)
    if address is None:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def block_of(ip: str) -> str:
    """The block of addresses that bursts come from: a /24, or the /48 of an IPv6 one; empty where unknown."""
    address = _address(ip)
    if address is None:
        return ""
    wide = 24 if address.version == 4 else 48
    return str(ipaddress.ip_network((address, wide), strict=False))


def as_block(text: str) -> Network | None:
    """A network as it was typed: an address stands for itself alone; nothing where it is none."""
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def as_domain(text: str) -> str:
    """A domain as it was typed, in the form in which addresses are compared; empty where it is none."""
    typed = text.strip().lower().rpartition("@")[2].rstrip(".")
    try:
        host = idna.encode(typed, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        return ""
    return host if "." in host and not host.replace(".", "").isdigit() else ""


def contains(block: str, ip: str) -> bool:
    """Whether an address lies in a network."""
    found, address = as_block(block), _address(ip)
    return found is not None and address is not None and address in found


def is_inside(block: str) -> bool:
    """Whether a network meets addresses that aren't on the internet."""
    found = as_block(block)
    return found is not None and any(found.version == one.version and found.overlaps(one) for one in _INSIDE)
