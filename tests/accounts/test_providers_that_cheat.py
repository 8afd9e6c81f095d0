"""Providers that answer wrongly, and attackers in between."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from joserfc import jwk, jws

from clientela.accounts.actions.providers import (
    ProviderDetails,
    ProviderFailed,
    change_provider,
    try_provider,
)
from clientela.accounts.models import Provider, Session
from clientela.core import outgoing
from clientela.core.actor import SYSTEM
from clientela.customers.models import Customer
from clientela.journal.models import Event
from tests.accounts.desk import Desk, new_key, open_desk, pair_of
from tests.accounts.people import browser, customer_of
from tests.accounts.provider import known, leave
from tests.accounts.test_id_tokens import part

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(db: None, settings: Any) -> Iterator[Desk]:
    cache.clear()
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    with open_desk() as found:
        yield found


def come(desk: Desk, provider: Provider, **answer: str) -> str:
    """There and back. Gives where it led, or what the login page then says."""
    client = browser()
    back = client.get(desk.agree(leave(client, provider), **answer))
    if "customer" in client.cookies:
        return str(back["Location"])
    assert back["Location"] == "/account/login" and not Session.objects.exists()
    return client.get("/account/login").content.decode()


def test_the_code_is_redeemed_by_whoever_asked(desk: Desk) -> None:
    """RFC 7636: the provider checks the verifier; its own query stays; the client shows who it is."""
    provider = known(desk.issuer)
    assert come(desk, provider) == "/account" and desk.question["tenant"] == "one"
    (redeemed,) = desk.redeemed
    assert pair_of(redeemed["authorization"]) == ["the-store", "a-secret"] and "client_secret" not in redeemed
    assert len(redeemed["code_verifier"]) >= 43 and redeemed["grant_type"] == "authorization_code"


@pytest.mark.parametrize(("methods", "secret"), [(["client_secret_post"], "s&=+ %"), ([], "")])
def test_other_ways_to_show_who_the_store_is(desk: Desk, methods: list[str], secret: str) -> None:
    """In the form where the provider wants it so, or without any secret."""
    provider = known(desk.issuer)
    Provider.objects.update(client_secret="")
    if secret:
        change_provider(provider.pk, ProviderDetails("A", desk.issuer, "the-store", secret), by=SYSTEM)
    desk.described = {"token_endpoint_auth_methods_supported": methods}
    assert come(desk, provider) == "/account"
    assert (
        desk.redeemed[0].get("client_secret", "") == secret and desk.redeemed[0]["client_id"] == "the-store"
    )
    assert desk.redeemed[0]["authorization"] == ""


def test_an_answer_of_another_issuer_is_refused(desk: Desk) -> None:
    """RFC 9207: `iss` beside the code names the provider that was asked; a promised one must come."""
    provider = known(desk.issuer)
    assert "That didn&#x27;t work" in come(desk, provider, iss="https://evil.example")
    assert come(desk, provider, iss=desk.issuer) == "/account"
    Session.objects.all().delete()
    cache.clear()
    desk.described = {"authorization_response_iss_parameter_supported": True}
    assert "That didn&#x27;t work" in come(desk, provider)
    assert desk.redeemed[1:] == []


def _none(desk: Desk) -> str:
    token = desk.token().split(".")
    return f"{part({'alg': 'none'})}.{token[1]}."


def _other(desk: Desk) -> str:
    token, key = desk.token(), new_key()
    return jws.serialize_compact(
        {"alg": "RS256", "kid": "one"}, jws.deserialize_compact(token, desk.key).payload, key
    )


@pytest.mark.parametrize("forge", [_none, _other], ids=["none", "another key"])
def test_a_forged_token_lets_nobody_in(desk: Desk, forge: Any) -> None:
    """OI-07: all the way from the provider to the page; the refusal is on the log, PR-08."""
    provider, client = known(desk.issuer), browser()
    path = desk.agree(leave(client, provider))
    desk.id_token = forge(desk)
    client.get(path)
    assert "customer" not in client.cookies and not Customer.objects.exists()
    assert Event.objects.get(name="account.sign_in_refused").data == {"reason": "outside_failed"}
    desk.id_token = ""
    assert come(desk, provider) == "/account"


@pytest.mark.parametrize("said", [{"nonce": "another"}, {"aud": "another"}, {"iss": "https://x.example"}])
def test_a_token_for_another_question_lets_nobody_in(desk: Desk, said: dict[str, Any]) -> None:
    """OI-07: replayed from elsewhere."""
    desk.said = said
    assert "That didn&#x27;t work" in come(desk, known(desk.issuer))


def test_a_changed_key_is_fetched_once_more_and_not_again_and_again(desk: Desk) -> None:
    """OI-06: keys are remembered; one that isn't known asks anew, at most once a minute."""
    provider = known(desk.issuer)
    assert come(desk, provider) == "/account"
    desk.key = new_key("two")
    assert come(desk, provider) == "/account" and desk.asked.count("/keys") == 2
    desk.listed = [desk.key]
    desk.key = new_key("unknown")
    Session.objects.all().delete()
    for _time in range(3):
        assert "That didn&#x27;t work" in come(desk, provider)
    assert desk.asked.count("/keys") == 2


