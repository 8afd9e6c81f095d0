"""Addresses that mail is held back from: the list, holding one by hand, letting one go."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clientela.admin.door import StaffRequest, needs, own_page
from clientela.admin.forms.senders import HoldForm
from clientela.admin.frame import SeeOther, show
from clientela.core import emails
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.customers.models import Customer
from clientela.post import actions, queries
from clientela.post.models import Suppression
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at

HELD = "/admin/settings/held"


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_EMAIL)
@require_safe
def held_list(request: StaffRequest) -> HttpResponse:
    """The addresses, newest first; those that begin with what was searched for."""
    return _page(request, HoldForm())


def _page(request: StaffRequest, form: HoldForm) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:255]
    page = queries.held_addresses(q, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    base = f"{HELD}?{urlencode({'q': q})}&" if q else f"{HELD}?"
    context = {"page": page, "q": q, "base": base, "form": form}
    status = 422 if form.errors else 200
    return show(request, "admin/held.html", context, current="settings", status=status)


def _customer_id(address: str) -> int | None:
    found = Customer.objects.with_email(emails.canonical(address)).values_list("pk", flat=True)
    return found.first()


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_EMAIL)
@shown_at(HELD)
@require_POST
def hold(request: StaffRequest) -> HttpResponse:
    """Send an address only what law or security needs."""
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    address, words = form.cleaned_data["email"], form.cleaned_data["words"]
    try:
        is_new = actions.hold(
            address,
            Suppression.Reason.STAFF,
            words=words,
            customer_id=_customer_id(address),
            by=request.actor,
        )
    except Refused as refused:
        show_refusal(form, refused)
        return _page(request, form)
    said = _("Emails to %(address)s are held back.") if is_new else _("%(address)s was held back already.")
    messages.success(request, said % {"address": address})
    return SeeOther(HELD)


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_EMAIL)
@shown_at(HELD)
@require_POST
def release(request: StaffRequest, held_id: int) -> HttpResponse:
    """Send to an address again."""
    found = queries.held_address(held_id)
    if found is None:
        raise NotThere
    actions.release(held_id, customer_id=_customer_id(found.address), by=request.actor)
    messages.success(request, _("Emails go to %(address)s again.") % {"address": found.address})
    return SeeOther(own_page(request.POST.get("back", "") or HELD))
