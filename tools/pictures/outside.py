"""Where customers come from and where they serve, put into the pictured store."""

from tools.pictures.troubles import Places


def everybody() -> Places:
    """The provider of customers, and orders to bases abroad."""
    return provider() | posted()


def provider() -> Places:
    """An outside provider by which customers sign in."""
    from clientela.accounts.actions.providers import ProviderDetails, add_provider
    from clientela.accounts.models import Provider
    from clientela.core.actor import SYSTEM

    known = Provider.objects.first()
    given = ProviderDetails("Harbour ID", "https://id.harbour.example", "holm-and-hearth", "not-a-secret")
    return {"provider": str((known or add_provider(given, by=SYSTEM)).pk)}


def posted() -> Places:
    """Orders to the US military post, one that can be corrected and one that only the customer can."""
    from clientela.orders.models import Order

    found: Places = {}
    for name, city in (("clear", "Camp Butler"), ("unclear", "APO")):
        abroad = {"shipping_address__country": "US", "shipping_address__city": city}
        wrong = Order.objects.filter(**abroad, cancelled_at=None)
        order = wrong.exclude(shipping_address__line1__startswith="PSC 3 ").order_by("-placed_at")[0]
        assert order.customer
        found |= {f"{name}_order": str(order.number), f"{name}_customer": str(order.customer_id)}
        found[f"{name}_address"] = str(order.customer.default_address_id)
    return found
