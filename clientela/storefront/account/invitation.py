"""An invitation's link: open the account, say no, or ask for a new link (security LK-04, LK-06)."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from clientela.accounts.models import AccountSettings, Link, Method, Registration
from clientela.core.places import LONGEST
from clientela.invitations import actions, queries
from clientela.storefront import links
from clientela.storefront.account.forms import password_help
from clientela.storefront.account.gates import (
    HOME,
    SeeOther,
    agent,
    attempt,
    is_robot,
    let_in,
    posted,
    session_token,
    sheet,
    with_accounts,
)
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest, drop_cookie
from clientela.ui.forms import Form

COOKIE = "invitation"
_MISSING = {"required": gettext_lazy("Fill this in.")}


def _email(help_text: Any = "") -> forms.CharField:
    # Judged by the action, which knows more kinds of wrong than the widget.
    widget = forms.EmailInput(
        attrs={"autocomplete": "username", "inputmode": "email", "autocapitalize": "none"}
    )
    label = gettext_lazy("Email")
    return forms.CharField(
        label=label, max_length=LONGEST, widget=widget, error_messages=_MISSING, help_text=help_text
    )


class AcceptForm(Form):
    """The address once more where a password may be lacking, and the password where there are any."""

    email = _email(gettext_lazy("The address that this email was sent to."))
    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages=_MISSING,
    )

    def __init__(self, data: Any, settings: AccountSettings) -> None:
        super().__init__(data)
        help_text = password_help(settings.password_length)
        if settings.may_lack_password:
            help_text += " " + str(_("You can leave this empty and log in another way."))
            self.fields["password"].required = False
        else:
            del self.fields["email"]
        self.fields["password"].help_text = help_text
        if not settings.allows(Method.PASSWORD):
            del self.fields["password"]


class AddressForm(Form):
    """The address alone."""

    email = _email()


@require_safe
@with_accounts
def open_link(request: ShopperRequest, customer_id: int, token: str) -> HttpResponse:
    """Move the token out of the address at once; opening the link uses nothing up."""
    return links.take("/account/invitation", COOKIE, customer_id, token)


def _is_closed() -> bool:
    return AccountSettings.current().registration == Registration.CLOSED


def _over(request: ShopperRequest) -> HttpResponse:
    """The link is over: the way to a new one, or to the login of whoever has an account by now."""
    return sheet(request, "account/invitation_over.html", AddressForm(), status=410)


@require_http_methods(["GET", "HEAD", "POST"])
@with_accounts
def invitation(request: ShopperRequest) -> HttpResponse:
    """Open the account; whoever does is logged in."""
    if _is_closed():
        return page(request, "account/register_closed.html", status=410)
    link, token = links.held(request, COOKIE, queries.open_link)
    if link is None:
        return _over(request)
    if request.method == "GET":
        actions.note_opened(link.customer_id, token, by=request.actor)
    form = AcceptForm(posted(request), AccountSettings.current())
    done, status = attempt(request, form, lambda: _accept(request, link, token, form))
    return done or sheet(
        request, "account/invitation.html", form, status=status, first_name=link.customer.first_name
    )


def _accept(request: ShopperRequest, link: Link, token: str, form: AcceptForm) -> HttpResponse:
    customer, cookie = actions.accept(
        link.customer_id,
        token,
        password=form.cleaned_data.get("password", ""),
        email=form.cleaned_data.get("email", ""),
        agent=agent(request),
        replaces=session_token(request),
        by=request.actor,
    )
    messages.success(request, _("Your account is open."))
    response = let_in(SeeOther(HOME), customer, cookie)
    drop_cookie(response, COOKIE)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@with_accounts
def decline(request: ShopperRequest) -> HttpResponse:
    """Say no to an account."""
    link, token = links.held(request, COOKIE, queries.open_link)
    if link is None or _is_closed():
        return _over(request)
    form = AddressForm(posted(request))
    done, status = attempt(request, form, lambda: _decline(request, link, token, form))
    return done or sheet(request, "account/invitation_decline.html", form, status=status)


def _decline(request: ShopperRequest, link: Link, token: str, form: AddressForm) -> HttpResponse:
    actions.decline(link.customer_id, token, form.cleaned_data["email"], by=request.actor)
    messages.success(request, _("You won't have an account here. Thank you for telling us."))
    response = SeeOther("/" if request.accounts.storefront else "/account/login")
    drop_cookie(response, COOKIE)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@with_accounts
def anew(request: ShopperRequest) -> HttpResponse:
    """Ask for a new link; the answer is the same for every address (security EN-01)."""
    if _is_closed():
        return page(request, "account/register_closed.html", status=410)
    form = AddressForm(posted(request))
    done, status = attempt(request, form, lambda: _ask(request, form))
    return done or sheet(request, "account/invitation_anew.html", form, status=status)


def _ask(request: ShopperRequest, form: AddressForm) -> HttpResponse:
    if not is_robot(request):
        actions.ask_anew(form.cleaned_data["email"], by=request.actor)
    return SeeOther("/account/invitation/sent")


@require_safe
@with_accounts
def sent(request: ShopperRequest) -> HttpResponse:
    """Where to look for the new link."""
    return page(request, "account/invitation_sent.html")
