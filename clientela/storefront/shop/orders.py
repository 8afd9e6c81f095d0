"""Orders as their shoppers see them: by a link, or in the account."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.checkout import actions
from clientela.core import keyset, places
from clientela.core.errors import NotThere
from clientela.orders import links, queries
from clientela.orders.models import Order
from clientela.payments.models import Payment
from clientela.storefront.account.gates import SeeOther, attempt, own, posted, signed_in
from clientela.storefront.context import customer_id, page, whose
from clientela.storefront.door import ShopperRequest
from clientela.storefront.shop import claims, shown
from clientela.ui.forms import Form
from clientela.ui.posting import shown_at

PAGE_SIZE = 10
# More would hide the page.
MOST_NOTES = 5
NEWEST = keyset.Order("placed_at", descending=True)


@require_http_methods(["GET", "HEAD", "POST"])
def status(request: ShopperRequest, signed: str) -> HttpResponse:
    """An order's status by its link; a mailed one has a button that proves the mailbox (lesson 5)."""
    found = links.read(signed)
    if found is None or (request.method == "POST" and found[1] is not links.Way.MAIL):
        raise NotThere
    form = claims.MailboxForm(posted(request))
    done, code = attempt(request, form, lambda: claims.confirm(request, signed, form))
    asks = queries.wants_proof(*found) and not request.guest_staff
    response = done or _status(request, found[0], form if asks else None, code)
    # Not "no-referrer": browsers would send forms of this page as from nowhere, and they would be refused.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _status(request: ShopperRequest, order: Order, form: Form | None, code: int) -> HttpResponse:
    """Of the address only the town, unless it is the customer's own."""
    shopper = customer_id(request)
    values = {
        "shown": shown.order(order, request.store),
        "area": places.area(order.place),
        "lines_of_address": order.address_lines if shopper and shopper == order.customer_id else [],
        "mailbox_form": form,
    }
    return page(request, "shop/order_status.html", values, status=code)


@require_safe
@signed_in
def to_orders(request: ShopperRequest) -> HttpResponse:
    """The account begins with the orders."""
    del request
    return SeeOther("/account/orders")


@require_safe
@signed_in
def orders(request: ShopperRequest) -> HttpResponse:
    """The customer's orders, newest first, a page at a time."""
    rows = queries.orders_of(own(request).pk)
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    found = keyset.page(rows, NEWEST, size=PAGE_SIZE, after=after, before=before)
    values = {
        "section": "orders",
        "orders": shown.orders(found.rows, request.store),
        "previous": f"/account/orders?before={found.before}" if found.before else "",
        "next": f"/account/orders?after={found.after}" if found.after else "",
    }
    return page(request, "shop/account_orders.html", values)


@require_safe
@signed_in
def order(request: ShopperRequest, number: int) -> HttpResponse:
    """One order of the customer's: items, address, payment, tracking."""
    found = queries.order_for_customer(own(request).pk, number)
    if found is None:
        raise NotThere
    payment = found.payment
    values = {
        "section": "orders",
        "shown": shown.order(found, request.store),
        "lines_of_address": found.address_lines,
        "card": _card(request, payment),
    }
    return page(request, "shop/account_order.html", values)


def _card(request: ShopperRequest, payment: Payment | None) -> str:
    """By which card it was paid: the customer's to know, not of staff in their place (security AC-06)."""
    if payment is None or not payment.last4 or request.guest_staff:
        return ""
    return f"{payment.brand} •••• {payment.last4}"


@shown_at("/account/orders/{number}")
@require_POST
@signed_in
def again(request: ShopperRequest, number: int) -> HttpResponse:
    """Put what can still be bought of an order into the cart, and say what can't."""
    found = actions.buy_again(whose(request), number, currency=request.store.currency, by=request.actor)
    if not found.pieces:
        messages.error(request, _("Nothing of this order can be bought now."))
    for note in found.notes[:MOST_NOTES]:
        messages.warning(request, note)
    return SeeOther("/cart")