def test_what_is_told_apart(desk: Desk) -> None:
    """The address may come from the provider's own page about the person; of that very person only."""
    provider = known(desk.issuer)
    desk.said = {"email": None, "email_verified": None}
    desk.told = {"sub": "another", "email": "nora@example.com", "email_verified": True}
    assert "That didn&#x27;t work" in come(desk, provider)
    desk.told["sub"] = "nora"
    assert come(desk, provider) == "/account" and customer_of("nora@example.com")


WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"issuer": "https://evil.example"},
    "no issuer": {"issuer": None},
    "without TLS": {"token_endpoint": "http://id.example/token"},
    "within our walls": {"token_endpoint": "https://user:pw@127.0.0.1/token"},
    "no page": {"authorization_endpoint": None},
    "a script": {"authorization_endpoint": "javascript:alert(1)"},
    "a list": {"jwks_uri": ["https://id.example"]},
    "no codes": {"response_types_supported": ["id_token"]},
    "shared secrets": {"id_token_signing_alg_values_supported": ["HS256", "none"]},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_description_that_can_not_be_used(desk: Desk, name: str) -> None:
    """OI-07: said to staff who try it; a shopper is sent nowhere."""
    provider = known(desk.issuer)
    desk.described = WRONG[name]
    with pytest.raises(ProviderFailed):
        try_provider(provider.pk, by=SYSTEM)
    client = browser()
    assert client.post(f"/account/login/with/{provider.pk}")["Location"] == "/account/login"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (302, b"http://169.254.169.254/latest/meta-data"),
        (500, b"{}"),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b"[" * 100_000),
        (200, b'{"issuer": "' + b"x" * 400_000 + b'"}'),
    ],
    ids=["redirect", "error", "page", "list", "nested", "endless"],
)
def test_an_answer_that_is_none(desk: Desk, status: int, body: bytes) -> None:
    """WH-01: no redirect is followed, and nothing long is read."""
    provider = known(desk.issuer)
    desk.answers["/.well-known/openid-configuration"] = (status, body)
    with pytest.raises(ProviderFailed):
        try_provider(provider.pk, by=SYSTEM)
    assert len(desk.asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/", "https://127.0.0.1/", "https://localhost/", "https://[::1]/", "https://0.0.0.0/",
        "https://10.0.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest", "https://2130706433/",
        "https://0x7f000001/", "https://[::ffff:127.0.0.1]/", "https://100.64.0.1/", "http://example.com/",
        "ftp://example.com/", "file:///etc/passwd", "https://", "https://a@example.com/", "//example.com",
        "https://exa mple.com/", "https://example.com/#x", "https://bücher.example/", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_addresses_that_are_never_asked(url: str, settings: Any) -> None:
    """WH-01: machines behind our walls, in any spelling, and anything but TLS."""
    settings.PRIVATE_HOSTS = []
    with pytest.raises(outgoing.Unreachable):
        outgoing.get(url)


def test_the_kinds_of_key_are_told(desk: Desk) -> None:
    """What *Test* finds, for staff."""
    desk.listed = [new_key("a"), new_key("b")]
    found, count = try_provider(known(desk.issuer).pk, by=SYSTEM)
    assert (found.issuer, count, found.knows_pkce) == (desk.issuer, 2, False)
    desk.listed, desk.answers["/keys"] = [], (200, b'{"keys": []}')
    cache.clear()
    with pytest.raises(ProviderFailed):
        try_provider(Provider.objects.get().pk, by=SYSTEM)
    assert isinstance(desk.key, jwk.RSAKey)
