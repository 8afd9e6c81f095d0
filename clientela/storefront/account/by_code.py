"""Logging in by a code: the address, then the six digits that were mailed."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clientela.accounts import actions, queries
from clientela.accounts.models import Challenge, Method
from clientela.core.errors import Refused
from clientela.storefront.account.asking import asked, browser_of, to_code
from clientela.storefront.account.forms import CodeForm, LoginForm
from clientela.storefront.account.gates import (
    HOME,
    SeeOther,
    agent,
    attempt,
    carry,
    is_robot,
    language,
    next_of,
    offers_passkeys,
    posted,
    session_token,
    sheet,
    with_accounts,
)
from clientela.storefront.account.sign_in import COOKIE, arrived, login_form, login_page
from clientela.storefront.door import ShopperRequest
from clientela.ui.posting import shown_at

LOGIN, CODE = "/account/login", "/account/login/code"


@shown_at(LOGIN)
@require_POST
@with_accounts
def send(request: ShopperRequest) -> HttpResponse:
    """Mail a code to the address, whoever it belongs to."""
    form = login_form(request)
    form.needs_email_only()
    done, status = attempt(request, form, lambda: _begin(request, form))
    return done or login_page(request, form, status=status)


def _begin(request: ShopperRequest, form: LoginForm) -> HttpResponse:
    browser = browser_of(request)
    if is_robot(request):
        return to_code(request, CODE, COOKIE, uuid4(), browser)
    made = actions.begin_code_sign_in(
        form.cleaned_data["email"], browser=browser, language=language(), by=request.actor
    )
    return to_code(request, CODE, COOKIE, made.pk, browser)


@require_http_methods(["GET", "HEAD", "POST"])
@with_accounts
def code(request: ShopperRequest) -> HttpResponse:
    """The six digits; they log in."""
    challenge_id, browser = asked(request, COOKIE)
    if challenge_id is None or (request.customer and request.method != "POST"):
        return SeeOther((next_of(request) or HOME) if request.customer else carry(LOGIN, request))
    form, wanted = CodeForm(posted(request)), challenge_id
    done, status = attempt(request, form, lambda: _finish(request, wanted, browser, form))
    return done or _page(request, form, wanted, browser, status)


def _page(
    request: ShopperRequest, form: CodeForm, challenge_id: UUID, browser: str, status: int
) -> HttpResponse:
    found = queries.challenge(Challenge.Purpose.SIGN_IN, challenge_id, browser)
    values = {
        "email": found.email if found else "",
        "here": CODE,
        "back": carry(LOGIN, request),
        "by_password": request.accounts.allows(Method.PASSWORD),
        "by_passkey": offers_passkeys(request),
    }
    return sheet(request, "account/code.html", form, status=status, **values)


def _finish(request: ShopperRequest, challenge_id: UUID, browser: str, form: CodeForm) -> HttpResponse:
    customer, token = actions.finish_code_sign_in(
        challenge_id,
        form.cleaned_data["code"],
        browser=browser,
        agent=agent(request),
        replaces=session_token(request),
        by=request.actor,
    )
    return arrived(request, customer, token)


@shown_at(CODE)
@require_POST
@with_accounts
def new_code(request: ShopperRequest) -> HttpResponse:
    """Send another code to the same address."""
    challenge_id, browser = asked(request, COOKIE)
    if challenge_id is None:
        return SeeOther(carry(LOGIN, request))
    try:
        made = actions.send_new_sign_in_code(challenge_id, browser=browser, by=request.actor)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther(carry(CODE, request))
    messages.success(request, _("A new code is on its way. Codes sent before no longer work."))
    return to_code(request, CODE, COOKIE, made.pk, browser)
