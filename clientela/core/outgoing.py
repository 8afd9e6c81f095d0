"""Asking other servers: public addresses alone, over TLS, no redirects, short answers, in a few seconds.

An address that somebody typed into a form could lead to a machine behind our own walls (security WH-01); only
names that the operator lists may. The name is looked up once, and that very address is connected to.
"""

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests_hardened import Config, HTTPSession

# To connect, between two pieces of an answer, and for all of it.
_TIMEOUT, _AT_MOST_SECONDS = (3, 5), 10
_LARGEST = 256 * 1024


class Unreachable(Exception):
    """No proper answer came; the text says why, for whoever set the address."""


def is_allowed(url: str) -> bool:
    """Whether such an address may be asked at all; where its name leads is looked at when it is asked."""
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    plain = not (parts.username or parts.password or parts.fragment) and url.isascii() and url.isprintable()
    secure = parts.scheme == "https" or (parts.scheme == "http" and _is_listed(url))
    return named and plain and secure and not any(sign in url for sign in " \"'<>\\")


def _is_listed(url: str) -> bool:
    """Whether the operator lists the name as a machine of theirs that may be asked."""
    return (urlsplit(url).hostname or "") in settings.PRIVATE_HOSTS


def get(url: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The JSON object at an address. Raises `Unreachable`."""
    return _ask("GET", url, headers=dict(headers or {}))


def post(url: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The JSON object that a form is answered with. Raises `Unreachable`."""
    return _ask("POST", url, data=dict(fields), headers=dict(headers or {}))


def _ask(method: str, url: str, **given: Any) -> dict[str, Any]:
    if not is_allowed(url):
        raise Unreachable("not an address that may be asked")
    given["headers"] = {"Accept": "application/json", **given["headers"]}
    try:
        with _session(url) as session, session.request(method, url, stream=True, **given) as answer:
            text = _read(answer)
            if answer.status_code != requests.codes.ok:
                raise Unreachable(f"status {answer.status_code}{_reason(text)}")
            found = json.loads(text)
    except (requests.RequestException, OSError, ValueError, RecursionError) as problem:
        raise Unreachable(type(problem).__name__) from problem
    if not isinstance(found, dict):
        raise Unreachable("the answer is no JSON object")
    return found


def _session(url: str) -> HTTPSession:
    session = HTTPSession(
        Config(
            ip_filter_enable=not _is_listed(url),
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,
            default_timeout=_TIMEOUT,
            user_agent_override="Clientela",
        )
    )
    # Neither passwords of a .netrc nor a proxy from the environment: who is asked is said here alone.
    session.trust_env = False
    return session


def _read(answer: requests.Response) -> bytes:
    """The body, bounded in size and time: a byte a second would hold a thread for hours."""
    until, text = time.monotonic() + _AT_MOST_SECONDS, b""
    for piece in answer.iter_content(16_384):
        text += piece
        if len(text) > _LARGEST or time.monotonic() > until:
            raise Unreachable("the answer is too long, or too slow")
    return text


def _reason(text: bytes) -> str:
    """What an OAuth server names as the error, if it does."""
    try:
        error = json.loads(text)["error"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return f", {error[:60]}" if isinstance(error, str) and error[:60].isprintable() else ""
