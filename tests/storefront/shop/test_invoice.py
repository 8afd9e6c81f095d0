"""The page of an invoice."""

import pytest
from django.test import Client

from clientela.core.actor import SYSTEM
from clientela.orders import actions, drafts
from clientela.orders.models import Draft, Order
from tests.cast import Cast
from tests.checkout.goods import stock_shelf

CARD = {"card": "4242 4242 4242 4242", "expiry": "04/40", "code": "123"}


@pytest.fixture
def link(cast: Cast) -> str:
    draft = actions.create_draft(cast.guest.pk, by=SYSTEM)
    actions.add_variant(draft.pk, stock_shelf().mug.pk, by=SYSTEM)
    return drafts.invoice_path(actions.send_invoice(draft.pk, by=SYSTEM))


def text(client: Client, address: str) -> str:
    return client.get(address, headers={"accept-language": "en"}).content.decode()


def test_looked_at_and_paid_once(client: Client, link: str) -> None:
    """To the gateway's page and back here, paid by a second press; the page then leads to the order."""
    assert "£16.00" in text(client, link) and "Continue to payment page" in text(client, link)
    gateway = client.post(f"{link}/card").headers["Location"]
    assert gateway.startswith("/pay/test/")
    assert client.post(gateway, CARD).headers["Location"] == link
    assert "Pay £16.00" in text(client, link) and not Order.objects.exists()
    for _again in range(2):
        assert client.post(f"{link}/pay", {"seen": Draft.objects.get().version}).headers["Location"] == link
    assert Order.objects.get().financial_status == "PAID" and "This invoice is paid" in text(client, link)


def test_the_bank_s_page_leads_back(client: Client, link: str) -> None:
    gateway = client.post(f"{link}/card").headers["Location"]
    client.post(gateway, CARD | {"card": "4000 0000 0000 3220"})
    bank = client.post(f"{link}/pay", {"seen": Draft.objects.get().version}).headers["Location"]
    assert bank.startswith("/pay/test/challenge/") and "Go on paying" in text(client, link)
    assert client.post(bank, {"answer": "yes"}).headers["Location"] == link
    client.post(f"{link}/pay")
    assert Order.objects.get().financial_status == "PAID"


def test_another_s_link_opens_nothing(client: Client, link: str) -> None:
    """LK: a changed letter, another draft's number; changed by staff, it is shown again first."""
    for wrong in (link[:-1] + ("0" if link[-1] != "0" else "1"), "/invoice/1-", "/invoice/x", "/invoice/٣-x"):
        for path in (wrong, f"{wrong}/card", f"{wrong}/pay"):
            assert client.get(wrong).status_code == 404
            assert client.post(path).status_code in {404, 405}
    client.post(client.post(f"{link}/card").headers["Location"], CARD)
    seen = Draft.objects.get().version
    actions.add_custom(Draft.objects.get().pk, "Ribbon", 100, 1, by=SYSTEM)
    client.post(f"{link}/pay", {"seen": seen})
    assert not Order.objects.exists() and "changed this invoice" in text(client, link)
