"""Proving again who sits there, before a deed that asks for it; what was typed there comes back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clientela.accounts import actions
from clientela.core.errors import Refused
from clientela.core.paths import own_path
from clientela.storefront.account.asking import BROWSER, asked, asked_no_more, browser_of, to_code
from clientela.storefront.account.forms import CodeForm, ProveForm
from clientela.storefront.account.gates import (
    HOME,
    PROVE,
    SeeOther,
    attempt,
    language,
    let_in,
    next_of,
    own,
    own_session,
    posted,
    proof_page,
    sheet,
    signed_in,
    status_of,
)
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest, cookie_name
from clientela.ui.posting import shown_at

COOKIE = "proof-code"
CODE = f"{PROVE}/code"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def prove(request: ShopperRequest) -> HttpResponse:
    """By the password; the page shows the other ways, too."""
    form = ProveForm(posted(request))
    done, status = attempt(request, form, lambda: _by_password(request, form))
    return done or proof_page(request, form, _target(request), _kept(request), status=status)


def _by_password(request: ShopperRequest, form: ProveForm) -> HttpResponse:
    given = form.cleaned_data["password"]
    token = actions.prove_by_password(own_session(request), given, by=request.actor)
    return _on(request, token, _target(request), _kept(request))


def _target(request: ShopperRequest) -> str:
    return next_of(request) or HOME


def _kept(request: ShopperRequest) -> str:
    return request.POST.get("kept", "")


def _on(request: ShopperRequest, token: str, target: str, kept: str) -> HttpResponse:
    """On to the deed, with what was typed there, where something was. The session has a new token (SE-02)."""
    response: HttpResponse = SeeOther(target)
    if kept:
        response = page(request, "account/proved.html", {"target": target, "kept": kept})
    return let_in(response, own(request), token)


@shown_at(PROVE)
@require_POST
@signed_in
def prove_by_passkey(request: ShopperRequest) -> HttpResponse:
    """By one of the customer's passkeys."""
    given, browser = request.POST.get("credential", ""), request.COOKIES.get(cookie_name(BROWSER), "")
    try:
        token = actions.prove_by_passkey(own_session(request), given, browser=browser, by=request.actor)
    except Refused as refused:
        problem, status = str(refused.sentence), status_of(refused)
        return proof_page(request, ProveForm(), _target(request), _kept(request), problem, status)
    return _on(request, token, _target(request), _kept(request))


@shown_at(PROVE)
@require_POST
@signed_in
def send(request: ShopperRequest) -> HttpResponse:
    """Mail a code to the customer's own address."""
    browser = browser_of(request)
    where = {"target": _target(request), "kept": _kept(request), "language": language()}
    try:
        made = actions.begin_proof(own_session(request), browser=browser, by=request.actor, **where)
    except Refused as refused:
        problem, status = str(refused.sentence), status_of(refused)
        return proof_page(request, ProveForm(), where["target"], where["kept"], problem, status)
    return to_code(request, CODE, COOKIE, made.pk, browser)


def _waiting(request: ShopperRequest) -> dict[str, Any] | None:
    """Where it goes on once the code is typed; nothing where this browser asked for none."""
    challenge_id, browser = asked(request, COOKIE)
    if challenge_id is None:
        return None
    return actions.proof_waiting(own_session(request), challenge_id, browser=browser)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def code(request: ShopperRequest) -> HttpResponse:
    """By the six digits that were mailed."""
    waiting = _waiting(request)
    if waiting is None:
        return SeeOther(PROVE)
    form = CodeForm(posted(request))
    done, status = attempt(request, form, lambda: _by_code(request, form))
    again = {"target": waiting["target"], "kept": waiting["kept"]}
    return done or sheet(
        request, "account/prove_code.html", form, status=status, email=own(request).email, **again
    )


def _by_code(request: ShopperRequest, form: CodeForm) -> HttpResponse:
    challenge_id, browser = asked(request, COOKIE)
    assert challenge_id
    token, waiting = actions.finish_proof(
        own_session(request), challenge_id, form.cleaned_data["code"], browser=browser, by=request.actor
    )
    target = own_path(str(waiting["target"]), HOME)
    return asked_no_more(_on(request, token, target, str(waiting["kept"])), COOKIE)


@shown_at(CODE)
@require_POST
@signed_in
def new_code(request: ShopperRequest) -> HttpResponse:
    """Mail another code for the same proof."""
    waiting, browser = _waiting(request), browser_of(request)
    if waiting is None:
        return SeeOther(PROVE)
    try:
        made = actions.begin_proof(
            own_session(request),
            browser=browser,
            by=request.actor,
            **{name: str(waiting[name]) for name in ("target", "kept", "language")},
        )
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther(CODE)
    messages.success(request, _("A new code is on its way. Codes sent before no longer work."))
    return to_code(request, CODE, COOKIE, made.pk, browser)
