"""Adding an order to the account by its number and postcode, and the way back from the order's mailbox."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from clientela.accounts.models import Link
from clientela.core.places import LONGEST
from clientela.orders import actions, queries
from clientela.storefront import links
from clientela.storefront.account.gates import SeeOther, attempt, own, posted, sheet, signed_in
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest, drop_cookie
from clientela.ui.forms import Form

_MISSING = {"required": gettext_lazy("Fill this in.")}


class ClaimForm(Form):
    """What somebody knows who placed the order."""

    # Not "number": a field of this name is where browsers put a card's (security SC-02).
    order = forms.CharField(
        label=gettext_lazy("Order number"),
        max_length=40,
        error_messages=_MISSING,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    postcode = forms.CharField(
        label=gettext_lazy("Postcode of the delivery address"),
        max_length=40,
        error_messages=_MISSING,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "spellcheck": "false"}),
    )


class MailboxForm(Form):
    """The address that the email was sent to."""

    email = forms.CharField(
        label=gettext_lazy("Email"),
        max_length=LONGEST,
        error_messages=_MISSING,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"}
        ),
    )


def confirm(request: ShopperRequest, signed: str, form: MailboxForm) -> HttpResponse:
    """Take the button of a mailed order link as proof of the mailbox, and back to the order."""
    actions.prove_by_order(signed, form.cleaned_data["email"], by=request.actor)
    messages.success(request, _("Thank you. Your email address is confirmed."))
    return SeeOther(f"/orders/{signed}")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def claim(request: ShopperRequest) -> HttpResponse:
    """Ask for number and postcode; the order then stands among one's own."""
    form = ClaimForm(posted(request))
    done, status = attempt(request, form, lambda: _claim(request, form))
    return done or sheet(request, "shop/order_claim.html", form, status=status, section="orders")


def _claim(request: ShopperRequest, form: ClaimForm) -> HttpResponse:
    given = form.cleaned_data
    order = actions.claim(own(request).pk, given["order"], given["postcode"], by=request.actor)
    messages.success(request, _("Order %(name)s is among yours now.") % {"name": order.name})
    return SeeOther(f"/account/orders/{order.number}")


@require_safe
def open_back(request: ShopperRequest, customer_id: int, token: str) -> HttpResponse:
    """Move the token out of the address at once; opening the link uses nothing up (security LK-04, LK-06)."""
    del request
    return links.take("/orders/claim", "claim", customer_id, token)


@require_http_methods(["GET", "HEAD", "POST"])
def back(request: ShopperRequest) -> HttpResponse:
    """Take a claimed order back, from the mailbox that it was placed with."""
    link, token = links.held(request, "claim", queries.open_claim)
    if link is None:
        return page(request, "account/link_over.html", status=410)
    form = MailboxForm(posted(request))
    done, status = attempt(request, form, lambda: _take_back(request, link, token, form))
    return done or sheet(request, "shop/order_back.html", form, status=status)


def _take_back(request: ShopperRequest, link: Link, token: str, form: MailboxForm) -> HttpResponse:
    order = actions.undo_claim(link.customer_id, token, form.cleaned_data["email"], by=request.actor)
    done = _("Order %(name)s is no longer part of that account.") % {"name": order.name}
    messages.success(request, done)
    response = SeeOther("/")
    drop_cookie(response, "claim")
    return response
