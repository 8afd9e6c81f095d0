"""Forgot the password: ask for a link, open it, set a new one."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clientela.accounts import actions, queries
from clientela.accounts.models import AccountSettings, Link, Method
from clientela.storefront import links
from clientela.storefront.account.forms import NewPasswordForm, RecoverForm, password_help
from clientela.storefront.account.gates import (
    SeeOther,
    attempt,
    carry,
    is_robot,
    language,
    posted,
    sheet,
    with_accounts,
)
from clientela.storefront.context import page
from clientela.storefront.door import YEAR, ShopperRequest, drop_cookie, put_cookie


@require_http_methods(["GET", "HEAD", "POST"])
@with_accounts
def recover(request: ShopperRequest) -> HttpResponse:
    """Ask for a link by email; the answer is the same for every address."""
    if not AccountSettings.current().allows(Method.PASSWORD):
        return SeeOther(carry("/account/login", request))
    form = RecoverForm(posted(request))
    done, status = attempt(request, form, lambda: _ask(request, form))
    return done or sheet(request, "account/recover.html", form, status=status)


def _ask(request: ShopperRequest, form: RecoverForm) -> HttpResponse:
    if not is_robot(request):
        actions.request_reset(form.cleaned_data["email"], language=language(), by=request.actor)
    return SeeOther(carry("/account/recover/sent", request))


@require_safe
@with_accounts
def sent(request: ShopperRequest) -> HttpResponse:
    """Where to look for the link."""
    minutes = AccountSettings.current().reset_minutes
    return page(request, "account/recover_sent.html", {"minutes": minutes, "carried": carry("", request)})


@require_safe
@with_accounts
def open_link(request: ShopperRequest, customer_id: int, token: str) -> HttpResponse:
    """Move the token out of the address at once; opening the link uses nothing up (security LK-04, LK-06)."""
    return links.take("/account/reset", "reset", customer_id, token)


@require_http_methods(["GET", "HEAD", "POST"])
@with_accounts
def reset(request: ShopperRequest) -> HttpResponse:
    """Set the new password. Nobody is logged in by it (security LK-07)."""
    if not request.accounts.allows(Method.PASSWORD):
        return SeeOther("/account/login")
    link, token = links.held(request, "reset", queries.open_reset)
    if link is None:
        return page(request, "account/reset_over.html", status=410)
    form = NewPasswordForm(posted(request))
    done, status = attempt(request, form, lambda: _set(request, link, token, form))
    form.fields["password"].help_text = password_help(AccountSettings.current().password_length)
    return done or sheet(request, "account/reset.html", form, status=status, email=link.customer.email)


def _set(request: ShopperRequest, link: Link, token: str, form: NewPasswordForm) -> HttpResponse:
    customer = actions.finish_reset(link.customer_id, token, form.cleaned_data["password"], by=request.actor)
    messages.success(request, _("Your password is set. Log in with it now."))
    response = SeeOther("/account/login")
    drop_cookie(response, "reset")
    drop_cookie(response, "customer")
    # Whoever was mailed the link is past the brake on guessing, and no stranger.
    put_cookie(response, "device", actions.known_device(customer.email_key or ""), YEAR)
    return response
