"""Drafts in the admin."""

import pytest

from clientela.core.actor import SYSTEM
from clientela.customers.actions import add_address
from clientela.orders.actions import send_invoice
from clientela.orders.drafts import invoice_path
from clientela.orders.models import Draft, Order
from clientela.post.models import Message
from tests.admin.scenes import make_draft
from tests.cast import Cast, as_staff
from tests.checkout.goods import BATH, stock_shelf


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


def test_where_it_goes(client, cast: Cast) -> None:
    """One of the customer's addresses, or another one; what doesn't fit is said beside its field."""
    draft = make_draft(cast.guest)
    here, own = f"/admin/drafts/{draft.pk}", add_address(cast.guest.pk, BATH, by=SYSTEM)
    assert "No address yet" in text(client, here) and "BA1 5BG" in text(client, f"{here}/address")
    assert client.post(f"{here}/address/{own.pk}").status_code == 303
    assert "12 High Street" in text(client, here)
    typed = BATH.as_dict() | {"line1": "1 Mill Lane"}
    assert client.post(f"{here}/address", typed).status_code == 303
    assert "1 Mill Lane" in text(client, here)
    answer = client.post(f"{here}/address", typed | {"postcode": "nonsense"})
    assert answer.status_code == 422 and "nonsense" in answer.content.decode()
    assert client.post(f"{here}/address/999999").status_code == 404


def test_deleted_after_asking(client, cast: Cast) -> None:
    """Gone from the list; its invoice link says so."""
    draft = send_invoice(make_draft(cast.guest).pk, by=SYSTEM)
    here = f"/admin/drafts/{draft.pk}"
    assert "be paid any more" in text(client, f"{here}/delete")
    assert client.post(f"{here}/delete").headers["Location"] == "/admin/drafts"
    assert client.get(here).status_code == 404 and "No drafts yet" in text(client, "/admin/drafts")
    assert "withdrew this invoice" in text(client, invoice_path(draft))
    assert client.post(f"{here}/delete").status_code == 404


def test_a_colleague_changed_it_meanwhile(client, cast: Cast) -> None:
    """What was typed stays, and is saved only once it was seen."""
    draft = make_draft(cast.guest)
    here, seen = f"/admin/drafts/{draft.pk}", Draft.objects.get().version
    assert client.post(f"{here}/change", {"discount": "1", "version": seen}).status_code == 303
    answer = client.post(f"{here}/change", {"discount": "2", "version": seen})
    page = answer.content.decode()
    assert answer.status_code == 422 and "A colleague changed this draft" in page
    assert 'name="discount" value="2"' in page and f'name="version" value="{seen + 1}"' in page
    assert client.post(f"{here}/change", {"discount": "2", "version": seen + 1}).status_code == 303
    assert Draft.objects.get().discount == 200


def test_what_happened_to_it(client, cast: Cast) -> None:
    """Facts and emails, and the list costs the same however long it is."""
    draft = send_invoice(make_draft(cast.guest).pk, by=SYSTEM)
    page = text(client, f"/admin/drafts/{draft.pk}")
    for words in (f"Draft {draft.name} created", f"Invoice for draft {draft.name} sent", "Your invoice"):
        assert words in page


def test_the_list_costs_the_same_however_long(client, cast: Cast, django_assert_max_num_queries) -> None:
    for _draft in range(9):
        make_draft(cast.guest)
    with django_assert_max_num_queries(7):
        client.get("/admin/drafts")


def test_amounts_as_the_language_writes_them(client, cast: Cast) -> None:
    """What the page shows can be saved again as it is."""
    cast.support.language = "nb"
    cast.support.save()
    draft = make_draft(cast.guest)
    here = f"/admin/drafts/{draft.pk}"
    assert client.post(f"{here}/change", {"discount": "1,50"}).status_code == 303
    assert 'name="discount" value="1,50"' in text(client, here)
