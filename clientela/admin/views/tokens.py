"""API tokens: the list, making one, revoking one."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clientela.admin.door import StaffRequest, carried, carry_once, drop_cookie, fresh, needs
from clientela.admin.forms.staff import SCOPE_WORDS, TokenForm
from clientela.admin.frame import SeeOther, show
from clientela.admin.views.signing import shown
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.core.scopes import Scope
from clientela.staff import actions, queries
from clientela.staff.actions import NewToken
from clientela.ui.posting import shown_at

TOKENS = "/admin/settings/tokens"


@needs(Power.TOKENS_EDIT)
@require_safe
def token_list(request: StaffRequest) -> HttpResponse:
    """Every API token; a new one's text is here once."""
    found = carried(request)
    made = found if isinstance(found, dict) and "token" in found else None
    rows = [(token, [SCOPE_WORDS[Scope(name)] for name in token.scopes]) for token in queries.all_tokens()]
    response = show(request, "admin/tokens.html", {"rows": rows, "made": made}, current="settings")
    if made and request.method == "GET":
        drop_cookie(response, "staff-once")
    return response


@needs(Power.TOKENS_EDIT)
@fresh()
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Make an API token."""
    form, status = TokenForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = _make(request, form)
            except Refused as refused:
                status = shown(form, refused)
            else:
                response = SeeOther(TOKENS)
                carry_once(request, response, {"token": made.text, "name": made.token.name})
                return response
    return show(request, "admin/tokens_new.html", {"form": form}, current="settings", status=status)


def _make(request: StaffRequest, form: TokenForm) -> NewToken:
    given = form.cleaned_data
    return actions.create_token(
        name=given["name"],
        scopes=[Scope(name) for name in given["scopes"]],
        expires_at=form.expires_at(request.store.zone),
        networks=given["networks"].splitlines(),
        may_create_customers=given["may_create_customers"],
        by=request.actor,
    )


@needs(Power.TOKENS_EDIT)
@shown_at(TOKENS)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: StaffRequest, token_id: int) -> HttpResponse:
    """Revoke an API token: it opens nothing from now on."""
    actions.revoke_token(token_id, by=request.actor)
    messages.success(request, _("API token revoked."))
    return SeeOther(TOKENS)
