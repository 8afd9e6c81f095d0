"""Drafts in the admin."""

import pytest

from clientela.orders.models import Draft, Order
from clientela.post.models import Message
from tests.cast import Cast, as_staff
from tests.checkout.goods import stock_shelf


@pytest.fixture
def client(cast: Cast):
    return as_staff(cast.support)


def text(client, address: str) -> str:
    return client.get(address).content.decode()


def test_put_together_and_sent(client, cast: Cast) -> None:
    """A customer found, a variant and something else added, changed, the invoice sent, paid otherwise."""
    shelf = stock_shelf()
    assert "No drafts yet" in text(client, "/admin/drafts")
    assert f'value="{cast.guest.pk}"' in text(client, "/admin/drafts/new?q=gianni")
    assert client.post("/admin/drafts/new", {"customer": cast.guest.pk}).status_code == 303
    draft = Draft.objects.get()
    here = f"/admin/drafts/{draft.pk}"
    assert "Stoneware mug" in text(client, f"{here}?q=mug") and "/invoice" not in text(client, here)
    assert client.post(f"{here}/add", {"variant": shelf.mug.pk}).status_code == 303
    typed = {"title": "Engraving", "price": "10.50", "quantity": "2"}
    assert client.post(f"{here}/custom", typed).status_code == 303
    mug = draft.items.get(variant=shelf.mug)
    typed = {f"pieces-{mug.pk}": "3", "discount": "9", "shipping": "3.95", "shipping_title": "Post"}
    assert client.post(f"{here}/change", typed).status_code == 303
    assert "£63.95" in text(client, here) and "£63.95" in text(client, "/admin/drafts")
    assert client.post(f"{here}/invoice").status_code == 303
    assert Message.objects.get(kind="draft.invoice").to == cast.guest.email
    assert client.post(f"{here}/complete").status_code == 303
    assert Order.objects.get().total == 6395 and Order.objects.get().name in text(client, here)


def test_what_can_t_be_is_said(client, cast: Cast) -> None:
    """Beside the field, or above; nothing is changed."""
    client.post("/admin/drafts/new", {"customer": cast.guest.pk})
    here = f"/admin/drafts/{Draft.objects.get().pk}"
    for place, typed in (
        ("custom", {"title": "", "price": "1", "quantity": "1"}),
        ("custom", {"title": "A", "price": "x", "quantity": "1"}),
        ("custom", {"title": "A", "price": "-1", "quantity": "1"}),
        ("change", {"discount": "-1"}),
        ("change", {"shipping": "1.001"}),
        ("add", {"variant": "x"}),
    ):
        assert client.post(f"{here}/{place}", typed).status_code == 422, typed
    assert client.post(f"{here}/add", {"variant": 10**9}).status_code in {404, 422}
    assert client.post("/admin/drafts/new", {"customer": 10**9}).status_code == 422
    assert client.post(f"{here}/invoice").status_code == 303 and not Message.objects.exists()
    assert client.get("/admin/drafts/999999").status_code == 404
    assert client.get(f"{here}/change").status_code == 302
