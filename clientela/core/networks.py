"""Where a request comes from."""

import ipaddress


def is_local(ip: str) -> bool:
    """Whether this is an address of this very machine, loopback."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
