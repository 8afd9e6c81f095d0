"""What sending costs, and simple tax rates."""

from collections.abc import Sequence

from django.db import transaction

from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.orders.models import ShippingRate, TaxRate


def set_shipping_rates(rates: Sequence[ShippingRate], *, by: Actor) -> None:
    """Make these the ways of sending, in this order."""
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        ShippingRate.objects.all().delete()
        for position, rate in enumerate(rates):
            rate.position = position
        ShippingRate.objects.bulk_create(rates)


def set_tax_rates(rates: Sequence[TaxRate], *, by: Actor) -> None:
    """Make these the tax rates."""
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        TaxRate.objects.all().delete()
        TaxRate.objects.bulk_create(rates)
