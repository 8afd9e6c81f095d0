"""Logging in and out."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from clientela.accounts import actions
from clientela.storefront.account.forms import LoginForm
from clientela.storefront.account.gates import (
    HOME,
    SeeOther,
    agent,
    attempt,
    is_robot,
    let_in,
    next_of,
    posted,
    session_token,
    sheet,
    with_accounts,
)
from clientela.storefront.door import ShopperRequest, cookie_name, drop_cookie


@require_http_methods(["GET", "HEAD", "POST"])
@with_accounts
def log_in(request: ShopperRequest) -> HttpResponse:
    """Email and password; then on to where the shopper wanted to go."""
    if request.customer and request.method != "POST":
        return SeeOther(next_of(request) or HOME)
    form = LoginForm(posted(request))
    done, status = attempt(request, form, lambda: _sign_in(request, form))
    return done or sheet(request, "account/login.html", form, status=status)


def _sign_in(request: ShopperRequest, form: LoginForm) -> HttpResponse:
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    if is_robot(request):
        raise actions.SignInNotPossible
    customer, token = actions.sign_in(
        email,
        password,
        agent=agent(request),
        device=request.COOKIES.get(cookie_name("device"), ""),
        replaces=session_token(request),
        by=request.actor,
    )
    return let_in(SeeOther(next_of(request) or HOME), customer, token)


@require_POST
def log_out(request: ShopperRequest) -> HttpResponse:
    """End the session on the server and forget what the browser keeps of it (security SE-04)."""
    actions.sign_out(session_token(request), by=request.actor)
    response = SeeOther("/")
    drop_cookie(response, "customer")
    response["Clear-Site-Data"] = '"cache"'
    return response
