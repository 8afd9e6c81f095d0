"""Browsers that are known again: a cookie that names the address it was given for (security RL-03)."""

from clientela.core import seals


def known_device(email_key: str) -> str:
    """The value of the cookie by which a browser is known again after a success."""
    nonce = seals.new_token()
    return f"{nonce}.{seals.mac('device', nonce, email_key)}"


def device_of(cookie: str, email_key: str) -> str:
    """The device's own number where the cookie is ours and names this address, else nothing."""
    nonce, _dot, mac = cookie.partition(".")
    return nonce if nonce and seals.mac_fits(mac, "device", nonce, email_key) else ""
