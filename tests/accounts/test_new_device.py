"""An email when a browser signs in that the account hadn't seen."""

import pytest

from clientela.accounts import actions
from clientela.accounts.models import AccountSettings
from clientela.core.actor import visitor
from tests.accounts.people import GOOD, browser, last_code, mails
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
EMAIL = "ingrid.hansen@example.com"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def sign_in(device: str = "") -> None:
    actions.sign_in(EMAIL, PASSWORD, agent=FIREFOX, by=visitor("203.0.113.7", device=device))


def test_a_new_browser_is_told_of(cast: Cast) -> None:
    """Device, network and time, and where to set a new password; not at the first sign-in of an account."""
    sign_in()
    assert mails("account.new_device") == []
    sign_in()
    (mail,) = mails("account.new_device")
    assert mail.to == "Ingrid.Hansen@example.com" and mail.is_essential
    assert "Firefox on Linux" in mail.text and "203.0.113.7" in mail.text
    assert "/account/recover" in mail.text


def test_a_known_browser_is_not(cast: Cast) -> None:
    """Its cookie names this address; another's, or a made-up one, doesn't count."""
    sign_in()
    sign_in(actions.known_device(EMAIL))
    assert mails("account.new_device") == []
    sign_in(actions.known_device("stranger@example.org"))
    sign_in("a.b")
    assert len(mails("account.new_device")) == 2


def test_the_store_can_switch_it_off(cast: Cast) -> None:
    AccountSettings.objects.update(alerts_new_device=False)
    sign_in()
    sign_in()
    assert mails("account.new_device") == []


def test_pages_know_the_browser_again(db: None) -> None:
    """From registering on, the same browser is never told of; another one is."""
    client = browser()
    client.post("/account/register", {"first_name": "N", "email": "nora@example.com", "password": GOOD})
    assert client.post("/account/register/code", {"code": last_code()}).status_code == 303
    client.post("/account/logout")
    typed = {"email": "nora@example.com", "password": GOOD}
    assert client.post("/account/login", typed).status_code == 303
    assert mails("account.new_device") == []
    assert browser().post("/account/login", typed).status_code == 303
    assert len(mails("account.new_device")) == 1
