"""The page of an invoice: what the store put together for a customer, and paying it."""

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from clientela.core.errors import Refused
from clientela.orders import actions, drafts, links
from clientela.orders.models import Draft
from clientela.payments.providers import gateway
from clientela.storefront.account.gates import SeeOther
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest
from clientela.storefront.shop import shown
from clientela.ui.posting import shown_at


@require_safe
def invoice(request: ShopperRequest, signed: str) -> HttpResponse:
    """What is bought, for how much; the link alone opens it."""
    draft = drafts.of_invoice(signed)
    sums = drafts.totals(draft, request.store)
    card = gateway("test").card(draft.payment_token) if draft.payment_token else None
    values = {
        "draft": draft,
        "signed": signed,
        "lines": [shown.draft_item(item, draft.currency) for item in drafts.items(draft)],
        "sums": shown.draft_sums(sums, draft.currency),
        "card": f"{card.brand} •••• {card.last4}" if card else "",
        "is_free": not sums.total,
        "is_paying": draft.state == Draft.State.PAYING,
        "is_open": draft.state != Draft.State.OPEN and draft.order is None,
        "status_path": links.path(draft.order, links.Way.PAGE) if draft.order else "",
    }
    response = page(request, "shop/invoice.html", values)
    # Told to nobody else, but to ourselves: without it a browser sends no origin with the form.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


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
    draft, seen = drafts.of_invoice(signed), request.POST.get("seen", "")
    version = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else 0
    try:
        actions.pay_invoice(draft.pk, seen=version, by=request.actor)
    except Refused as refused:
        if "url" in refused.details:
            return SeeOther(str(refused.details["url"]))
        messages.error(request, str(refused.sentence))
    return SeeOther(f"/invoice/{signed}")


def back(draft: Draft | None) -> str:
    """Where the gateway sends somebody back to: the invoice, else the checkout."""
    return drafts.invoice_path(draft) if draft else "/checkout/paid"
