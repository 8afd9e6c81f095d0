"""Whatever happens to an account, everything that was open for it is over on the next request."""

from collections.abc import Callable

import pytest
from django.test import Client

from clientela.accounts import actions
from clientela.accounts.actions import AccountClosed, CodeOver, LinkOver
from clientela.accounts.models import AccountSettings, Policy
from clientela.checkout.models import Checkout
from clientela.core.actor import SYSTEM
from clientela.core.errors import Refused
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer
from clientela.privacy import actions as privacy
from clientela.privacy.rules import Reason
from tests.accounts.people import BROWSER, GOOD, calm, last_code, last_link
from tests.cast import PASSWORD, VISITOR, Cast, actor_of, as_customer, as_staff
from tests.checkout.goods import BATH, stock_shelf
from tests.storefront.shop.way import to_review


def _reset(customer: Customer) -> None:
    actions.request_reset(customer.email, by=VISITOR)
    actions.finish_reset(*last_link(), f"{GOOD}-new", by=VISITOR)


def _change(customer: Customer) -> None:
    actions.change_password(customer.pk, PASSWORD, f"{GOOD}-new", agent="", by=actor_of(customer))


def _deactivate(customer: Customer) -> None:
    customers.set_account_state(customer.pk, AccountState.DEACTIVATED, by=SYSTEM)


def _bin(customer: Customer) -> None:
    assert privacy.delete([customer.pk], by=SYSTEM) == {customer.pk: Reason.NOTHING}


def _destroy(customer: Customer) -> None:
    privacy.delete([customer.pk], by=SYSTEM, for_good=True)


def _end(customer: Customer) -> None:
    actions.end_sessions(customer.pk, by=SYSTEM)


def _off(_customer: Customer) -> None:
    AccountSettings.objects.update(policy=Policy.DISABLED)


EVENTS: dict[str, Callable[[Customer], None]] = {
    "reset": _reset,
    "change": _change,
    "deactivate": _deactivate,
    "bin": _bin,
    "destroy": _destroy,
    "end sessions": _end,
    "accounts off": _off,
}


def is_in(browser: Client) -> bool:
    """Whether the account's pages open."""
    return browser.get("/account/profile").status_code == 200


@pytest.mark.parametrize("event", EVENTS)
def test_every_browser_is_signed_out(cast: Cast, event: str) -> None:
    """SE-05: on the next request, for reading and for writing, while others stay in."""
    browsers = [as_customer(cast.ingrid) for _time in range(2)]
    other = as_customer(cast.stranger)
    assert all(map(is_in, browsers))
    EVENTS[event](cast.ingrid)
    for browser in browsers:
        assert not is_in(browser)
        assert browser.post("/account/profile", {"first_name": "Mallory"}).status_code in {302, 404}
        assert cast.ingrid.email not in browser.get("/").content.decode()
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.first_name != "Mallory"
    assert is_in(other) is (event != "accounts off")


@pytest.mark.parametrize("event", ["reset", "change", "deactivate", "bin", "destroy", "accounts off"])
def test_every_link_is_dead(cast: Cast, event: str) -> None:
    """SE-05, LK-03: a reset link that was mailed before."""
    actions.request_reset(cast.ingrid.email, by=VISITOR)
    link = last_link()
    EVENTS[event](cast.ingrid)
    calm()
    with pytest.raises(Refused) as refused:
        actions.finish_reset(*link, f"{GOOD}-evil", by=VISITOR)
    assert event == "accounts off" or isinstance(refused.value, LinkOver)


@pytest.mark.parametrize("event", ["reset", "change", "deactivate", "accounts off"])
def test_every_code_is_dead(cast: Cast, event: str) -> None:
    """SE-05: a code that was mailed before gives no way in any more."""
    asked = actions.begin_registration(cast.ingrid.email, "I", "H", GOOD, browser=BROWSER, by=VISITOR)
    code = last_code()
    EVENTS[event](cast.ingrid)
    with pytest.raises(Refused) as refused:
        actions.finish_registration(asked.pk, code, browser=BROWSER, agent="", by=VISITOR)
    assert event == "accounts off" or isinstance(refused.value, CodeOver | AccountClosed)


@pytest.mark.parametrize("event", EVENTS)
def test_a_checkout_that_was_begun_signed_in_shows_nothing(cast: Cast, event: str) -> None:
    """SE-05: the checkout's own cookie opens nothing of a customer who isn't signed in any more."""
    customers.add_address(cast.ingrid.pk, BATH, by=actor_of(cast.ingrid))
    browser, shelf = as_customer(cast.ingrid), stock_shelf()
    to_review(browser, shelf)
    assert "12 High Street" in browser.get("/checkout").content.decode()
    EVENTS[event](cast.ingrid)
    page = browser.get("/checkout", follow=True).content.decode()
    assert "12 High Street" not in page and cast.ingrid.email not in page
    browser.post("/checkout/place")
    assert not Checkout.objects.filter(state="placed").exists()


def test_logging_out_ends_this_browser_alone(cast: Cast) -> None:
    """SE-04: by replay too; others stay in."""
    here, there = as_customer(cast.ingrid), as_customer(cast.ingrid)
    token = here.cookies["customer"].value
    here.post("/account/logout")
    replay = Client()
    replay.cookies["customer"] = token
    assert not is_in(replay) and is_in(there)


def test_the_browser_that_changed_the_password_stays_in_with_a_new_token(cast: Cast) -> None:
    """SE-02, SE-05: the token of before is dead."""
    browser = as_customer(cast.ingrid)
    before = browser.cookies["customer"].value
    assert browser.post("/account/password", {"current": PASSWORD, "password": GOOD}).status_code == 303
    assert is_in(browser) and browser.cookies["customer"].value != before
    replay = Client()
    replay.cookies["customer"] = before
    assert not is_in(replay)


@pytest.mark.parametrize("value", ["", "x", "x" * 5000, "\u00e9", "' OR 1=1--", "0", "null", "customer"])
def test_a_made_up_token_opens_nothing(cast: Cast, value: str) -> None:
    """SE-01: only what we gave opens anything."""
    as_customer(cast.ingrid), as_staff(cast.owner)
    browser = Client()
    browser.cookies["customer"] = browser.cookies["staff"] = value
    assert not is_in(browser) and browser.get("/admin").status_code == 302
