"""Every address answers by a view of ours, and says who may come."""

import inspect
import re

import pytest

from clientela.core.powers import Power
from tests.admin.scenes import OPEN_ROUTES
from tools.addresses import Address, addresses

ALL = addresses()
SHOP = ["", "products", "products/<handle>", "cart", "checkout", "orders/<signed>"]
ACCOUNT = ["", "/login", "/register", "/recover", "/orders", "/addresses", "/profile", "/logout"]
ADMIN = ["", "/login", "/customers", "/orders", "/settings", "/mailbox"]
PROMISED = [f"/{rest}" for rest in SHOP]
PROMISED += [f"/account{rest}" for rest in ACCOUNT] + [f"/admin{rest}" for rest in ADMIN]


@pytest.mark.parametrize("address", ALL, ids=lambda address: address.route)
def test_an_address_answers_by_a_view_that_says_what_it_is(address: Address) -> None:
    """A function of one of the doors, with a sentence about itself."""
    assert inspect.isfunction(address.view)
    assert address.view.__module__.startswith("clientela.")
    assert (address.view.__doc__ or "").strip()


@pytest.mark.parametrize("address", ALL, ids=lambda address: address.route)
def test_a_page_of_the_admin_says_which_power_it_needs(address: Address) -> None:
    """AC-01: deny by default; only signing in and out are open."""
    if not address.route.startswith("/admin") or address.route in OPEN_ROUTES:
        return
    power = getattr(address.view, "power", "nothing said")
    assert power is None or isinstance(power, Power)


@pytest.mark.parametrize("route", PROMISED)
def test_promised_addresses_stay(route: str) -> None:
    """Links and clients rely on them."""
    plain = {re.sub(r"<\w+:", "<", address.route) for address in ALL}
    assert route in plain


def test_no_address_stands_twice() -> None:
    """The second would never be reached."""
    routes = [address.route for address in ALL]
    assert sorted(set(routes)) == sorted(routes)


@pytest.mark.parametrize("address", ALL, ids=lambda address: address.route)
def test_a_view_says_what_may_be_done_there(address: Address) -> None:
    """WB-01: GET shows, POST does; whatever else is asked for is refused."""
    assert address.methods, f"{address.view.__module__}.{address.view.__name__}"
