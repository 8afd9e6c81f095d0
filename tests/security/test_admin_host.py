"""A name of its own for the admin: pages, links and cookies of the two never meet."""

import pytest
from django.test import Client
from pytest_django import Settings

from clientela.gate.ceremony import Place
from clientela.staff import actions
from clientela.store.models import Store
from tests.accounts.people import mails, secrets_of
from tests.cast import PASSWORD, VISITOR, Cast

SHOP, ADMIN = "shop.example", "admin.shop.example"


@pytest.fixture
def two_names(db: None, settings: Settings, cast: Cast) -> None:
    """A store with a name for shoppers and one for staff."""
    settings.ADMIN_HOST, settings.ALLOWED_HOSTS = ADMIN, [SHOP, ADMIN]
    Store.objects.update(url=f"https://{SHOP}")


def browser(host: str) -> Client:
    return Client(headers={"accept-language": "en", "host": host})


def test_each_answers_under_its_own_name(two_names: None) -> None:
    """SE-03: the admin is nowhere under the store's name, and the store leads home from the admin's."""
    assert browser(ADMIN).get("/admin/login").status_code == 200
    assert browser(SHOP).get("/").status_code == 200
    for method in ("get", "post"):
        assert getattr(browser(SHOP), method)("/admin/login").status_code == 404
    led = browser(ADMIN).get("/products?q=mug")
    assert (led.status_code, led["Location"]) == (302, f"https://{SHOP}/products?q=mug")
    assert browser(ADMIN).post("/account/login", {"email": "x"}).status_code == 404


def test_the_cookie_of_staff_is_of_the_admin_s_name_alone(two_names: None) -> None:
    """SE-03: no domain is named in it, so browsers send it to that one host."""
    signed = browser(ADMIN).post("/admin/login", {"email": "owner@example.com", "password": PASSWORD})
    assert signed.status_code in {302, 303}
    cookie = signed.cookies["staff"]
    assert not cookie["domain"] and cookie["httponly"]


def test_links_to_staff_lead_to_the_admin_s_name(two_names: None, cast: Cast) -> None:
    """LK-05: by the settings, whatever a request says."""
    actions.request_reset(cast.support.email, language="en", by=VISITOR)
    (letter,) = mails("staff.password_reset")
    assert secrets_of(letter)["link"].startswith(f"https://{ADMIN}/admin/reset/")
    store = Store.current()
    assert store.link("/account") == f"https://{SHOP}/account" and store.link("/administer").startswith(
        f"https://{SHOP}"
    )


def test_passkeys_are_good_where_their_people_come_in(two_names: None) -> None:
    """PK-03."""
    store = Store.current()
    assert (Place.of(store).host, Place.of(store).origin) == (SHOP, f"https://{SHOP}")
    assert (Place.of_admin(store).host, Place.of_admin(store).origin) == (ADMIN, f"https://{ADMIN}")
