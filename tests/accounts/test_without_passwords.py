"""A store in which nobody has a password: what *Forgot password* and account help do there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clientela.accounts import actions
from clientela.accounts.actions.access import MethodOff
from clientela.accounts.models import AccountSettings, Link
from clientela.core.actor import SYSTEM
from clientela.core.errors import Refused
from tests.accounts.people import GOOD, STATES, address, browser, calm, last_link, mails, shapes
from tests.cast import VISITOR, Cast, as_staff, make_customer

pytestmark = pytest.mark.django_db
NORA = "nora@example.com"


def only(*methods: str) -> None:
    AccountSettings.objects.update(methods=list(methods))


@pytest.mark.parametrize(
    ("methods", "said"),
    [(("code",), "we send you a code that logs you in"), (("passkey", "oidc"), "Log in with your passkey")],
)
def test_no_link_but_what_works(methods: tuple[str, ...], said: str, db: None) -> None:
    """The email names the way that there is, and leads to the login page; no link is made."""
    make_customer(NORA, "Nora", account=True)
    only(*methods)
    actions.request_reset(NORA, by=VISITOR)
    (mail,) = mails()
    assert mail.kind == "account.other_ways" and said in mail.text
    assert "/account/login" in mail.text and "/account/reset" not in mail.text
    assert not Link.objects.exists() and not mail.secrets


def test_every_state_costs_the_same(db: None) -> None:
    """EN-01, EN-02: the same statements and one email for every address, here too."""
    only("code")
    work = {}
    for state in STATES:
        email = address(state)
        calm()
        before = len(mails())
        with CaptureQueriesContext(connection) as captured:
            actions.request_reset(email, by=VISITOR)
        work[state] = (shapes(captured), len(mails()) - before)
    assert len(set(map(str, work.values()))) == 1, work
    assert [mail.kind for mail in mails()] == [
        "account.other_ways",
        "account.no_account",
        "account.no_account",
        "account.closed",
        "account.no_account",
    ]


def test_a_link_from_before_sets_no_password(db: None) -> None:
    """Passwords were switched off while it was under way: the page leads to what works."""
    make_customer(NORA, "Nora", account=True)
    actions.request_reset(NORA, by=VISITOR)
    link = last_link()
    only("code")
    with pytest.raises(MethodOff):
        actions.finish_reset(*link, GOOD, by=VISITOR)
    client = browser()
    client.get("/account/reset/{}/{}".format(*link))
    assert client.get("/account/reset")["Location"] == "/account/login"
    assert client.get("/account/recover")["Location"] == "/account/login"


def test_account_help_mails_what_works(cast: Cast) -> None:
    """Staff press one button; it says what it sends, and the customer reads how they log in."""
    staff, where = as_staff(cast.owner), f"/admin/customers/{cast.ingrid.pk}/account"
    assert "Send a link for a new password" in staff.get(where).content.decode()
    only("code")
    page = staff.get(where).content.decode()
    assert "Send how to log in" in page and "Send a link for a new password" not in page
    done = staff.post(f"{where}/reset", follow=True).content.decode()
    assert "An email that says how to log in is on its way to Ingrid.Hansen@example.com." in done
    assert [mail.kind for mail in mails()] == ["account.other_ways"]


def test_without_accounts_there_is_nothing_to_send(cast: Cast) -> None:
    """No button, and no email where somebody presses an old one."""
    AccountSettings.objects.update(policy="disabled")
    page = as_staff(cast.owner).get(f"/admin/customers/{cast.ingrid.pk}/account").content.decode()
    assert "Send how to log in" not in page
    with pytest.raises(Refused):
        actions.help_with_reset(cast.ingrid.pk, by=SYSTEM)
    assert mails() == []
