"""Settings for sending and tax."""

import pytest

from clientela.orders.models import ShippingRate, TaxRate
from tests.cast import Cast, as_staff


@pytest.fixture
def client(cast: Cast):
    return as_staff(cast.owner)


def text(client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_way_of_sending(client) -> None:
    """Added, listed, changed, deleted after asking."""
    here = "/admin/settings/shipping"
    assert "Nothing here yet" in text(client, here) and here in text(client, "/admin/settings")
    typed = {"name": "Post", "price": "3.95", "free_from": "50", "days": "2 days", "countries": ["GB", "IE"]}
    assert client.post(f"{here}/new", typed).status_code == 303
    rate = ShippingRate.objects.get()
    assert (rate.price, rate.free_from, rate.countries) == (395, 5000, ["GB", "IE"])
    page = text(client, here)
    assert "United Kingdom" in page and "£3.95" in page and "£50.00" in page
    assert 'value="3.95"' in text(client, f"{here}/{rate.pk}")
    assert client.post(f"{here}/{rate.pk}", {"name": "Letter", "price": "2"}).status_code == 303
    assert "Letter" in text(client, f"{here}/{rate.pk}/delete") and "Everywhere else" in text(client, here)
    assert client.post(f"{here}/{rate.pk}/delete").status_code == 303 and not ShippingRate.objects.exists()
    assert client.get(f"{here}/{rate.pk}").status_code == 404


def test_a_tax_rate(client, cast: Cast) -> None:
    """In percent, as the language writes it; once for each country."""
    here = "/admin/settings/taxes"
    typed = {"country": "US", "region": "California", "name": "Sales tax", "percent": "7.25"}
    assert client.post(f"{here}/new", typed).status_code == 303
    rate = TaxRate.objects.get()
    assert (rate.region, rate.rate) == ("CA", 725) and "7.25%" in text(client, here)
    answer = client.post(f"{here}/new", typed)
    assert answer.status_code == 422 and "There is a tax rate" in answer.content.decode()
    cast.owner.language = "nb"
    cast.owner.save()
    assert 'value="7,25"' in text(client, f"{here}/{rate.pk}")
    assert client.post(f"{here}/{rate.pk}", typed | {"percent": "8,5"}).status_code == 303
    assert TaxRate.objects.get().rate == 850


@pytest.mark.parametrize(
    ("place", "typed"),
    [
        ("shipping", {"name": "", "price": "1"}),
        ("shipping", {"name": "A", "price": "x"}),
        ("shipping", {"name": "A", "price": "-1"}),
        ("shipping", {"name": "A", "price": "1", "countries": ["XX"]}),
        ("taxes", {"country": "GB", "name": "VAT", "percent": "101"}),
        ("taxes", {"country": "GB", "name": "VAT", "percent": "1.234"}),
        ("taxes", {"country": "US", "region": "Bavaria", "name": "VAT", "percent": "1"}),
    ],
)
def test_what_can_t_be_is_said(client, place: str, typed: dict[str, object]) -> None:
    """Beside its field, with what was typed kept."""
    answer = client.post(f"/admin/settings/{place}/new", typed)
    assert answer.status_code == 422 and 'class="error"' in answer.content.decode()


def test_who_may_only_look(cast: Cast) -> None:
    """AC-02: support neither sees nor changes them."""
    client = as_staff(cast.support)
    for page in ("shipping", "taxes"):
        assert client.get(f"/admin/settings/{page}").status_code == 403
        assert client.post(f"/admin/settings/{page}/new").status_code == 403
