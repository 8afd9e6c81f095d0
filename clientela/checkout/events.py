"""What happens on the way to an order."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.core.powers import Power
from clientela.journal.facts import fact


@fact(
    "checkout.started",
    _("Checkout started"),
    icon="shopping-cart",
    power=Power.ORDERS_VIEW,
    webhook="checkouts/create",
)
@dataclass(frozen=True)
class CheckoutStarted:
    """Somebody gave their contact at checkout; `checkout` is its id."""

    checkout: str
