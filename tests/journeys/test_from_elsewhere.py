"""Customers from elsewhere: an outside provider, the merchant's own site, another shop's password."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clientela.accounts import foreign
from clientela.accounts.actions.intake import Brought, bring_along
from clientela.accounts.actions.wrapping import begin_wrapping
from clientela.accounts.models import Account, Attempt, Provider
from clientela.core.actor import SYSTEM
from clientela.customers.actions.intake import Intake
from clientela.customers.models import Customer, Source
from clientela.store.actions import change_settings
from tests.accounts import provider as outside
from tests.accounts.passes import encode
from tests.journeys import steps
from tests.journeys.conftest import Shop, Visitor
from tests.journeys.test_ways import register

pytestmark = pytest.mark.journey
Visit = Callable[..., Visitor]
SECRET = "the-secret-of-the-other-site"


@pytest.fixture(autouse=True)
def _as_usual(shop: Shop) -> Iterator[None]:
    yield
    change_settings({"accounts.methods": "password,code,passkey", "accounts.multipass": "false"}, by=SYSTEM)
    Provider.objects.all().delete()
    Customer.objects.filter(email_key__in=["nora@example.com", "linking@example.com"]).delete()
    Attempt.objects.all().delete()


def test_by_a_provider_that_the_owner_added(visit: Visit, shop: Shop) -> None:
    """Added and tried on the admin; then there and back, with an account made on the way."""
    change_settings({"accounts.methods": "password,code,passkey,oidc"}, by=SYSTEM)
    with outside.running() as issuer:
        owner = visit()
        steps.staff_in(owner, "owner")
        page = owner.open("/admin/settings/providers")
        page.get_by_role("link", name="Add a provider").first.click()
        page.get_by_label("Name").fill("Harbour ID")
        page.get_by_label("Issuer").fill(issuer)
        page.get_by_label("Client ID").fill("the-store")
        page.get_by_label("Client secret").fill("a-secret")
        owner.check()
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="Test").click()
        expect(page.get_by_text("It answers, with 1 key (RS256).")).to_be_visible()
        owner.check()
        shopper = visit()
        page = shopper.open("/account/login?next=/cart")
        page.get_by_role("button", name="Continue with Harbour ID").click()
        page.get_by_role("button", name="nora", exact=True).click()
        expect(page).to_have_url(re.compile("/cart$"))
        # The provider's own page asks for things from the network.
        shopper.troubles.clear()
        page = shopper.open("/account/profile")
        expect(page.get_by_label("First name")).to_have_value("Nora")
    page = owner.open("/admin/settings/providers")
    expect(page.get_by_text("1 customer", exact=True)).to_be_visible()


def test_a_provider_is_linked_and_unlinked(visit: Visit, shop: Shop, settings: object) -> None:
    """From *How you log in*: there and back, told by email, a login by it; then unlinked."""
    change_settings({"accounts.methods": "password,code,oidc"}, by=SYSTEM)
    settings.PRIVATE_HOSTS = ["localhost"]
    email = "linking@example.com"
    with outside.running() as issuer:
        outside.known(issuer)
        shopper = visit()
        register(shopper, email)
        page = shopper.open("/account/sign-in")
        page.get_by_role("button", name="Link it Harbour ID").click()
        page.get_by_role("button", name="nora", exact=True).click()
        expect(page.get_by_text("You can log in with Harbour ID from now on.")).to_be_visible()
        # The provider's own page asks for things from the network.
        shopper.troubles.clear()
        shopper.check()
        assert "Harbour ID" in steps.wait_for_mail(email, "way to log in").text
        other = visit()
        page = other.open("/account/login")
        page.get_by_role("button", name="Continue with Harbour ID").click()
        page.get_by_role("button", name="nora", exact=True).click()
        expect(page.get_by_role("heading", name="Orders", exact=True)).to_be_visible()
        other.troubles.clear()
    page = shopper.open("/account/sign-in")
    page.get_by_role("link", name="Unlink Harbour ID").click()
    page.locator("main").get_by_role("button", name="Unlink").click()
    expect(page.get_by_text("You can no longer log in with Harbour ID.")).to_be_visible()
    expect(page.get_by_role("button", name="Link it Harbour ID")).to_be_visible()
    shopper.check()


def test_by_a_link_of_the_merchants_own_site(visit: Visit, shop: Shop) -> None:
    """Multipass: straight to where the other site wanted; a used link says so on the login page."""
    change_settings({"accounts.multipass": "true", "accounts.multipass_secret": SECRET}, by=SYSTEM)
    claims = {
        "email": "nora@example.com",
        "created_at": timezone.now().isoformat(),
        "return_to": "/account/profile",
    }
    link = f"/account/login/multipass/{encode(claims | {'first_name': 'Nora'}, SECRET)}"
    page = visit().open(link)
    expect(page).to_have_url(re.compile("/account/profile$"))
    expect(page.get_by_label("First name")).to_have_value("Nora")
    page = visit().open(link)
    expect(page).to_have_url(re.compile("/account/login$"))
    expect(page.get_by_text("That link to log in doesn't work any more.")).to_be_visible()


def test_with_the_password_of_the_former_shop(visit: Visit, shop: Shop) -> None:
    """WordPress's hash; wrapped by the worker meanwhile or not, the password works and becomes ours."""
    person = Intake("nora@example.com", timezone.now(), Source.IMPORT, first_name="Nora")
    bare = foreign.recognise("$P$9IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0")
    bring_along([Brought("nora@example.com", person, bare)], by=SYSTEM)
    begin_wrapping(by=SYSTEM)
    account = Account.objects.filter(customer__email_key="nora@example.com")
    steps.wait_until(lambda: account.get().foreign_hash == "")
    visitor = visit()
    page = visitor.open("/account/login")
    page.get_by_label("Email", exact=True).first.fill("nora@example.com")
    page.get_by_label("Password", exact=True).fill("test12345")
    page.locator("main").get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", name="Orders", exact=True)).to_be_visible()
    visitor.check()
    assert account.get().password.startswith("argon2$")
