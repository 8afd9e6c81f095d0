"""Logging in and out: by password or passkey; by code it goes on in `by_code`."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from clientela.accounts import actions, queries
from clientela.accounts.models import Challenge, Method
from clientela.core.errors import Refused
from clientela.customers.models import Customer
from clientela.storefront.account import acting
from clientela.storefront.account.asking import BROWSER, asked
from clientela.storefront.account.forms import LoginForm
from clientela.storefront.account.gates import (
    HOME,
    SeeOther,
    agent,
    attempt,
    is_robot,
    let_in,
    next_of,
    offers_passkeys,
    posted,
    session_token,
    sheet,
    status_of,
    with_accounts,
)
from clientela.storefront.door import ShopperRequest, cookie_name, drop_cookie
from clientela.ui.posting import shown_at

# The cookie that names the code somebody asked for to log in.
COOKIE = "login-code"


@require_http_methods(["GET", "HEAD", "POST"])
@with_accounts
def log_in(request: ShopperRequest) -> HttpResponse:
    """The ways in that the store allows; by email and password it ends here."""
    if request.customer and request.method != "POST":
        return SeeOther(next_of(request) or HOME)
    form = login_form(request)
    done, status = attempt(request, form, lambda: _sign_in(request, form))
    return done or login_page(request, form, status=status)


def login_form(request: ShopperRequest) -> LoginForm:
    """The form with the fields that the store's ways in need; the address of a code asked for is kept."""
    challenge_id, browser = asked(request, COOKIE)
    known = None
    if challenge_id and request.method != "POST":
        known = queries.challenge(Challenge.Purpose.SIGN_IN, challenge_id, browser)
    return LoginForm(
        posted(request),
        initial={"email": known.email if known else ""},
        by_password=request.accounts.allows(Method.PASSWORD),
        by_passkey=offers_passkeys(request),
    )


def login_page(
    request: ShopperRequest, form: LoginForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The page with every way in that the store allows."""
    settings = request.accounts
    values: dict[str, Any] = {
        "problem": problem,
        "by_password": settings.allows(Method.PASSWORD),
        "by_code": settings.allows(Method.CODE),
        "by_passkey": offers_passkeys(request),
        "providers": queries.providers() if settings.allows(Method.OIDC) else [],
    }
    return sheet(request, "account/login.html", form, status=status, **values)


def _sign_in(request: ShopperRequest, form: LoginForm) -> HttpResponse:
    if is_robot(request):
        raise actions.SignInNotPossible
    customer, token = actions.sign_in(
        form.cleaned_data["email"],
        form.cleaned_data.get("password", ""),
        agent=agent(request),
        device=request.COOKIES.get(cookie_name("device"), ""),
        replaces=session_token(request),
        by=request.actor,
    )
    return arrived(request, customer, token)


def arrived(request: ShopperRequest, customer: Customer, token: str) -> HttpResponse:
    """On to where the shopper wanted to go, logged in."""
    response = let_in(SeeOther(next_of(request) or HOME), customer, token)
    drop_cookie(response, COOKIE)
    return response


@shown_at("/account/login")
@require_POST
@with_accounts
def log_in_by_passkey(request: ShopperRequest) -> HttpResponse:
    """Log in by a passkey alone: it says who comes."""
    try:
        customer, token = actions.sign_in_by_passkey(
            request.POST.get("credential", ""),
            browser=request.COOKIES.get(cookie_name(BROWSER), ""),
            agent=agent(request),
            replaces=session_token(request),
            by=request.actor,
        )
    except Refused as refused:
        unbound = LoginForm(None, by_password=request.accounts.allows(Method.PASSWORD))
        return login_page(request, unbound, problem=str(refused.sentence), status=status_of(refused))
    return arrived(request, customer, token)


@require_POST
def log_out(request: ShopperRequest) -> HttpResponse:
    """End the session on the server and forget what the browser keeps of it (security SE-04)."""
    if request.guest_staff:
        return acting.end(request)
    actions.sign_out(session_token(request), by=request.actor)
    response = SeeOther("/")
    drop_cookie(response, "customer")
    response["Clear-Site-Data"] = '"cache"'
    return response
