"""Signing in at an outside OpenID Connect provider, a real one that runs beside the tests."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client

from clientela.accounts.actions.providers import switch_provider
from clientela.accounts.models import Account, Ceremony, Identity, Provider, Session
from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer
from clientela.gate.models import Counter
from clientela.journal.models import Event
from clientela.store.actions import change_settings
from tests.accounts.people import browser, customer_of, mails
from tests.accounts.provider import agree, known, leave, running, through
from tests.cast import Cast, make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with running() as address:
        yield address


@pytest.fixture
def provider(db: None, issuer: str, settings: object) -> Provider:
    settings.PRIVATE_HOSTS = ["localhost"]
    return known(issuer)


def said(client: Client, answer: object) -> str:
    """What the login page says to whoever was sent back to it."""
    assert answer["Location"] == "/account/login" and "customer" not in client.cookies
    return client.get("/account/login").content.decode()


def test_a_new_person_gets_an_account(provider: Provider) -> None:
    """OI-07, WB-07: by a confirmed address, with the name, and on to the page they wanted."""
    client = browser()
    answer = through(client, provider, "nora", "/cart")
    nora = customer_of("nora@example.com")
    assert (answer.status_code, answer["Location"]) == (303, "/cart")
    assert (nora.email, nora.name, nora.account_state) == ("Nora@example.com", "Nora Lie", "enabled")
    assert nora.email_verified_at and not Account.objects.get().has_password
    assert Identity.objects.get().subject == "nora" and Session.objects.get().method == "oidc"
    assert Event.objects.get(name="account.enabled").data == {"how": "oidc"}
    assert client.get("/account/profile").status_code == 200


def test_the_same_person_comes_again(provider: Provider) -> None:
    """By the provider's own name for them, also when the address is another by now; SE-02."""
    client = browser()
    through(client, provider, "nora")
    first, nora = client.cookies["customer"].value, customer_of("nora@example.com")
    customers.put_email(nora.pk, "moved@example.com", by=SYSTEM)
    through(client, provider, "nora", "https://evil.example/")
    assert client.cookies["customer"].value != first and Session.objects.alive().get().customer == nora
    assert Customer.objects.count() == 1 and Identity.objects.get().used_at


def test_an_account_is_linked_by_a_confirmed_address_alone(provider: Provider, cast: Cast) -> None:
    """A known customer: not while the provider doesn't vouch for the address; then once, and told of it."""
    client = browser()
    assert "isn&#x27;t confirmed there" in said(client, through(client, provider, "sly"))
    assert not Identity.objects.exists()
    through(client, provider, "ingrid")
    assert Identity.objects.get().account.customer == cast.ingrid
    assert [mail.to for mail in mails("account.way_added")] == [cast.ingrid.email]
    other = browser()
    assert "There is an account with this address" in said(other, through(other, provider, "other-ingrid"))


def test_a_guest_becomes_the_account_and_keeps_their_name(provider: Provider, cast: Cast) -> None:
    """Lesson 1: one person per proved address; what is known stays."""
    through(browser(), provider, "guest")
    cast.guest.refresh_from_db()
    assert (cast.guest.name, cast.guest.account_state) == ("Gianni Rossi", "enabled")
    assert cast.guest.email_verified_at and not mails("account.way_added")


def test_an_account_that_nobody_proved_is_not_joined(provider: Provider, cast: Cast) -> None:
    """Whoever made an account under another's address must not share it with them: lesson 3."""
    Customer.objects.filter(pk=cast.ingrid.pk).update(email_verified_at=None)
    client = browser()
    assert "There is an account with this address" in said(client, through(client, provider, "ingrid"))
    assert not Identity.objects.exists()


@pytest.mark.parametrize("subject", ["nobody", "odd", "sly"])
def test_without_a_confirmed_address_nobody_is_made(provider: Provider, subject: str) -> None:
    """`email_verified` true, and an address that can be one."""
    client = browser()
    assert "isn&#x27;t confirmed there" in said(client, through(client, provider, subject))
    assert not Customer.objects.exists()


