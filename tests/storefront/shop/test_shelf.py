"""Front page, shelf, product, cart, files, newsletter, language."""

from io import BytesIO

import pytest
from django.contrib.messages import get_messages
from django.core.files.storage import default_storage
from django.http import HttpResponseBase
from django.test import Client

from clientela.catalog.models import Product, Variant
from clientela.checkout.models import CartLine
from clientela.core.actor import SYSTEM
from clientela.customers.models import Consent, Customer
from clientela.messaging.actions import take_sign_up
from clientela.messaging.models import SignUp
from clientela.store.models import Store
from tests.cast import Cast, as_customer
from tests.checkout.goods import Shelf, stock_shelf
from tests.storefront.shop.way import fill_cart


@pytest.fixture
def shelf(db: None) -> Shelf:
    return stock_shelf()


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_front_page(client: Client, shelf: Shelf) -> None:
    """Products, prices, the way to sign in, the newsletter."""
    page = text(client.get("/"))
    assert (
        "Stoneware mug" in page and "£16.00" in page and "Log in" in page and 'action="/newsletter"' in page
    )


def test_an_empty_store_is_no_error(client: Client, db: None) -> None:
    """Nothing on the shelves yet."""
    assert "The shelves are being filled" in text(client.get("/"))
    assert "The shelves are being filled" in text(client.get("/products"))


@pytest.mark.parametrize("query", ["sto", "STONE mu", "nordre", "kitch", "mug-c"])
def test_search_finds_by_beginnings(client: Client, shelf: Shelf, query: str) -> None:
    """Every word as the beginning of a word of title, maker, kind, tags or number."""
    page = text(client.get("/products", {"q": query}))
    assert "Stoneware mug" in page and "Wool rug" not in page


@pytest.mark.parametrize("query", ["zzz", "ware", "mug & | !", "<b>'\"", "x" * 900])
def test_search_takes_anything(client: Client, shelf: Shelf, query: str) -> None:
    """What nobody sells finds nothing; operators are words like others."""
    assert client.get("/products", {"q": query}).status_code == 200


def test_pages_of_the_shelf(client: Client, db: None) -> None:
    """By key, there and back."""
    Product.objects.bulk_create(
        Product(handle=f"p{n}", title=f"Thing {n:02}", position=n // 3) for n in range(60)
    )
    first = client.get("/products").context
    second = client.get(first["next"]).context
    third = client.get(second["next"]).context
    titles = [card.title for page in (first, second, third) for card in page["cards"]]
    assert titles == [f"Thing {n:02}" for n in range(60)] and not third["next"] and not first["previous"]
    assert [c.title for c in client.get(third["previous"]).context["cards"]] == titles[24:48]


def test_product_page(client: Client, shelf: Shelf) -> None:
    """Only what is on sale has a page; little stock is told."""
    Variant.objects.filter(pk=shelf.mug.pk).update(stock=2)
    assert "Only 2 left" in text(client.get("/products/mug"))
    Product.objects.update(status="draft")
    assert client.get("/products/mug").status_code == 404


def test_more_than_there_is_stays_out(client: Client, shelf: Shelf) -> None:
    """The product's page says what is left."""
    answer = fill_cart(client, shelf, 11)
    assert answer.status_code == 422 and "Only 10 of Stoneware mug (Chalk) are left." in text(answer)
    assert not CartLine.objects.exists()


def test_changing_the_cart(client: Client, shelf: Shelf) -> None:
    """More, none; the cookie is ours alone."""
    cookie = fill_cart(client, shelf).cookies["cart"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    client.post("/cart/change", {"variant": shelf.mug.pk, "quantity": 3})
    assert "£48.00" in text(client.get("/cart"))
    client.post("/cart/change", {"variant": shelf.mug.pk, "quantity": 0})
    assert "Your cart is empty" in text(client.get("/cart"))


@pytest.mark.parametrize("quantity", ["-1", "1000", "x", "", "99999999999999999999"])
def test_odd_quantities_change_nothing(client: Client, shelf: Shelf, quantity: str) -> None:
    """What isn't a number of pieces is passed over."""
    fill_cart(client, shelf)
    for where in ("/cart/change", "/cart/add"):
        answer = client.post(where, {"variant": shelf.mug.pk, "quantity": quantity})
        assert answer["Location"] == "/cart"
    assert CartLine.objects.get().quantity == 1


def test_pictures_can_do_nothing(client: Client, db: None) -> None:
    """WB-08: a stored picture is sandboxed; nothing else that is stored is served."""
    svg = "mug-0123456789ab.svg"
    for name in (svg, "customers.csv", "export-0123456789ab.csv"):
        if not default_storage.exists(name):
            default_storage.save(
                name, BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>")
            )
    answer = client.get(f"/files/{svg}")
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["X-Content-Type-Options"] == "nosniff" and "immutable" in answer["Cache-Control"]
    assert answer["Content-Type"] == "image/svg+xml"
    for name in ("customers.csv", "export-0123456789ab.csv", "../secret-key", "%2e%2e%2fsecret-key"):
        assert client.get(f"/files/{name}").status_code == 404


def work() -> None:
    """Let the worker see who signed up."""
    for pk in list(SignUp.objects.values_list("pk", flat=True)):
        take_sign_up(pk, by=SYSTEM)


def test_newsletter_makes_a_customer(client: Client, db: None) -> None:
    """With consent, its wording and where it came from."""
    client.post("/newsletter", {"email": "News@example.com"})
    work()
    customer = Customer.objects.get()
    assert customer.source == "newsletter" and customer.email_consent == Consent.SUBSCRIBED
    assert customer.consent_entries.get().wording == "News from the store, now and then"


def told(answer: HttpResponseBase) -> tuple[str, ...]:
    """What the answer says by messages: their cookie holds the second it was signed in, too."""
    return tuple(str(one) for one in get_messages(answer.wsgi_request))  # type: ignore[attr-defined]


def test_newsletter_leaves_known_people(cast: Cast) -> None:
    """Lessons 4 and 6: the same answer, and nothing written; the signed-in customer's own is."""
    answers = [
        Client().post("/newsletter", {"email": mail}) for mail in (cast.ingrid.email, "new@example.com")
    ]
    assert len({(a.status_code, a["Location"], told(a)) for a in answers}) == 1
    work()
    assert Customer.objects.get(pk=cast.ingrid.pk).email_consent == Consent.NOT_SUBSCRIBED
    as_customer(cast.ingrid).post("/newsletter", {"email": cast.ingrid.email})
    assert Customer.objects.get(pk=cast.ingrid.pk).email_consent == Consent.SUBSCRIBED


def test_newsletter_robots(client: Client, db: None) -> None:
    """Whoever fills in the hidden field is thanked and forgotten."""
    client.post("/newsletter", {"email": "bot@example.com", "website": "x"})
    work()
    assert not Customer.objects.exists()


def test_language_is_chosen_by_post(client: Client, db: None) -> None:
    """WB-07: and leads back only to a page of ours."""
    Store.objects.update(languages=["en", "nb"])
    answer = client.post("/language", {"language": "nb", "next": "//evil.example"})
    assert answer["Location"] == "/"
    assert client.get("/")["Content-Language"] == "nb"
    client.post("/language", {"language": "xx"})
    assert client.get("/")["Content-Language"] == "nb"
