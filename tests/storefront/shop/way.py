"""A browser's way through the store."""

from typing import Any

from django.db import connection
from django.test import Client

from tests.checkout.goods import WORKS, Shelf

ADDRESS = {
    "country": "GB",
    "first_name": "Nora",
    "last_name": "Buyer",
    "line1": "12 High Street",
    "city": "Bath",
    "postcode": "ba1 5bg",
}


def fill_cart(client: Client, shelf: Shelf, quantity: int = 1) -> Any:
    """Put mugs into the cart."""
    return client.post("/cart/add", {"variant": shelf.mug.pk, "quantity": quantity})


def to_review(
    client: Client, shelf: Shelf, *, email: str = "nora@example.com", card: str = WORKS, **more: str
) -> None:
    """From an empty cart to the review step."""
    fill_cart(client, shelf)
    client.post("/checkout/contact", {"email": email, **more})
    client.post("/checkout/address", ADDRESS | more)
    client.post("/checkout/shipping", {"rate": shelf.post.pk})
    give_card(client, card)


def give_card(client: Client, card: str = WORKS) -> Any:
    """To the gateway's page and back."""
    page = client.post("/checkout/pay")
    return client.post(page["Location"], {"card": card, "expiry": "12/40", "code": "123"})


def seen(client: Client) -> str:
    """The digest that the review page holds."""
    return str(client.get("/checkout").context["seen"])


def place(client: Client) -> Any:
    """Press *Place order* on the page as it is shown."""
    return client.post("/checkout/place", {"seen": seen(client)})


def checksums() -> dict[str, Any]:
    """One sum for each table, so that any change shows."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        sums = {}
        for table in tables:
            cursor.execute(f'SELECT count(*), sum(hashtext(t::text)::bigint) FROM "{table}" t')
            sums[table] = cursor.fetchone()
    return sums
