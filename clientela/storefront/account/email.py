"""Changing one's own email address: the new one, its code, and the way back from the old mailbox."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.accounts import actions, queries
from clientela.accounts.actions.codes import waiting
from clientela.accounts.models import Challenge, Link
from clientela.core import seals
from clientela.core.errors import Refused
from clientela.core.places import LONGEST
from clientela.customers.keeping import Taken
from clientela.customers.models import Consent
from clientela.storefront import links
from clientela.storefront.account.forms import CodeForm
from clientela.storefront.account.gates import (
    SeeOther,
    agent,
    attempt,
    fresh,
    language,
    let_in,
    own,
    posted,
    sheet,
    signed_in,
    with_accounts,
)
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest, cookie_name, drop_cookie, put_cookie
from clientela.ui.forms import Form
from clientela.ui.posting import shown_at

HOUR = 3600
DAY = 24 * HOUR


def _email(label: Any) -> forms.CharField:
    # Judged by the action, which knows more kinds of wrong than the widget.
    widget = forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"})
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        widget=widget,
        error_messages={"required": gettext_lazy("Fill this in.")},
    )


class EmailForm(Form):
    """The address from now on, and whether news go there too."""

    email = _email(gettext_lazy("New email"))
    keeps_news = forms.BooleanField(label=gettext_lazy("Send news to the new address, too"), required=False)


class BackForm(Form):
    """The address that the email was sent to, typed once more."""

    email = _email(gettext_lazy("Your former email"))


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@fresh
def change(request: ShopperRequest) -> HttpResponse:
    """Ask for the new address; a code goes to it."""
    form, customer = EmailForm(posted(request)), own(request)
    if customer.email_consent != Consent.SUBSCRIBED:
        del form.fields["keeps_news"]
    done, status = attempt(request, form, lambda: _begin(request, form))
    return done or sheet(request, "account/email.html", form, status=status, section="profile")


def _begin(request: ShopperRequest, form: EmailForm) -> HttpResponse:
    browser = request.COOKIES.get(cookie_name("browser"), "") or seals.new_token()
    made = actions.begin_email_change(
        own(request).pk,
        form.cleaned_data["email"],
        browser=browser,
        keeps_consent=bool(form.cleaned_data.get("keeps_news")),
        language=language(),
        by=request.actor,
    )
    return _to_code(made, browser)


def _to_code(made: Challenge, browser: str) -> HttpResponse:
    response = SeeOther("/account/email/code")
    put_cookie(response, "browser", browser, DAY)
    put_cookie(response, "email_change", str(made.pk), HOUR)
    return response


def _asked(request: ShopperRequest) -> tuple[Challenge | None, str]:
    """The change that this browser began, and the browser."""
    browser = request.COOKIES.get(cookie_name("browser"), "")
    try:
        challenge_id = UUID(request.COOKIES.get(cookie_name("email_change"), ""))
    except ValueError:
        return None, browser
    return queries.challenge(Challenge.Purpose.EMAIL, challenge_id, browser), browser


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def code(request: ShopperRequest) -> HttpResponse:
    """The six digits from the new mailbox; they change the address."""
    asked, browser = _asked(request)
    if asked is None:
        return SeeOther("/account/email")
    form, wanted = CodeForm(posted(request)), asked
    done, status = attempt(request, form, lambda: _finish(request, wanted, browser, form))
    return done or sheet(
        request, "account/email_code.html", form, status=status, email=asked.email, section="profile"
    )


def _finish(request: ShopperRequest, asked: Challenge, browser: str, form: CodeForm) -> HttpResponse:
    try:
        customer, token = actions.finish_email_change(
            own(request).pk,
            asked.pk,
            form.cleaned_data["code"],
            browser=browser,
            agent=agent(request),
            by=request.actor,
        )
    except Taken as refused:
        # Whose address it is stays between that customer and the store (security EM-02).
        raise Refused(_("This address can't be used for your account. Please use another.")) from refused
    messages.success(request, _("Your email address is changed. Every other browser was logged out."))
    response = let_in(SeeOther("/account/profile"), customer, token)
    drop_cookie(response, "email_change")
    return response


@shown_at("/account/email/code")
@require_POST
@signed_in
def new_code(request: ShopperRequest) -> HttpResponse:
    """Send another code to the new address; the one before is dead."""
    asked, browser = _asked(request)
    if asked is None:
        return SeeOther("/account/email")
    try:
        made = actions.begin_email_change(
            own(request).pk,
            asked.email,
            browser=browser,
            keeps_consent=bool(waiting(asked)["keeps"]),
            language=language(),
            by=request.actor,
        )
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther("/account/email/code")
    messages.success(request, _("A new code is on its way. Codes sent before no longer work."))
    return _to_code(made, browser)


@require_safe
@with_accounts
def open_back(request: ShopperRequest, customer_id: int, token: str) -> HttpResponse:
    """Move the token out of the address at once; opening the link uses nothing up (security LK-04, LK-06)."""
    return links.take("/account/email/back", "email_back", customer_id, token)


@require_http_methods(["GET", "HEAD", "POST"])
@with_accounts
def back(request: ShopperRequest) -> HttpResponse:
    """Take a change of address back, from the former mailbox."""
    link, token = links.held(request, "email_back", queries.open_undo)
    if link is None:
        return page(request, "account/link_over.html", status=410)
    form = BackForm(posted(request))
    done, status = attempt(request, form, lambda: _take_back(request, link, token, form))
    return done or sheet(request, "account/email_back.html", form, status=status)


def _take_back(request: ShopperRequest, link: Link, token: str, form: BackForm) -> HttpResponse:
    actions.undo_email_change(link.customer_id, token, form.cleaned_data["email"], by=request.actor)
    messages.success(
        request,
        _("Your address is back, and every browser was logged out. Set a new password now, to be safe."),
    )
    response = SeeOther("/account/recover")
    for name in ("email_back", "customer"):
        drop_cookie(response, name)
    return response
