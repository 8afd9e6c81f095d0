"""An email when a browser signs in that the account hadn't seen."""

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from clientela.accounts import actions
from clientela.accounts.models import AccountSettings, Session
from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import NotAllowed
from tests.accounts.people import GOOD, alerts, browser, last_code
from tests.cast import PASSWORD, VISITOR, Cast

pytestmark = pytest.mark.django_db
EMAIL = "ingrid.hansen@example.com"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def sign_in(device: str = "") -> None:
    actions.sign_in(EMAIL, PASSWORD, agent=FIREFOX, by=visitor("203.0.113.7", device=device))


def test_a_new_browser_is_told_of(cast: Cast) -> None:
    """Device, network and time, and where to set a new password; not at the first sign-in of an account."""
    sign_in()
    assert alerts() == []
    sign_in()
    (mail,) = alerts()
    assert mail.to == "Ingrid.Hansen@example.com" and mail.is_essential
    assert "Firefox on Linux" in mail.text and "203.0.113.7" in mail.text
    assert "/account/recover" in mail.text


def test_the_worker_tells(cast: Cast) -> None:
    """Nobody waits for the email: the queue has the session's number, and no word of it. It is told once."""
    sign_in()
    sign_in()
    (job,) = ProcrastinateJob.objects.filter(task_name="accounts.tell_new_device")
    session = Session.objects.get(pk=job.args["session_id"])
    assert job.args == {"session_id": session.pk} and session.ip == "203.0.113.7"
    actions.end_sessions(cast.ingrid.pk, by=SYSTEM)
    for _time in range(2):
        actions.tell_new_device(session.pk, by=SYSTEM)
    actions.tell_new_device(0, by=SYSTEM)
    assert len(alerts()) == 1, "told though the session ended, and though the worker was told twice"
    with pytest.raises(NotAllowed):
        actions.tell_new_device(session.pk, by=VISITOR)


def test_a_known_browser_is_not(cast: Cast) -> None:
    """Its cookie names this address; another's, or a made-up one, doesn't count."""
    sign_in()
    sign_in(actions.known_device(EMAIL))
    assert alerts() == []
    sign_in(actions.known_device("stranger@example.org"))
    sign_in("a.b")
    assert len(alerts()) == 2


def test_the_store_can_switch_it_off(cast: Cast) -> None:
    AccountSettings.objects.update(alerts_new_device=False)
    sign_in()
    sign_in()
    assert alerts() == []


def test_pages_know_the_browser_again(db: None) -> None:
    """From registering on, the same browser is never told of; another one is."""
    client = browser()
    client.post("/account/register", {"first_name": "N", "email": "nora@example.com", "password": GOOD})
    assert client.post("/account/register/code", {"code": last_code()}).status_code == 303
    client.post("/account/logout")
    typed = {"email": "nora@example.com", "password": GOOD}
    assert client.post("/account/login", typed).status_code == 303
    assert alerts() == []
    assert browser().post("/account/login", typed).status_code == 303
    assert len(alerts()) == 1
