"""The list of customers: sifted by a query, with chosen columns, all of it in its address."""

from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import Client

from clientela.admin.listing import QUICK, USUAL, Listing
from clientela.core.actor import SYSTEM
from clientela.core.place import Place
from clientela.customers import actions as customers
from clientela.customers.queries import SORTS
from clientela.segments import actions as segments
from tests.cast import Cast, as_staff


@pytest.fixture
def owner(cast: Cast) -> Client:
    return as_staff(cast.owner)


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def of(address: str) -> Listing:
    return Listing.of(QueryDict(address))


def test_sifted_by_a_query_and_a_search_at_once(cast: Cast, owner: Client) -> None:
    query = "query=customer_account_status+%3D+'ENABLED'"
    page = read(owner, f"/admin/customers?{query}")
    assert "Ingrid Hansen" in page and "Sigrid Berg" in page and "Gianni Rossi" not in page
    assert "2 customers" in page
    both = read(owner, f"/admin/customers?{query}&q=ingrid")
    assert "Ingrid Hansen" in both and "Sigrid Berg" not in both
    assert "1 customer" in read(owner, f"/admin/customers/count?{query}&q=ingrid")


def test_a_mistake_is_told_and_what_was_typed_stays(owner: Client, cast: Cast) -> None:
    answer = owner.get("/admin/customers?query=numbr_of_orders+%3E+1")
    page = answer.content.decode()
    assert answer.status_code == 422 and "numbr_of_orders &gt; 1" in page
    assert "number_of_orders" in page and "Ingrid Hansen" not in page
    assert owner.get("/admin/customers/count?query=???").status_code == 200


@pytest.mark.parametrize(("label", "clause"), QUICK)
def test_one_click_on_and_off(db: None, label: str, clause: str) -> None:
    """Beside what is typed already; pressed again it is off, and the rest stays."""
    start = of("query=customer_tags+CONTAINS+'vip'")
    on = next(quick["href"] for quick in start.quick() if quick["label"] == label)
    there = of(on.partition("?")[2])
    assert there.query == f"customer_tags CONTAINS 'vip' AND {clause}"
    off = next(quick for quick in there.quick() if quick["label"] == label)
    assert off["is_on"] and of(off["href"].partition("?")[2]).query == "customer_tags CONTAINS 'vip'"


def test_an_or_keeps_its_meaning(db: None) -> None:
    turned = of("query=amount_spent+>+5+OR+number_of_orders+=+1").quick()[0]["href"]
    assert of(turned.partition("?")[2]).query.startswith("(amount_spent > 5 OR number_of_orders = 1) AND ")


def test_columns_are_chosen_and_ordered(cast: Cast, owner: Client) -> None:
    customers.add_tags([cast.ingrid.pk], ["Friend of the house"], by=SYSTEM)
    chosen = owner.get(
        "/admin/customers/columns", {"column": ["tags", "group", "nonsense", "email"], "q": "ingrid"}
    )
    assert chosen.headers["Location"] == "/admin/customers?q=ingrid&columns=tags%2Cgroup%2Cemail"
    page = read(owner, chosen.headers["Location"])
    heads = page.split("<thead")[1].split("</thead>")[0]
    assert heads.index("Tags") < heads.index("RFM group") < heads.index("Email") and "Orders" not in heads
    assert "Friend of the house" in page and "Prospects" in page
    assert of("columns=nonsense").columns == USUAL


def test_written_as_text_whatever_is_pressed(cast: Cast, owner: Client) -> None:
    """Sorting, paging, choosing columns and a view keep the way in which the query is written."""
    address = "/admin/customers?query=number_of_orders+>=+0&by=text"
    page = read(owner, address)
    assert "<textarea" in page and "<textarea" not in read(owner, address.removesuffix("&by=text"))
    listing = of("query=number_of_orders+>=+0&by=text&by=chips")
    assert not listing.is_text and "by" not in listing.parts
    listing = of("query=number_of_orders+>=+0&by=text")
    for link in (
        listing.link(),
        listing.link(after="x"),
        listing.heads()[0]["href"],
        listing.quick()[0]["href"],
    ):
        assert "by=text" in link
    chosen = owner.get(
        "/admin/customers/columns", {"column": "tags", "query": "amount_spent > 1", "by": "text"}
    )
    assert "by=text" in chosen.headers["Location"]
    form = page.split('action="/admin/selections"')[1].split("</form>")[0]
    assert 'name="by" value="text"' in form


