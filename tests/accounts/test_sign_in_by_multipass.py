"""Signing in by Multipass."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from clientela.accounts import actions
from clientela.accounts.actions.multipass import (
    Arrival,
    MultipassNotValid,
    MultipassOff,
    MultipassOther,
    sign_in_by_multipass,
)
from clientela.accounts.models import Account, AccountSettings, Passkey, Session
from clientela.core.actor import SYSTEM
from clientela.core.errors import Refused, TooMany
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer, CustomerTag
from clientela.gate.models import Counter, Spent
from clientela.journal.models import Event
from clientela.store.actions import change_settings
from clientela.store.models import Store
from tests.accounts.passes import encode
from tests.accounts.people import browser, customer_of, from_network, mails
from tests.cast import VISITOR, Cast, make_customer
from tests.core.test_paths import ELSEWHERE

SECRET = "one-long-secret-of-the-other-site"


@pytest.fixture
def passes(db: None) -> None:
    """A store whose own site sends customers on."""
    switch_on()


def switch_on(**more: str) -> None:
    texts = {"multipass": "true", "multipass_secret": SECRET, **more}
    change_settings({f"accounts.{name}": text for name, text in texts.items()}, by=SYSTEM)


def token(email: str = "nora@example.com", secret: str = SECRET, **claims: Any) -> str:
    return encode({"email": email, "created_at": timezone.now().isoformat(), **claims}, secret)


def come(email: str = "nora@example.com", **claims: Any) -> Arrival:
    return sign_in_by_multipass(token(email, **claims), agent="Browser/1", by=VISITOR)


ADDRESS = {
    "address1": "Storgata 1",
    "city": "Oslo",
    "country": "Norway",
    "first_name": "Nora",
    "last_name": "Lie",
    "phone": "+47 22 33 44 55",
    "zip": "0155",
    "default": True,
}


def test_makes_the_customer_as_the_token_says(passes: None) -> None:
    """MP-03: name, tags, addresses, proved address and account, all from the token."""
    wrong = {"address1": "", "city": "", "country_code": "NO", "zip": "x"}
    arrival = come(
        "Nora@Example.com",
        first_name="Nora",
        last_name="Lie",
        tag_string="vip, wholesale",
        identifier="crm-42",
        return_to=f"{Store.current().url}/products/mug?a=1",
        addresses=[ADDRESS, wrong],
    )
    nora = customer_of("nora@example.com")
    assert arrival.customer == nora and arrival.target == "/products/mug?a=1"
    assert (nora.email, nora.name, nora.multipass_identifier) == ("Nora@Example.com", "Nora Lie", "crm-42")
    assert nora.account_state == "enabled" and nora.email_verified_at
    assert set(CustomerTag.objects.values_list("tag__name", flat=True)) == {"vip", "wholesale"}
    (address,) = nora.addresses.all()
    assert (address.city, address.country, address.line1) == ("Oslo", "NO", "Storgata 1")
    assert nora.default_address == address
    assert Session.objects.get().method == "multipass" and not Account.objects.get().has_password
    assert Event.objects.get(name="account.enabled").data == {"how": "multipass"}


def test_comes_again_and_tags_are_replaced(passes: None) -> None:
    """MP-03: the same customer; a token that says nothing of tags leaves them."""
    first = come(identifier="crm-42", tag_string="vip, old").customer
    assert come(identifier="crm-42").customer == first
    assert CustomerTag.objects.count() == 2
    assert come(tag_string="new", first_name="Nora-Marie").customer == first
    assert [row.tag.name for row in CustomerTag.objects.all()] == ["new"]
    come(tag_string="")
    assert not CustomerTag.objects.exists() and customer_of("nora@example.com").first_name == "Nora-Marie"


def test_the_name_at_the_other_site_lets_the_address_change(passes: None) -> None:
    """MP-03: the identifier first; both mailboxes are told and older sessions end."""
    first = come(identifier="crm-42")
    moved = come("nora.lie@example.org", identifier="crm-42")
    assert moved.customer == first.customer and moved.customer.email == "nora.lie@example.org"
    assert moved.customer.email_verified_at and Session.objects.alive().count() == 1
    assert {mail.to for mail in mails("account.email_changed")} == {
        "nora@example.com",
        "nora.lie@example.org",
    }
    make_customer("taken@example.com")
    with pytest.raises(MultipassOther):
        come("taken@example.com", identifier="crm-42")


def test_a_known_address_under_another_name_is_refused(passes: None) -> None:
    """MP-03: the customer of the first name stays the only one."""
    come(identifier="crm-42")
    with pytest.raises(MultipassOther):
        come(identifier="crm-43")
    assert Customer.objects.get().multipass_identifier == "crm-42"


def test_who_has_a_way_in_of_their_own_is_not_taken_over(passes: None, cast: Cast) -> None:
    """MP-03: not by the address alone, password or passkey, unless the store says so; a guest is."""
    assert come(cast.guest.email, identifier="g").customer == cast.guest
    with pytest.raises(MultipassOther):
        come(cast.ingrid.email, identifier="i")
    Account.objects.filter(customer=cast.stranger).update(password="")
    account = Account.objects.get(customer=cast.stranger)
    Passkey.objects.create(account=account, name="Phone", handle="0" * 32, credential_id="c", public_key=b"k")
    with pytest.raises(MultipassOther):
        come(cast.stranger.email)
    cast.ingrid.refresh_from_db()
    assert (
        cast.ingrid.multipass_identifier is None and not Session.objects.filter(customer=cast.ingrid).exists()
    )
    switch_on(multipass_takes_over="true")
    assert come(cast.ingrid.email, identifier="i").customer == cast.ingrid
    # Once named, the name opens it whatever the setting says later.
    switch_on(multipass_takes_over="false")
    assert come(cast.ingrid.email, identifier="i").customer == cast.ingrid


def test_nobody_is_revived_and_registration_rules_hold(passes: None, cast: Cast) -> None:
    """SE-05, MP-03: not the deactivated; the uninvited only where registration is open."""
    customers.set_account_state(cast.guest.pk, AccountState.DEACTIVATED, by=SYSTEM)
    with pytest.raises(actions.AccountClosed):
        come(cast.guest.email, first_name="Other", identifier="g")
    cast.guest.refresh_from_db()
    assert cast.guest.first_name == "Gianni" and cast.guest.multipass_identifier is None
    for mode in ("invitation", "closed"):
        change_settings({"accounts.registration": mode}, by=SYSTEM)
        with pytest.raises(Refused):
            come("new@example.com")
    assert not Customer.objects.filter(email_key="new@example.com").exists()


def test_each_token_once(passes: None) -> None:
    """MP-02: a second use is refused, whatever way it is written; only a digest of it is kept."""
    text = token()
    sign_in_by_multipass(text, agent="", by=VISITOR)
    for again in (text, text.rstrip("=")):
        with pytest.raises(MultipassNotValid):
            sign_in_by_multipass(again, agent="", by=VISITOR)
    assert Session.objects.count() == 1 and Spent.objects.get().digest not in text


@pytest.mark.race
def test_sixteen_at_once_make_one_session(real_db: None) -> None:
    """MP-02: one token, sixteen threads; and sixteen tokens for one name make one customer."""
    switch_on()
    text, barrier = token(identifier="crm-42"), Barrier(16)

    def use(given: str) -> object:
        try:
            connection.ensure_connection()
            barrier.wait()
            return sign_in_by_multipass(given, agent="", by=VISITOR)
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        done = list(pool.map(use, [text] * 16))
        assert sum(isinstance(one, Arrival) for one in done) == 1
        assert all(isinstance(one, Arrival | MultipassNotValid) for one in done)
        list(pool.map(use, [token(f"n{n}@example.com", identifier="crm-43") for n in range(16)]))
    assert Customer.objects.filter(multipass_identifier="crm-43").count() == 1
    assert Customer.objects.count() == 2


def test_wrong_tokens_look_alike_and_are_braked(passes: None) -> None:
    """MP-01, RL-02: one page for all that is wrong, and so many tries for a network."""
    pages = set()
    old = encode({"email": "a@example.com", "created_at": "2020-01-01T00:00:00Z"}, SECRET)
    for text in ("x", token(secret="other"), token()[:-3] + "AAA", old, token("no-address"), "A" * 3000):
        client = browser()
        answer = client.get(f"/account/login/multipass/{text}")
        assert answer.status_code == 303 and answer["Location"] == "/account/login"
        assert answer["Referrer-Policy"] == "no-referrer" and "customer" not in client.cookies
        pages.add(answer.content)
    assert len(pages) == 1 and not Customer.objects.exists()
    assert Event.objects.filter(name="account.sign_in_refused", data={"reason": "multipass"}).count() == 6
    Counter.objects.all().delete()
    with pytest.raises(TooMany):
        for _time in range(121):
            with pytest.raises(MultipassNotValid):
                sign_in_by_multipass("x", agent="", by=from_network("203.0.113.9"))


def test_the_door_lets_in_and_leads_on(passes: None) -> None:
    """MP-04, SE-02: a session of its own for this browser; the page after it never learns the token."""
    client = browser()
    answer = client.get(f"/account/login/multipass/{token(return_to='/cart')}")
    assert (answer.status_code, answer["Location"]) == (303, "/cart")
    assert answer["Referrer-Policy"] == "no-referrer"
    assert client.get("/account/profile").status_code == 200
    first = client.cookies["customer"].value
    client.get(f"/account/login/multipass/{token()}")
    assert client.cookies["customer"].value != first and Session.objects.alive().count() == 1


def test_looking_at_its_head_uses_nothing_up(passes: None) -> None:
    """LK-04: only GET, which the protocol fixes; HEAD of a mail scanner changes nothing."""
    path = f"/account/login/multipass/{token()}"
    client = Client()
    assert client.head(path).status_code == client.post(path).status_code == 405
    assert client.get(path)["Location"] == "/account"


@pytest.mark.parametrize("target", ELSEWHERE)
def test_the_way_back_is_ours(passes: None, target: str) -> None:
    """MP-04, WB-07: any other host, in any spelling, leads to the account instead."""
    assert come(return_to=target).target in {"", "/"}
    home = urlsplit(Store.current().url)
    for spelling in (
        f"{home.scheme}://{home.netloc}{target}",
        f"{home.scheme}://{home.netloc}@evil.example/",
    ):
        found = come(return_to=spelling).target
        assert not found.startswith(("//", "http")) and "evil.example/" not in found.partition("?")[0][:14]


def test_works_with_every_kind_and_only_where_it_is_on(passes: None) -> None:
    """MP-05: classic, new or neither; off by its switch, without a secret, and without accounts."""
    for methods in ("password", "code", "oidc"):
        change_settings({"accounts.methods": methods}, by=SYSTEM)
        assert come().token
    switch_on(multipass_secret="next", multipass_former=SECRET)
    assert come().token
    switch_on(multipass_secret="next", multipass_former="")
    with pytest.raises(MultipassNotValid):
        come()
    switch_on(multipass="false")
    with pytest.raises(MultipassOff):
        come()
    assert browser().get(f"/account/login/multipass/{token()}")["Location"] == "/account/login"
    AccountSettings.objects.update(policy="disabled", multipass=True)
    with pytest.raises(actions.AccountsOff):
        come()
