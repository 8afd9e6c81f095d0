"""Adding an outside provider to one's ways in, at a real one that runs beside the tests."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from clientela.accounts.actions.joining import begin_link, finish_link
from clientela.accounts.actions.providers import switch_provider
from clientela.accounts.models import AccountSettings, Identity, Provider, Session
from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed
from clientela.journal.models import Event
from tests.accounts import provider as outside
from tests.accounts.people import browser, mails
from tests.accounts.provider import agree, through
from tests.accounts.test_prove import later
from tests.accounts.test_visit import go_in
from tests.cast import Cast, actor_of, as_customer

pytestmark = pytest.mark.django_db
HERE = "/account/sign-in"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with outside.running() as address:
        yield address


@pytest.fixture
def provider(db: None, issuer: str, settings: object) -> Provider:
    settings.PRIVATE_HOSTS = ["localhost"]
    return outside.known(issuer)


def off(client: Client, provider: Provider) -> str:
    """Press *Link it*. Gives the provider's page."""
    return outside.pressed(client.post(f"/account/providers/{provider.pk}/link"))


def back(client: Client, path: str) -> str:
    """Come back from the provider. Gives what the page of ways in says then."""
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (303, HERE)
    assert answer["Referrer-Policy"] == "no-referrer" and "customer" not in answer.cookies
    return client.get(HERE).content.decode()


def test_linked_told_and_of_use_at_once(provider: Provider, cast: Cast) -> None:
    """PK-05: an email tells of it; the provider vouches for no address, and need not; then it logs in."""
    client = as_customer(cast.ingrid)
    assert "Link it" in client.get(HERE).content.decode()
    page = back(client, agree(off(client, provider), "nobody"))
    assert "You can log in with Harbour ID from now on." in page
    assert "Link it" not in page and "Unlink" in page
    assert Identity.objects.get().account.customer == cast.ingrid
    (mail,) = mails()
    assert (mail.kind, mail.to) == ("account.way_added", cast.ingrid.email) and "Harbour ID" in mail.text
    assert Event.objects.get(name="account.way_added").customer_id == cast.ingrid.pk
    assert through(browser(), provider, "nobody")["Location"] == "/account"
    assert Session.objects.latest("pk").customer == cast.ingrid


def test_linking_again_changes_nothing(provider: Provider, cast: Cast) -> None:
    """Once is enough; another name at the same provider waits until the first is unlinked."""
    client = as_customer(cast.ingrid)
    for _time in range(2):
        back(client, agree(off(client, provider), "nora"))
    assert Identity.objects.count() == 1 and len(mails()) == 1
    assert "Unlink that one first" in back(client, agree(off(client, provider), "odd"))
    assert Identity.objects.get().subject == "nora"


def test_another_customers_is_refused(provider: Provider, cast: Cast) -> None:
    """Who is somebody's way in already doesn't become anybody else's."""
    first, second = as_customer(cast.stranger), as_customer(cast.ingrid)
    back(first, agree(off(first, provider), "nora"))
    assert "logs in to another account here" in back(second, agree(off(second, provider), "nora"))
    assert Identity.objects.get().account.customer == cast.stranger
    assert [mail.to for mail in mails()] == [cast.stranger.email]


def test_asks_for_a_fresh_proof_first(provider: Provider, cast: Cast) -> None:
    """SE-02, PK-05: an hour later somebody at the same screen is asked who they are; visitors log in."""
    client = as_customer(cast.ingrid)
    later()
    page = client.post(f"/account/providers/{provider.pk}/link")
    assert page.status_code == 200 and "/account/prove" in page.content.decode()
    assert browser().post(f"/account/providers/{provider.pk}/link")["Location"].startswith("/account/login")
    assert not Identity.objects.exists()


def test_the_answer_counts_for_whoever_asked(provider: Provider, cast: Cast) -> None:
    """CD-05 in kind: another browser, somebody else in the same one, nobody signed in, a second use."""
    ingrid, sigrid, nobody = as_customer(cast.ingrid), as_customer(cast.stranger), browser()
    path = agree(off(ingrid, provider), "nora")
    assert "began in another browser" in back(sigrid, path)
    nobody.cookies["browser"] = ingrid.cookies["browser"].value
    assert nobody.get(path)["Location"] == "/account/login" and "customer" not in nobody.cookies
    sigrid.cookies["browser"] = ingrid.cookies["browser"].value
    assert "began in another browser" in back(sigrid, path)
    assert not Identity.objects.exists()
    path = agree(off(ingrid, provider), "nora")
    assert "from now on" in back(ingrid, path)
    assert "began in another browser" in back(ingrid, path)
    assert Identity.objects.count() == 1


def test_an_answer_for_signing_in_links_nothing(provider: Provider, cast: Cast) -> None:
    """Whoever is sent back with the answer of a sign-in gets no way in for the account they are in."""
    stranger, client = browser(), as_customer(cast.ingrid)
    path = agree(outside.leave(stranger, provider), "nora")
    client.cookies["browser"] = stranger.cookies["browser"].value
    client.get(path)
    assert not Identity.objects.filter(account__customer=cast.ingrid).exists()


def test_only_where_it_is_switched_on(provider: Provider, cast: Cast) -> None:
    """The provider and the method; also for an answer that is under way."""
    client = as_customer(cast.ingrid)
    path = agree(off(client, provider), "nora")
    switch_provider(provider.pk, False, by=SYSTEM)
    assert "Harbour ID" not in client.get(HERE).content.decode()
    assert client.post(f"/account/providers/{provider.pk}/link")["Location"] == HERE
    back(client, path)
    switch_provider(provider.pk, True, by=SYSTEM)
    AccountSettings.objects.update(methods=["password"])
    assert "Harbour ID" not in client.get(HERE).content.decode()
    assert client.post(f"/account/providers/{provider.pk}/link")["Location"] == HERE
    assert not Identity.objects.exists()


def test_staff_in_the_customers_place_link_nothing(provider: Provider, cast: Cast) -> None:
    """AC-06: a visit adds no way in, neither by the page nor by the action."""
    assert go_in(cast, may_change=True).post(f"/account/providers/{provider.pk}/link").status_code == 403
    path = agree(off(as_customer(cast.ingrid), provider), "nora")
    session = Session.objects.filter(staff_id=None).latest("pk")
    guest = replace(actor_of(cast.ingrid), via=cast.owner.as_actor())
    for act in (
        lambda: begin_link(session, provider.pk, browser="b", by=guest),
        lambda: finish_link(session, dict(parse_qsl(urlsplit(path).query)), browser="b", by=guest),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not Identity.objects.exists()
