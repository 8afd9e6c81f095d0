"""Creating an account: who you are, then the code from the email."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clientela.accounts import actions, queries
from clientela.accounts.models import Method
from clientela.core.errors import Refused
from clientela.storefront import carried
from clientela.storefront.account.asking import asked, asked_no_more, browser_of, to_code
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
from clientela.storefront.context import page, registration_open
from clientela.storefront.door import ShopperRequest
from clientela.ui.posting import shown_at

REGISTER, CODE, COOKIE = "/account/register", "/account/register/code", "challenge"


@require_http_methods(["GET", "HEAD", "POST"])
@with_accounts
def register(request: ShopperRequest) -> HttpResponse:
    """Name, email and, where there are passwords, one; a code goes to the address, whoever it belongs to."""
    if request.customer and request.method != "POST":
        return SeeOther(next_of(request) or HOME)
    if not registration_open(request):
        return page(request, "account/register_closed.html", {"carried": carry("", request)}, status=404)
    form = _form(request)
    done, status = attempt(request, form, lambda: _begin(request, form))
    return done or sheet(request, "account/register.html", form, status=status)


def _form(request: ShopperRequest) -> RegisterForm:
    settings = request.accounts
    help_text = password_help(settings.password_length)
    if settings.may_lack_password:
        otherwise = _("Leave it empty to log in by a code from your email.")
        help_text = f"{help_text} {otherwise}"
    return RegisterForm(
        posted(request),
        initial=carried.kept(request, carried.FROM_ORDER),
        by_password=settings.allows(Method.PASSWORD),
        may_lack=settings.may_lack_password,
        password_help=help_text,
    )


def _begin(request: ShopperRequest, form: RegisterForm) -> HttpResponse:
    browser = browser_of(request)
    if is_robot(request):
        return to_code(request, CODE, COOKIE, uuid4(), browser)
    made = actions.begin_registration(
        **{"password": ""} | form.cleaned_data, browser=browser, language=language(), by=request.actor
    )
    return to_code(request, CODE, COOKIE, made.pk, browser)


@require_http_methods(["GET", "HEAD", "POST"])
@with_accounts
def code(request: ShopperRequest) -> HttpResponse:
    """The six digits; they make the account and log in."""
    challenge_id, browser = asked(request, COOKIE)
    if challenge_id is None:
        return SeeOther(carry(REGISTER, request))
    form, wanted = CodeForm(posted(request)), challenge_id
    done, status = attempt(request, form, lambda: _finish(request, wanted, browser, form))
    found = queries.registration(challenge_id, browser)
    values = {"email": found.email if found else "", "here": CODE, "back": carry(REGISTER, request)}
    return done or sheet(request, "account/code.html", form, status=status, **values)


def _finish(request: ShopperRequest, challenge_id: UUID, browser: str, form: CodeForm) -> HttpResponse:
    customer, token = actions.finish_registration(
        challenge_id,
        form.cleaned_data["code"],
        browser=browser,
        agent=agent(request),
        replaces=session_token(request),
        by=request.actor,
    )
    if token:
        messages.success(request, _("Your account is ready."))
    return asked_no_more(let_in(SeeOther(next_of(request) or HOME), customer, token), COOKIE)


@shown_at(CODE)
@require_POST
@with_accounts
def new_code(request: ShopperRequest) -> HttpResponse:
    """Send another code for the same registration."""
    challenge_id, browser = asked(request, COOKIE)
    if challenge_id is None:
        return SeeOther(carry(REGISTER, request))
    try:
        made = actions.send_new_code(challenge_id, browser=browser, by=request.actor)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther(carry(CODE, request))
    messages.success(request, _("A new code is on its way. Codes sent before no longer work."))
    return to_code(request, CODE, COOKIE, made.pk, browser)
