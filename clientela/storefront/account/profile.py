"""The customer's own details and marketing choices."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clientela.core.errors import ChangedMeanwhile, Refused, SeveralRefused
from clientela.customers import actions as customers
from clientela.customers import queries
from clientela.customers.forms import FieldsForm
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
    status_of,
)
from clientela.storefront.door import ShopperRequest
from clientela.ui.posting import shown_at

HERE = "/account/profile"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def profile(request: ShopperRequest) -> HttpResponse:
    """Name, phone, birthday and language."""
    form = _form(request, posted(request))
    done, status = attempt(request, form, lambda: _save(request, form))
    return done or _page(request, form, _preferences(request, None), status)


def _page(request: ShopperRequest, form: ProfileForm, own_fields: FieldsForm, status: int) -> HttpResponse:
    marketing = MarketingForm(initial={"email_marketing": own(request).email_consent == Consent.SUBSCRIBED})
    more = {"marketing": marketing, "own": own_fields, "section": "profile"}
    return sheet(request, "account/profile.html", form, status=status, **more)


def _form(request: ShopperRequest, data: QueryDict | None) -> ProfileForm:
    languages = {code: str(name) for code, name in settings.LANGUAGES}
    return ProfileForm(data, own(request), request.store, languages)


def _preferences(request: ShopperRequest, data: QueryDict | None) -> FieldsForm:
    """What the store asks customers to fill in themselves."""
    known = [each for each in queries.definitions() if each.is_customers_own]
    customer_id = own(request).pk
    return FieldsForm(data, known, queries.fields_of([customer_id])[customer_id] if known else {})


@shown_at("/account/profile")
@require_POST
@signed_in
def preferences(request: ShopperRequest) -> HttpResponse:
    """What the customer told the store of themself; what staff changed meanwhile isn't overwritten."""
    form, status = _preferences(request, request.POST), 422
    if form.is_valid():
        try:
            customers.set_fields(own(request).pk, form.texts(), seen=form.seen, by=request.actor)
        except ChangedMeanwhile as refused:
            status = status_of(refused)
            form.shows(refused)
            form.add_error(None, str(refused.sentence))
        except SeveralRefused as refused:
            status = status_of(refused)
            form.shows(refused)
        else:
            messages.success(request, _("Your preferences are saved."))
            return SeeOther(HERE)
    return _page(request, _form(request, None), form, status)


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
