"""Ways of sending and tax rates, as staff keep them."""

import pytest

from clientela.core.actor import Actor
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.journal.models import Event
from clientela.orders import queries
from clientela.orders.actions import (
    RateTaken,
    Shipping,
    Taxing,
    delete_shipping_rate,
    delete_tax_rate,
    save_shipping_rate,
    save_tax_rate,
)
from clientela.orders.models import ShippingRate, TaxRate
from tests.cast import Cast


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast.manager.as_actor("127.0.0.1")


def test_ways_of_sending(by: Actor) -> None:
    """Added behind the others, changed, taken away; each is a fact."""
    post = save_shipping_rate(Shipping("Post", 395, ("GB", "IE"), 5000, "2 days"), by=by)
    abroad = save_shipping_rate(Shipping("Abroad", 1495), by=by)
    assert [rate.pk for rate in queries.rates_for("GB")] == [post.pk]
    assert [rate.pk for rate in queries.rates_for("NO")] == [abroad.pk] and abroad.position == 1
    save_shipping_rate(Shipping("Letter", 295, ("GB",)), rate_id=post.pk, by=by)
    assert (queries.rates_for("GB")[0].price, queries.rates_for("GB")[0].free_from) == (295, None)
    delete_shipping_rate(post.pk, by=by)
    assert queries.rates_for("GB") == [abroad]
    with pytest.raises(NotThere):
        delete_shipping_rate(post.pk, by=by)
    names = ["shipping_rate.saved"] * 3 + ["shipping_rate.deleted"]
    assert (
        list(Event.objects.filter(subject_kind="shipping_rate").order_by("pk").values_list("name", flat=True))
        == names
    )


def test_tax_rates(by: Actor) -> None:
    """One for each country and region; the region by its name or its code."""
    save_tax_rate(Taxing("US", "Sales tax", 0), by=by)
    made = save_tax_rate(Taxing("US", "Sales tax", 725, "california"), by=by)
    assert made.region == "CA" and queries.tax_for("US", "CA", included=False).rate == 725
    assert queries.tax_for("US", "NY", included=False).rate == 0
    with pytest.raises(RateTaken):
        save_tax_rate(Taxing("US", "Another", 100, "CA"), by=by)
    save_tax_rate(Taxing("US", "Sales tax", 750, "CA"), rate_id=made.pk, by=by)
    delete_tax_rate(made.pk, by=by)
    assert queries.tax_for("US", "CA", included=False).rate == 0
    with pytest.raises(NotThere):
        save_tax_rate(Taxing("GB", "VAT", 1), rate_id=made.pk, by=by)


@pytest.mark.parametrize(
    "values",
    [
        Shipping("", 1),
        Shipping("A", -1),
        Shipping("A", 10**13),
        Shipping("A", 1, ("XX",)),
        Shipping("A", 1, days="x" * 41),
        Taxing("XX", "VAT", 1),
        Taxing("GB", "", 1),
        Taxing("GB", "VAT", 10001),
        Taxing("US", "VAT", 1, "Bavaria"),
    ],
)
def test_what_can_t_be(by: Actor, values: Shipping | Taxing) -> None:
    """Refused beside its field; nothing is kept."""
    with pytest.raises(Refused) as refused:
        if isinstance(values, Shipping):
            save_shipping_rate(values, by=by)
        else:
            save_tax_rate(values, by=by)
    assert refused.value.field and not ShippingRate.objects.exists() and not TaxRate.objects.exists()


def test_only_by_those_who_may(cast: Cast) -> None:
    """AC-01."""
    by = cast.support.as_actor()
    for act in (
        lambda: save_shipping_rate(Shipping("A", 1), by=by),
        lambda: save_tax_rate(Taxing("GB", "VAT", 1), by=by),
        lambda: delete_shipping_rate(1, by=by),
        lambda: delete_tax_rate(1, by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
