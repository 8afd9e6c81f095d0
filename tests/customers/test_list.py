"""The customer list: search, sorts, pages, totals."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from clientela.core.actor import SYSTEM
from clientela.core.places import Place
from clientela.customers import actions, queries
from clientela.customers.models import Customer
from clientela.customers.queries import Total, customers, total
from clientela.customers.search import reindex
from tests.accounts.people import masked
from tests.cast import Cast, as_staff, make_customer


def names(text: str = "", sort: str = "") -> list[str]:
    return [customer.first_name for customer in customers(text, sort).rows]


@pytest.fixture
def three(db: None) -> None:
    for number, name in enumerate(("Åse", "Bjørn", "Carla")):
        customer = make_customer(f"{'abc'[number]}{number}@example.com", name, "Øverås")
        place = Place("", name, "", f"Storgata {number}", "", "Tromsø", "", "9008", "NO", "")
        actions.add_address(customer.pk, place, by=SYSTEM)
    actions.edit(Customer.objects.get(first_name="Carla").pk, {"phone": "+47 908 07 060"}, by=SYSTEM)


def test_finds_by_the_beginnings_of_words_in_any_spelling(three: None) -> None:
    assert names("ase") == ["Åse"] and names("ÅSE Øver") == ["Åse"]
    assert len(names("overas")) == 3 and len(names("tromso stor")) == 3
    assert names("b1@example") == ["Bjørn"]
    assert names("90807060") == names("+47 90807060") == names("4790807") == ["Carla"]
    assert names("!!!") == [] and names("nobody") == [] and names("ase & bjorn") == []


def test_an_email_of_several_words_is_found_as_far_as_it_is_typed(three: None) -> None:
    """Its first half alone is looked up, and the rest still has to fit."""
    row = Customer.objects.filter(first_name="Åse")
    row.update(email="ase.maria.overas@example.org", email_key="ase.maria.overas@example.org")
    reindex([row.get().pk])
    for text in ("ase.maria.overas@example.org", "Ase.Maria@", "maria-ase@exam", "ase.overas@org"):
        assert names(text) == ["Åse"] and total(text) == Total(1), text
    assert names("ase.maria@example.net") == names("ase.carla@example.org") == []


def test_search_takes_whatever_is_typed(three: None) -> None:
    for text in ("'", "a:* | b", "\\", "%", "((", "ase:*A", "<->", "0x00", "é" * 300):
        names(text)


def test_many_found_are_walked_in_the_order_of_the_sort(three: None, monkeypatch) -> None:
    """A word that many share takes another way than a rare one, with the same answer."""
    rare = {sort: names("overas", sort) for sort in ("name", "-name", "added", "-added", "-last_order")}
    monkeypatch.setattr(queries, "FEW", 1)
    assert {sort: names("overas", sort) for sort in rare} == rare


def test_sorts(three: None) -> None:
    spent = {"Åse": 100, "Bjørn": -50, "Carla": 2000}
    for name, amount in spent.items():
        row = Customer.objects.filter(first_name=name)
        row.update(
            amount_spent=amount, orders_count=abs(amount), added_at=Now() - timedelta(days=amount + 60)
        )
    assert names("", "-spent") == ["Carla", "Åse", "Bjørn"] and names("", "spent") == [
        "Bjørn",
        "Åse",
        "Carla",
    ]
    assert names("", "orders") == ["Bjørn", "Åse", "Carla"]
    assert names("", "name") == ["Åse", "Bjørn", "Carla"] and names("", "-name") == ["Carla", "Bjørn", "Åse"]
    assert names("") == names("", "-added") == names("", "nonsense") == ["Bjørn", "Åse", "Carla"]


def test_the_deleted_are_gone_at_once(three: None) -> None:
    Customer.objects.filter(first_name="Åse").update(deleted_at=Now())
    assert names("overas", "name") == ["Bjørn", "Carla"]
    assert total() == Total(2) and total("ase") == Total(0)


@pytest.fixture
def many(db: None) -> None:
    """A hundred and thirty customers, many with equal values, a third without an order."""
    Customer.objects.bulk_create(
        Customer(
            first_name=f"N{number:03}",
            name_key=f"n{number:03}",
            source="import",
            amount_spent=number % 7,
            orders_count=number % 3,
            last_order_at=timezone.now() - timedelta(days=number % 11) if number % 3 else None,
        )
        for number in range(130)
    )
    actions.reindex(Customer.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("text", ["", "n"])
@pytest.mark.parametrize("few", [1, 2000])
@pytest.mark.parametrize("sort", [f"{sign}{name}" for name in queries.SORTS for sign in ("", "-")])
def test_pages_hold_everybody_once_forwards_and_back(
    many: None, monkeypatch, sort: str, text: str, few: int
) -> None:
    """No customer twice, none left out, also among equal and empty values; and back the same way."""
    monkeypatch.setattr(queries, "FEW", few)
    pages = [customers(text, sort)]
    while pages[-1].after:
        pages.append(customers(text, sort, after=pages[-1].after))
    found = [row.pk for page in pages for row in page.rows]
    assert [len(page.rows) for page in pages] == [50, 50, 30] and len(set(found)) == 130
    back = customers(text, sort, before=pages[2].before)
    assert [row.pk for row in back.rows] == [row.pk for row in pages[1].rows]
    first = customers(text, sort, before=back.before)
    assert [row.pk for row in first.rows] == [row.pk for row in pages[0].rows] and not first.before


def test_empty_values_stand_last_falling(many: None) -> None:
    rows = []
    page = customers("", "-last_order")
    while True:
        rows += page.rows
        if not page.after:
            break
        page = customers("", "-last_order", after=page.after)
    filled = [row.last_order_at is not None for row in rows]
    assert filled == sorted(filled, reverse=True)


def test_a_broken_cursor_gives_the_first_page(many: None) -> None:
    first = [row.pk for row in customers("", "name").rows]
    for cursor in ("x", "bm9uc2Vuc2U", "W10", "!"):
        assert [row.pk for row in customers("", "name", after=cursor).rows] == first


def test_totals_are_exact_up_to_a_bound(many: None, monkeypatch) -> None:
    assert total() == Total(130) and total("n0") == Total(100)
    monkeypatch.setattr(queries, "MOST_COUNTED", 50)
    assert total("n0") == Total(50, is_more=True)


def test_page_shows_everything_with_few_statements(cast: Cast, django_assert_max_num_queries) -> None:
    client = as_staff(cast.owner)
    for number in range(60):
        customer = make_customer(f"c{number}@example.com", "Anna", f"Berg{number}")
        place = Place("", "Berg", "", "Storgata 1", "", "Oslo", "", "0155", "NO", "")
        actions.add_address(customer.pk, place, by=SYSTEM)
    with django_assert_max_num_queries(8):
        page = client.get("/admin/customers").content.decode()
    assert page.count(">Oslo, Norway<") == 50 and "/admin/customers/count?q=" in page
    with django_assert_max_num_queries(8):
        assert client.get("/admin/customers?q=anna&sort=name").content.decode().count(">Oslo, Norway<") == 50
    with django_assert_max_num_queries(3):
        assert "63 customers" in client.get("/admin/customers/count").content.decode()


def test_address_holds_search_and_sort(cast: Cast) -> None:
    client = as_staff(cast.owner)
    page = client.get("/admin/customers?q=example&sort=-spent").content.decode()
    assert 'aria-sort="descending"' in page and "q=example&amp;sort=spent" in page
    assert 'value="example"' in page and "3 customers" in page


def test_a_fragment_for_htmx_is_the_same_lines(cast: Cast) -> None:
    client = as_staff(cast.owner)
    whole = client.get("/admin/customers?q=hansen").content.decode()
    part = client.get("/admin/customers?q=hansen", headers={"HX-Request": "true", "HX-Target": "customers"})
    fragment = masked(part.content.decode().strip())
    assert fragment.startswith('<div id="customers"') and fragment in masked(whole)


def test_a_search_without_hits_says_what_is_searched(cast: Cast) -> None:
    page = as_staff(cast.owner).get("/admin/customers?q=zzzz").content.decode()
    assert "No customer fits" in page and "Show all customers" in page


def test_an_empty_store_says_what_will_stand_here(cast: Cast) -> None:
    Customer.objects.update(deleted_at=Now())
    page = as_staff(cast.owner).get("/admin/customers").content.decode()
    assert "No customers yet" in page and "/admin/customers/new" in page


def test_names_of_other_scripts_are_found_by_prefix(db: None) -> None:
    made = make_customer("ivan@example.com", "Иван", "Петров")
    make_customer("taro@example.com", "太郎", "山田")
    assert [row.pk for row in queries.customers("петр", "name").rows] == [made.pk]
    assert len(queries.customers("山", "name").rows) == 1
