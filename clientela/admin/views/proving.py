"""The second step of signing in, and proving again who sits there."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from clientela.admin.door import (
    StaffRequest,
    begun,
    has_passkey_here,
    needs,
    onward,
    proof_page,
    put_cookie,
)
from clientela.admin.forms.signing import AppCodeForm, ProofForm, RecoveryForm
from clientela.admin.frame import SeeOther
from clientela.admin.views.signing import passkey_proof, shown, status_of, target_of
from clientela.core.errors import Refused
from clientela.staff import actions
from clientela.staff.actions import Proof
from clientela.staff.models import User
from clientela.staff.queries import has_factor
from clientela.ui.posting import shown_at


@begun
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: StaffRequest) -> HttpResponse:
    """The second step of signing in: app, passkey or recovery code."""
    target, user = target_of(request), request.entering
    if user is None or not has_factor(user):
        return SeeOther(onward(user, target) if user else target)
    kind = RecoveryForm if _by_recovery(request, user) else AppCodeForm
    if request.method != "POST":
        return _factor_page(request, kind(), user)
    form: forms.Form = kind(request.POST)
    if form.is_valid():
        try:
            return _finished(request, Proof(code=form.cleaned_data["code"]))
        except Refused as refused:
            return _factor_page(request, form, user, status=shown(form, refused))
    return _factor_page(request, form, user, status=422)


@begun
@shown_at("/admin/second-factor")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_by_passkey(request: StaffRequest) -> HttpResponse:
    """The second step of signing in, by a passkey."""
    user = request.entering
    if user is None or not has_factor(user):
        return SeeOther("/admin/second-factor")
    try:
        return _finished(request, passkey_proof(request))
    except Refused as refused:
        problem, status = str(refused.sentence), status_of(refused)
        return _factor_page(request, AppCodeForm(), user, problem, status)


def _by_recovery(request: StaffRequest, user: User) -> bool:
    """By recovery code where that was asked for, or where there is neither app nor passkey to use here."""
    asked = request.POST.get("way") or request.GET.get("way")
    return asked == "recovery" or not (user.apps.exists() or has_passkey_here(request, user))


def _finished(request: StaffRequest, proof: Proof) -> HttpResponse:
    token = actions.finish_sign_in(request.session_row, proof, by=request.actor)
    response = SeeOther(target_of(request))
    put_cookie(response, token)
    return response


def _factor_page(
    request: StaffRequest, form: forms.Form, user: User, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "target": target_of(request),
        "problem": problem,
        "store": request.store,
        "by_recovery": isinstance(form, RecoveryForm),
        "has_app": user.apps.exists(),
        "has_passkey": user.passkeys.exists(),
        "passkeys": has_passkey_here(request, user),
    }
    return render(request, "admin/second_factor.html", context, status=status)


@needs(None)
@require_http_methods(["GET", "HEAD", "POST"])
def prove(request: StaffRequest) -> HttpResponse:
    """Prove again who sits there, before a deed that asks for it; what was typed there comes back."""
    needs_code = request.staff.needs_second_factor
    if request.method != "POST":
        return proof_page(request, ProofForm(needs_code=needs_code), target_of(request))
    form = ProofForm(request.POST, needs_code=needs_code)
    status = 422
    if form.is_valid():
        given = form.cleaned_data
        try:
            return _proved(request, Proof(password=given["password"], code=given.get("code", "")))
        except Refused as refused:
            status = shown(form, refused)
    return proof_page(request, form, target_of(request), _kept(request), status=status)


@needs(None)
@shown_at("/admin/prove")
@require_http_methods(["GET", "HEAD", "POST"])
def prove_by_passkey(request: StaffRequest) -> HttpResponse:
    """Prove again who sits there, by a passkey."""
    try:
        return _proved(request, passkey_proof(request))
    except Refused as refused:
        form = ProofForm(needs_code=request.staff.needs_second_factor)
        problem, status = str(refused.sentence), status_of(refused)
        return proof_page(request, form, target_of(request), _kept(request), problem, status)


def _kept(request: StaffRequest) -> str:
    return request.POST.get("kept", "")


def _proved(request: StaffRequest, proof: Proof) -> HttpResponse:
    """On to the deed: with what was typed there, where something was."""
    token = actions.prove(request.session_row, proof, by=request.actor)
    target, kept = target_of(request), _kept(request)
    response: HttpResponse = SeeOther(target)
    if kept:
        context = {"target": target, "kept": kept, "store": request.store}
        response = render(request, "admin/proved.html", context)
    put_cookie(response, token)
    return response
