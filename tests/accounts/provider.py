"""An OpenID Connect provider to sign in at: a kept library's, as a process of its own."""

import html
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import requests
from django.http import HttpResponse
from django.test import Client

from clientela.accounts.actions.providers import ProviderDetails, add_provider
from clientela.accounts.models import Provider
from clientela.core.actor import SYSTEM
from clientela.store.actions import change_settings
from tests.ports import free_port

PEOPLE = {
    "nora": {"email": "Nora@example.com", "email_verified": True, "given_name": "Nora", "family_name": "Lie"},
    "sly": {"email": "ingrid.hansen@example.com", "email_verified": False},
    "ingrid": {"email": "ingrid.hansen@example.com", "email_verified": "true"},
    "other-ingrid": {"email": "ingrid.hansen@example.com", "email_verified": True},
    "guest": {"email": "guest@example.net", "email_verified": True, "given_name": "X", "family_name": "Y"},
    "nobody": {},
    "odd": {"email": "not an address", "email_verified": True},
}


@contextmanager
def running() -> Iterator[str]:
    """The provider's issuer, while its process runs."""
    port = free_port()
    people = [
        arg for sub, said in PEOPLE.items() for arg in ("--user-claims", json.dumps({"sub": sub, **said}))
    ]
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "oidc_provider_mock",
            "-p",
            str(port),
            "-H",
            "localhost",
            "-n",
            "true",
            *people,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"},
    )
    issuer = f"http://localhost:{port}"
    try:
        _wait(issuer)
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


def _wait(issuer: str) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            requests.get(issuer, timeout=2)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(issuer)


def known(issuer: str, name: str = "Harbour ID") -> Provider:
    """The store knows the provider, and lets customers sign in there."""
    change_settings({"accounts.methods": "password,code,passkey,oidc"}, by=SYSTEM)
    return add_provider(ProviderDetails(name, issuer, "the-store", "a-secret"), by=SYSTEM)


def leave(client: Client, provider: Provider, target: str = "") -> str:
    """Press the provider's button. Gives the address that the browser goes on to."""
    return pressed(client.post(f"/account/login/with/{provider.pk}", {"next": target}))


def pressed(answer: HttpResponse) -> str:
    """The address that the page between store and provider leads on to."""
    found = re.search(r'http-equiv="refresh" content="0; url=([^"]+)"', answer.content.decode())
    assert answer.status_code == 200 and found
    return html.unescape(found[1])


def agree(address: str, subject: str) -> str:
    """Say yes at the provider, as this person. Gives the path that the browser comes back to."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.path}?{parts.query}"


def through(client: Client, provider: Provider, subject: str, target: str = "") -> object:
    """All of it: there and back. Gives the answer to the coming back."""
    return client.get(agree(leave(client, provider, target), subject))
