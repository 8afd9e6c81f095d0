"""The customer's password: changed, set where there was none, and removed."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from clientela.accounts import actions, queries
from clientela.accounts.models import Method
from clientela.core.errors import NotThere, Refused
from clientela.storefront.account.forms import ChangePasswordForm, NewPasswordForm, password_help
from clientela.storefront.account.gates import (
    SeeOther,
    agent,
    attempt,
    fresh,
    let_in,
    own,
    own_session,
    posted,
    sheet,
    signed_in,
)
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest

HERE = "/account/sign-in"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@fresh
def password(request: ShopperRequest) -> HttpResponse:
    """Change the password, or set the first one; every other browser is logged out."""
    if not request.accounts.allows(Method.PASSWORD):
        raise NotThere
    customer, has_one = own(request), queries.has_password(own(request).pk)
    asks_current = queries.asks_current_password(own_session(request))
    form = (ChangePasswordForm if asks_current else NewPasswordForm)(posted(request))
    done, status = attempt(request, form, lambda: _change(request, form))
    form.fields["password"].help_text = password_help(request.accounts.password_length)
    values = {"email": customer.email, "section": "sign-in", "has_one": has_one}
    return done or sheet(request, "account/password.html", form, status=status, **values)


def _change(request: ShopperRequest, form: ChangePasswordForm | NewPasswordForm) -> HttpResponse:
    customer, given = own(request), form.cleaned_data
    if "current" in given:
        token = actions.change_password(
            customer.pk, given["current"], given["password"], agent=agent(request), by=request.actor
        )
    else:
        token = actions.set_password(
            own_session(request), given["password"], agent=agent(request), by=request.actor
        )
    messages.success(request, _("Your password is changed. Every other browser was logged out."))
    return let_in(SeeOther(HERE), customer, token)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@fresh
def remove(request: ShopperRequest) -> HttpResponse:
    """Ask, then take the password away; the last way in stays."""
    if not queries.has_password(own(request).pk):
        return SeeOther(HERE)
    if request.method != "POST":
        return page(request, "account/password_remove.html", {"section": "sign-in"})
    try:
        actions.remove_password(own_session(request), by=request.actor)
        messages.success(request, _("Your password is removed."))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    return SeeOther(HERE)