def test_nobody_is_revived_and_registration_rules_hold(provider: Provider, cast: Cast) -> None:
    """SE-05: the deactivated stay out, linked or not; uninvited ones where it is by invitation."""
    through(browser(), provider, "ingrid")
    for customer in (cast.ingrid, cast.guest):
        customers.set_account_state(customer.pk, AccountState.DEACTIVATED, by=SYSTEM)
    for subject in ("ingrid", "guest"):
        client = browser()
        assert "This account is closed" in said(client, through(client, provider, subject))
    for mode in ("invitation", "closed"):
        change_settings({"accounts.registration": mode}, by=SYSTEM)
        client = browser()
        said(client, through(client, provider, "nora"))
        assert not Customer.objects.filter(email_key="nora@example.com").exists()
    make_customer("nora@example.com")
    customers.set_account_state(customer_of("nora@example.com").pk, AccountState.INVITED, by=SYSTEM)
    change_settings({"accounts.registration": "invitation"}, by=SYSTEM)
    assert through(browser(), provider, "nora")["Location"] == "/account"


def test_the_answer_counts_in_the_browser_that_asked_and_once(provider: Provider) -> None:
    """CD-05 in kind: another browser, a second use, a made-up state, and ten minutes later."""
    client, stranger = browser(), browser()
    back = agree(leave(client, provider), "nora")
    leave(stranger, provider)
    assert "began in another browser" in said(stranger, stranger.get(back))
    assert client.get(back)["Location"] == "/account"
    client.cookies.pop("customer")
    assert "began in another browser" in said(client, client.get(back))
    assert "began in another browser" in said(client, client.get("/account/login/callback?state=x&code=y"))
    assert "began in another browser" in said(client, client.get("/account/login/callback"))
    late = agree(leave(client, provider), "nora")
    Ceremony.objects.update(expires_at="2020-01-01T00:00:00Z")
    assert "began in another browser" in said(client, client.get(late))
    twice = agree(leave(client, provider), "nora")
    assert "began in another browser" in said(client, client.get(f"{twice}&state=x"))


def test_what_is_sent_there(provider: Provider, issuer: str) -> None:
    """RFC 7636, LK-05: S256, state and nonce new each time, and the way back of the store's record."""
    first, second = (
        parse_qs(urlsplit(leave(browser(), provider)).query, strict_parsing=True) for _time in range(2)
    )
    assert first["code_challenge_method"] == ["S256"] and first["response_type"] == ["code"]
    assert first["redirect_uri"] == ["http://localhost:8000/account/login/callback"]
    assert first["scope"] == ["openid email profile"] and first["client_id"] == ["the-store"]
    assert all(first[name] != second[name] for name in ("state", "nonce", "code_challenge"))
    state, kept = first["state"][0], Ceremony.objects.order_by("pk")[0]
    assert state not in kept.value and first["nonce"][0] not in kept.pending


def test_no_is_no(provider: Provider) -> None:
    """Whoever says no at the provider is told so, and can go another way."""
    client = browser()
    address = leave(client, provider)
    answer = requests.post(address, data={"action": "deny"}, allow_redirects=False, timeout=10)
    query, asked = urlsplit(answer.headers["Location"]).query, parse_qs(urlsplit(address).query)
    state = "" if "state=" in query else f"&state={asked['state'][0]}"
    assert "You weren&#x27;t logged in there" in said(
        client, client.get(f"/account/login/callback?{query}{state}")
    )


def test_only_where_it_is_switched_on(provider: Provider) -> None:
    """The method, the provider and accounts themselves; also for an answer that is under way."""
    client = browser()
    back = agree(leave(client, provider), "nora")
    switch_provider(provider.pk, False, by=SYSTEM)
    assert client.get("/account/login").content.decode().count("Harbour ID") == 0
    said(client, client.get(back))
    said(client, client.post(f"/account/login/with/{provider.pk}"))
    switch_provider(provider.pk, True, by=SYSTEM)
    assert "Continue with Harbour ID" in client.get("/account/login").content.decode()
    change_settings({"accounts.methods": "password"}, by=SYSTEM)
    Counter.objects.all().delete()
    said(client, client.get(back))
    assert not Counter.objects.exists() and not Customer.objects.exists()


def test_a_provider_within_our_walls_is_not_asked(provider: Provider, settings: object) -> None:
    """WH-01: an address of this machine, unless the operator lists it; nobody is told more than that."""
    from django.core.cache import cache

    cache.clear()
    settings.PRIVATE_HOSTS = []
    client = browser()
    assert "That didn&#x27;t work" in said(client, client.post(f"/account/login/with/{provider.pk}"))
    assert not Ceremony.objects.exists()
