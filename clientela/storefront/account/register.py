"""Creating an account: who you are, then the code from the email."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clientela.accounts import actions, queries
from clientela.accounts.models import AccountSettings
from clientela.core import seals
from clientela.core.errors import Refused
from clientela.storefront import carried
from clientela.storefront.account.forms import CodeForm, RegisterForm, password_help
from clientela.storefront.account.gates import (
    HOME,
    SeeOther,
    agent,
    attempt,
    carry,
    is_robot,
    language,
    let_in,
    next_of,
    posted,
    session_token,
    sheet,
    with_accounts,
)
from clientela.storefront.door import ShopperRequest, cookie_name, drop_cookie, put_cookie
from clientela.ui.posting import shown_at

HOUR = 3600


@require_http_methods(["GET", "HEAD", "POST"])
@with_accounts
def register(request: ShopperRequest) -> HttpResponse:
    """Name, email and password; a code goes to the address, whoever it belongs to."""
    if request.customer and request.method != "POST":
        return SeeOther(next_of(request) or HOME)
    form = RegisterForm(posted(request), initial=carried.kept(request, carried.FROM_ORDER))
    done, status = attempt(request, form, lambda: _begin(request, form))
    form.fields["password"].help_text = password_help(AccountSettings.current().password_length)
    return done or sheet(request, "account/register.html", form, status=status)


def _begin(request: ShopperRequest, form: RegisterForm) -> HttpResponse:
    browser = request.COOKIES.get(cookie_name("browser"), "") or seals.new_token()
    if is_robot(request):
        return _to_code(request, uuid4(), browser)
    made = actions.begin_registration(
        **form.cleaned_data, browser=browser, language=language(), by=request.actor
    )
    return _to_code(request, made.pk, browser)


def _to_code(request: ShopperRequest, challenge_id: UUID, browser: str) -> HttpResponse:
    response = SeeOther(carry("/account/register/code", request))
    put_cookie(response, "browser", browser, 24 * HOUR)
    put_cookie(response, "challenge", str(challenge_id), HOUR)
    return response


def _asked(request: ShopperRequest) -> tuple[UUID | None, str]:
    """The challenge and the browser that the cookies name."""
    try:
        challenge_id = UUID(request.COOKIES.get(cookie_name("challenge"), ""))
    except ValueError:
        return None, ""
    return challenge_id, request.COOKIES.get(cookie_name("browser"), "")


@require_http_methods(["GET", "HEAD", "POST"])
@with_accounts
def code(request: ShopperRequest) -> HttpResponse:
    """The six digits; they make the account and log in."""
    challenge_id, browser = _asked(request)
    if challenge_id is None:
        return SeeOther(carry("/account/register", request))
    form, wanted = CodeForm(posted(request)), challenge_id
    done, status = attempt(request, form, lambda: _finish(request, wanted, browser, form))
    asked = queries.registration(challenge_id, browser)
    email = asked.email if asked else ""
    return done or sheet(request, "account/code.html", form, status=status, email=email)


def _finish(request: ShopperRequest, challenge_id: UUID, browser: str, form: CodeForm) -> HttpResponse:
    customer, token = actions.finish_registration(
        challenge_id,
        form.cleaned_data["code"],
        browser=browser,
        agent=agent(request),
        replaces=session_token(request),
        by=request.actor,
    )
    messages.success(request, _("Your account is ready."))
    response = let_in(SeeOther(next_of(request) or HOME), customer, token)
    drop_cookie(response, "challenge")
    return response


@shown_at("/account/register/code")
@require_POST
@with_accounts
def new_code(request: ShopperRequest) -> HttpResponse:
    """Send another code for the same registration."""
    challenge_id, browser = _asked(request)
    if challenge_id is None:
        return SeeOther(carry("/account/register", request))
    try:
        made = actions.send_new_code(challenge_id, browser=browser, by=request.actor)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther(carry("/account/register/code", request))
    messages.success(request, _("A new code is on its way. Codes sent before no longer work."))
    return _to_code(request, made.pk, browser)
