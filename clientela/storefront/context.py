"""What every page of the store needs: the store, who shops, whether there are accounts, the cart's count."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from clientela.accounts.models import AccountSettings, Policy, Registration
from clientela.checkout import queries
from clientela.checkout.whose import Whose
from clientela.storefront.door import ShopperRequest, cookie_name


def whose(request: ShopperRequest) -> Whose:
    """By what this request's cart is found."""
    # Staff who are signed in as a customer leave the cart of their own browser out of it.
    token = "" if request.guest_staff else request.COOKIES.get(cookie_name("cart"), "")
    return Whose(customer_id(request), token)


def customer_id(request: ShopperRequest) -> int | None:
    """The signed-in customer's id, if any."""
    return request.customer.pk if request.customer else None


def accounts_open() -> bool:
    """Whether shoppers can have accounts at all."""
    return AccountSettings.current().policy != Policy.DISABLED


def registration_open(request: ShopperRequest) -> bool:
    """Whether anybody may create an account."""
    return not request.accounts.is_off and request.accounts.registration == Registration.OPEN


def shop_open(request: ShopperRequest) -> bool:
    """Whether this shopper may look around in the store: it is on, and not for members alone."""
    settings = request.accounts
    return settings.storefront and (bool(request.customer) or not settings.members_only)


def common(request: ShopperRequest) -> dict[str, Any]:
    """The values that the store's shell draws on every page."""
    return {
        "store": request.store,
        "shopper": request.customer,
        "accounts_open": not request.accounts.is_off,
        "registration_open": registration_open(request),
        "shop_open": shop_open(request),
        "home_path": "/" if request.accounts.storefront else "/account",
        "login_link": request.accounts.login_link,
        "newsletter_form": request.accounts.newsletter_form,
        "cart_count": queries.count(whose(request)),
    }


def page(
    request: ShopperRequest, template: str, values: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of the store: the template with its own values and those of every page."""
    return render(request, template, common(request) | dict(values or {}), status=status)
