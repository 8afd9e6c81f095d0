"""Orders that need somebody: money that didn't go back, invoices that nobody pays."""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Now

from clientela.orders.models import Draft, Order, OrderLine, Refund

# A refund that failed is told for so long; an invoice is late after a week.
FAILED_LATELY = timedelta(days=60)
INVOICE_LATE = timedelta(days=7)


def failed_refunds() -> QuerySet[Refund]:
    """Refunds that the gateway refused and that nobody has made up for: nothing was given back since."""
    later = Refund.objects.filter(order=OuterRef("order"), state=Refund.State.DONE, pk__gt=OuterRef("pk"))
    rows = Refund.objects.filter(state=Refund.State.FAILED, refunded_at__gt=Now() - FAILED_LATELY)
    open_ones = rows.filter(order__refunded__lt=F("order__total")).filter(~Exists(later))
    return open_ones.select_related("order__customer")


def late_invoices() -> QuerySet[Draft]:
    """Invoices that were sent more than a week ago and aren't paid."""
    sent = Draft.objects.standing().filter(state=Draft.State.INVOICED, invoiced_at__lt=Now() - INVOICE_LATE)
    return sent.select_related("customer").defer("shipping_address")


def waiting() -> QuerySet[Order]:
    """Orders of which something is still to be sent. An index of its own serves them, newest first."""
    standing = Order.objects.filter(cancelled_at=None)
    unsent = standing.exclude(fulfillment_status=Order.Fulfillment.FULFILLED)
    left = OrderLine.objects.filter(order=OuterRef("pk"), quantity__gt=F("sent") + F("dropped"))
    return unsent.filter(Exists(left)).select_related("customer").defer("shipping_address", "note")
