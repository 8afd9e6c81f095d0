"""Where a request comes from."""

import ipaddress

# What proxies write onto a request, as WSGI names it: whoever asks us directly sends none of these.
FORWARDED = frozenset(
    {
        "HTTP_X_FORWARDED_FOR",
        "HTTP_X_FORWARDED_HOST",
        "HTTP_X_FORWARDED_PROTO",
        "HTTP_FORWARDED",
        "HTTP_X_REAL_IP",
        "HTTP_VIA",
    }
)


def is_local(ip: str) -> bool:
    """Whether this is an address of this very machine, loopback."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
