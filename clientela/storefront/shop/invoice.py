"""The page of an invoice: what the store put together for a customer, and paying it."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from clientela.accounts.buying import needs_sign_in
from clientela.core.errors import Refused
from clientela.orders import actions, drafts, links
from clientela.orders.models import Draft
from clientela.payments.providers import gateway
from clientela.storefront.account.gates import SeeOther
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest
from clientela.storefront.shop import shown
from clientela.ui.forms import Form
from clientela.ui.posting import shown_at


class SeenForm(Form):
    """What the page showed: the draft's version, and what it came to."""

    seen = forms.IntegerField(min_value=0)
    total = forms.IntegerField(min_value=0, required=False)


@require_safe
def invoice(request: ShopperRequest, signed: str) -> HttpResponse:
    """What is bought, for how much; the link alone opens it."""
    draft = drafts.of_invoice(signed)
    response = page(request, "shop/invoice.html", {"signed": signed, **_values(draft, request)})
    # Told to nobody else, but to ourselves: without it a browser sends no origin with the form.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _values(draft: Draft, request: ShopperRequest) -> dict[str, object]:
    sums, items = drafts.totals(draft, request.store), drafts.items(draft)
    card = gateway("test").card(draft.payment_token) if draft.payment_token else None
    return {
        "draft": draft,
        "lines": [shown.draft_item(item, draft.currency) for item in items],
        "sums": shown.draft_sums(sums, draft.currency),
        "total": sums.total,
        "card": f"{card.brand} •••• {card.last4}" if card else "",
        "is_free": not sums.total,
        "is_paying": draft.state == Draft.State.PAYING,
        "is_open": draft.state in {Draft.State.INVOICED, Draft.State.PAYING} and bool(items),
        "needs_sign_in": needs_sign_in(request.actor),
        "is_withdrawn": draft.state == Draft.State.DELETED,
        "status_path": links.path(draft.order, links.Way.PAGE) if draft.order else "",
    }


@shown_at("/invoice/{signed}")
@require_POST
def card(request: ShopperRequest, signed: str) -> HttpResponse:
    """Send the customer to the gateway's own page for the card."""
    draft = drafts.of_invoice(signed)
    try:
        return SeeOther(actions.open_invoice_page(draft.pk, by=request.actor))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther(f"/invoice/{signed}")


@shown_at("/invoice/{signed}")
@require_POST
def pay(request: ShopperRequest, signed: str) -> HttpResponse:
    """Pay; a second press finds it paid."""
    draft, form = drafts.of_invoice(signed), SeenForm(request.POST)
    seen = form.cleaned_data if form.is_valid() else {"seen": 0, "total": None}
    try:
        actions.pay_invoice(draft.pk, seen=seen["seen"], seen_total=seen["total"], by=request.actor)
    except Refused as refused:
        if "url" in refused.details:
            return SeeOther(str(refused.details["url"]))
        messages.error(request, str(refused.sentence))
    return SeeOther(f"/invoice/{signed}")


def back(draft: Draft | None) -> str:
    """Where the gateway sends somebody back to: the invoice, else the checkout."""
    return drafts.invoice_path(draft) if draft else "/checkout/paid"
