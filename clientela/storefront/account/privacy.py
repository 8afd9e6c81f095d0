"""Privacy choices: news by email and text, the sale of data, and what this browser keeps."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from clientela.core.actor import Actor
from clientela.customers import actions as customers
from clientela.customers import queries
from clientela.customers.models import Channel, Consent, Customer, OptIn
from clientela.messaging import actions as messaging
from clientela.storefront import carried
from clientela.storefront.account.gates import SeeOther, attempt, own, posted, sheet, signed_in
from clientela.storefront.door import ShopperRequest
from clientela.ui.forms import Form
from clientela.ui.posting import shown_at

HERE = "/account/privacy"


class PrivacyForm(Form):
    """What the store may do with what it knows."""

    email_marketing = forms.BooleanField(label=gettext_lazy("Email me with news and offers"), required=False)
    sms_marketing = forms.BooleanField(label=gettext_lazy("Text me with news and offers"), required=False)
    no_sale = forms.BooleanField(
        label=gettext_lazy("Do not sell or share my personal information"), required=False
    )

    def __init__(self, data: Mapping[str, Any] | None, customer: Customer) -> None:
        start = {
            "email_marketing": customer.email_consent == Consent.SUBSCRIBED,
            "sms_marketing": customer.sms_consent == Consent.SUBSCRIBED,
            "no_sale": customer.data_sale_opt_out,
        }
        super().__init__(data, initial=start)
        if not customer.phone:
            del self.fields["sms_marketing"]
        if not customer.email:
            del self.fields["email_marketing"]


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def privacy(request: ShopperRequest) -> HttpResponse:
    """All choices on one page, with the ledger of what was agreed to."""
    customer = own(request)
    form = PrivacyForm(posted(request), customer)
    done, status = attempt(request, form, lambda: _save(request, customer, form))
    return done or sheet(
        request,
        "account/privacy.html",
        form,
        status=status,
        section="privacy",
        ledger=queries.consents(customer)[:20],
        remembers=bool(carried.kept(request, carried.REMEMBERED)),
    )


def _save(request: ShopperRequest, customer: Customer, form: PrivacyForm) -> HttpResponse:
    given, actor = form.cleaned_data, request.actor
    for channel, column in ((Channel.EMAIL, "email_consent"), (Channel.SMS, "sms_consent")):
        name = f"{channel.value}_marketing"
        if name in given and given[name] != (getattr(customer, column) == Consent.SUBSCRIBED):
            _choose(customer, channel, given[name], str(form.fields[name].label), actor)
    customers.choose_data_sale(customer.pk, given["no_sale"], by=actor)
    messages.success(request, _("Your choices are saved."))
    return SeeOther(HERE)


def _choose(customer: Customer, channel: Channel, wanted: bool, wording: str, by: Actor) -> None:
    if wanted and channel is Channel.EMAIL:
        # Who signed in by a password may not have proved this mailbox yet.
        messaging.opt_in(customer.pk, source="account", wording=wording, by=by)
        return
    customers.set_consent(
        customer.pk, channel, Consent.SUBSCRIBED if wanted else Consent.UNSUBSCRIBED,
        level=OptIn.SINGLE, source="account", wording=wording, by=by,
    )  # fmt: skip


@shown_at("/account/privacy")
@require_POST
@signed_in
def forget(request: ShopperRequest) -> HttpResponse:
    """Take the details back that this browser keeps for checkout."""
    messages.success(request, _("This browser no longer keeps your details."))
    response = SeeOther(HERE)
    carried.forget(response, carried.REMEMBERED)
    return response