def test_a_saved_segment_is_a_view(cast: Cast, owner: Client) -> None:
    """It is named in the address; changed, the query stands beside it."""
    segment = segments.save("With account", "customer_account_status = 'ENABLED'", by=SYSTEM)
    page = read(owner, f"/admin/customers?segment={segment.pk}")
    assert "Gianni Rossi" not in page and 'aria-current="page">With account' in page
    assert "All customers" in page
    listing = of(f"segment={segment.pk}&sort=name")
    assert listing.link() == f"/admin/customers?segment={segment.pk}&sort=name"
    assert (
        of(f"segment={segment.pk}&query=number_of_orders+%3E+1")
        .link(sort="")
        .endswith("query=number_of_orders+%3E+1")
    )
    assert of("segment=999999").is_everybody and of("segment=x").is_everybody


def test_sorts_and_pages_keep_the_query(cast: Cast, owner: Client) -> None:
    page = read(owner, "/admin/customers?query=number_of_orders+%3D+0&columns=orders,spent")
    for link in ("sort=-orders", "sort=-spent", "sort=name"):
        assert f"query=number_of_orders+%3D+0&amp;{link}" in page or f"&amp;{link}" in page
    assert "query=number_of_orders" in page.split("<thead")[1].split("</thead>")[0]


@pytest.mark.parametrize(
    "odd", ["query=%00", "query=" + "(" * 300, "q=%00", "segment=%00", "columns=" + "x," * 999]
)
def test_odd_addresses_break_nothing(owner: Client, cast: Cast, odd: str) -> None:
    assert owner.get(f"/admin/customers?{odd}").status_code in {200, 422}


def test_a_custom_field_is_a_column(cast: Cast, owner: Client) -> None:
    """Offered among the columns, shown where it is chosen, and gone with its definition."""
    size = customers.define(customers.NewField("Shoe size", "text", key="size"), by=SYSTEM)
    customers.set_fields(cast.ingrid.pk, {"custom.size": "41 ½"}, by=SYSTEM)
    assert "Shoe size" in read(owner, "/admin/customers").split("<thead")[0]
    shown = read(owner, "/admin/customers?columns=email,metafields.custom.size")
    assert "Shoe size" in shown.split("<thead")[1].split("</thead>")[0] and "41 ½" in shown
    customers.remove_definition(size.pk, by=SYSTEM)
    assert "41 ½" not in read(owner, "/admin/customers?columns=email,metafields.custom.size")


@pytest.mark.parametrize("falls", ["", "-"])
@pytest.mark.parametrize("sort", SORTS)
def test_every_sort_stands_in_the_list_of_sorts(cast: Cast, owner: Client, sort: str, falls: str) -> None:
    """Whichever head was pressed, the field above says how the list is sorted."""
    assert f'<option value="{falls}{sort}" selected>' in read(owner, f"/admin/customers?sort={falls}{sort}")


def test_all_customers_is_the_first_view_always(cast: Cast, owner: Client) -> None:
    page = read(owner, "/admin/customers")
    assert 'aria-current="page">All customers' in page and 'href="/admin/segments">All segments' in page


@pytest.mark.parametrize(
    "text",
    [
        *("Hansen ing", "ingrid.h", "strand", "0150", "Oslo 0150", "friend", "acme"),
        *("98765", "+47 9876 5432", "98 76 54", "0047 98 76 54 32", "(+47) 987-65-432", "098765"),
    ],
)
def test_found_by_name_email_phone_address_tag_and_company(cast: Cast, owner: Client, text: str) -> None:
    place = Place("Ingrid", "Hansen", "Acme Import", "Strandgata 4", "", "Oslo", "", "0150", "NO", "")
    customers.add_address(cast.ingrid.pk, place, by=SYSTEM)
    customers.edit(cast.ingrid.pk, {"phone": "+4798765432"}, by=SYSTEM)
    customers.add_tags([cast.ingrid.pk], ["Friend of the house"], by=SYSTEM)
    page = read(owner, f"/admin/customers?{urlencode({'q': text})}")
    assert "Ingrid Hansen" in page and "Gianni Rossi" not in page
