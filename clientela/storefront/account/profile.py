"""The customer's own details and marketing choices."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clientela.core.errors import Refused
from clientela.customers import actions as customers
from clientela.customers.keeping import Taken
from clientela.customers.models import Channel, Consent, OptIn
from clientela.messaging import actions as messaging
from clientela.storefront.account.forms import MarketingForm, ProfileForm
from clientela.storefront.account.gates import (
    SeeOther,
    attempt,
    own,
    posted,
    sheet,
    signed_in,
    speak,
)
from clientela.storefront.door import ShopperRequest
from clientela.ui.posting import shown_at

HERE = "/account/profile"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile(request: ShopperRequest) -> HttpResponse:
    """Name, phone, birthday and language."""
    customer = own(request)
    languages = {code: str(name) for code, name in settings.LANGUAGES}
    form = ProfileForm(posted(request), customer, request.store, languages)
    done, status = attempt(request, form, lambda: _save(request, form))
    marketing = MarketingForm(initial={"email_marketing": customer.email_consent == Consent.SUBSCRIBED})
    return done or sheet(
        request, "account/profile.html", form, status=status, marketing=marketing, section="profile"
    )


def _save(request: ShopperRequest, form: ProfileForm) -> HttpResponse:
    try:
        changed = customers.edit(own(request).pk, form.cleaned_data, by=request.actor)
    except Taken as refused:
        # Whose number it is stays between that customer and the store.
        raise Refused(_("This number can't be used for your profile."), field=refused.field) from refused
    messages.success(request, _("Your profile is saved."))
    return speak(SeeOther(HERE), changed.language)


@shown_at("/account/profile")
@require_POST
@signed_in
def marketing(request: ShopperRequest) -> HttpResponse:
    """Say yes or no to news by email; the words that were agreed to are kept."""
    form = MarketingForm(request.POST)
    form.is_valid()
    wanted = form.cleaned_data["email_marketing"]
    wording, customer = str(form.fields["email_marketing"].label), own(request)
    if wanted and customer.email_consent != Consent.SUBSCRIBED:
        # Who signed in by a password may not have proved this mailbox yet.
        messaging.opt_in(customer.pk, source="account", wording=wording, by=request.actor)
    elif not wanted:
        customers.set_consent(
            customer.pk, Channel.EMAIL, Consent.UNSUBSCRIBED, level=OptIn.SINGLE, source="account",
            wording=wording, by=request.actor,
        )  # fmt: skip
    messages.success(request, _("Your choice is saved."))
    return SeeOther(HERE)
