"""Segments in the admin: the list, the editor, conditions by form, and why somebody is in or out."""

from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import Customer
from clientela.segments import actions
from clientela.segments.language import read
from clientela.segments.models import Segment, Standing
from clientela.segments.ready import READY
from tests.admin.scenes import make_order, make_product
from tests.cast import Cast, as_staff

HERE = "/admin/segments"
VIP = "customer_tags CONTAINS 'vip'"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def client(cast: Cast):
    return as_staff(cast.owner)


def text(client, address: str, **asked: str) -> str:
    return unescape(client.get(address, asked).content.decode())


def condition(client, query: str, do: str, back: str = "/admin/customers?sort=name", **typed):
    """The changed query, after the form of one condition was sent."""
    asked = {"query": query, "do": do, "back": back, "form": "query-form", **typed}
    answer = client.get(f"{HERE}/condition", asked)
    assert answer.status_code == 303, answer.content.decode()
    where = urlsplit(answer.headers["Location"])
    assert where.path == urlsplit(back).path
    found = parse_qs(where.query, keep_blank_values=True)["query"][0]
    assert not found or read(found)
    return found


def test_written_saved_changed_copied_deleted(client) -> None:
    page = text(client, HERE)
    assert "No segments yet" in page and all(str(each.name) in page for each in READY)
    answer = client.post(f"{HERE}/save", {"name": "VIPs", "query": VIP})
    saved = Segment.objects.get()
    assert answer.status_code == 303 and answer.headers["Location"] == f"{HERE}/{saved.pk}"
    assert "Tags contain vip" in text(client, HERE)
    page = text(client, f"{HERE}/{saved.pk}")
    assert 'value="VIPs"' in page and f"/admin/customers?segment={saved.pk}" in page
    typed = {"name": "Best", "query": f"{VIP}\r\nAND number_of_orders > 1", "version": "1"}
    assert client.post(f"{HERE}/{saved.pk}/save", typed).status_code == 303
    saved.refresh_from_db()
    assert (saved.name, saved.query) == ("Best", f"{VIP}\nAND number_of_orders > 1")
    assert client.post(f"{HERE}/{saved.pk}/copy").status_code == 303
    assert [each.name for each in Segment.objects.order_by("pk")] == ["Best", "Best (2)"]
    assert "Delete Best?" in text(client, f"{HERE}/{saved.pk}/delete")
    assert client.post(f"{HERE}/{saved.pk}/delete").status_code == 303
    assert client.get(f"{HERE}/{saved.pk}").status_code == 404


@pytest.mark.parametrize("number", range(len(READY)))
def test_a_ready_made_one_opens_in_the_editor(client, number: int) -> None:
    page = text(client, f"{HERE}/new", ready=str(number))
    assert str(READY[number].name) in page and READY[number].query in page and "query-problems" not in page


@pytest.mark.parametrize("ready", ["99", "-1", "x", "٣", "9" * 50, ""])
def test_an_odd_number_is_an_empty_editor(client, ready: str) -> None:
    assert "New segment" in text(client, f"{HERE}/new", ready=ready)


def test_what_is_wrong_stands_by_the_field_and_nothing_is_lost(client) -> None:
    answer = client.post(f"{HERE}/save", {"name": "Odd", "query": "numbr_of_orders > 1"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422 and "Did you mean number_of_orders?" in page
    assert "<mark>numbr_of_orders</mark>" in page and ">numbr_of_orders > 1</textarea>" in page
    assert 'value="Odd"' in page and not Segment.objects.exists()
    answer = client.post(f"{HERE}/save", {"name": " ", "query": VIP})
    assert answer.status_code == 422 and "Fill this in" in answer.content.decode()
    answer = client.post(f"{HERE}/save", {"name": "Empty", "query": ""})
    assert answer.status_code == 422 and "Enter a query." in answer.content.decode()


HOSTILE = [
    "'",
    '"\'"',
    "a\x00b",
    "(" * 9000,
    "x" * 25_000,
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "🙂" * 50,
    "a.b.c.d = 1",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_text_gives_words_not_errors(client, query: str) -> None:
    """Quotes, NUL, very long, deep: refused in words, what was typed is kept."""
    answer = client.post(f"{HERE}/save", {"name": "Odd", "query": query})
    assert answer.status_code == 422 and "<script>alert" not in answer.content.decode()
    for place in ("suggest", "check", "count", "bar", "condition", "new"):
        for more in ({}, {"at": "3"}, {"do": "edit:p0"}, {"do": "remove:p", "back": "//evil.example"}):
            answer = client.get(f"{HERE}/{place}", {"query": query, **more})
            assert answer.status_code < 500 and "evil.example" not in answer.headers.get("Location", "")
            assert "<script>alert" not in answer.content.decode()
    for name in ("filter", "parameter", "q", "do", "back", "form", "find", "v_operator"):
        assert client.get(f"{HERE}/condition", {"do": "add:p", name: query}).status_code < 500
        assert client.get(f"{HERE}/values", {name: query}).status_code == 200
        assert client.get(f"{HERE}/people", {name: query}).status_code == 200


def test_two_colleagues_lose_nothing(client) -> None:
    saved = actions.save("Both", VIP, by=SYSTEM)
    actions.change(saved.pk, name="Both", query="number_of_orders > 5", by=SYSTEM)
    mine = {"name": "Both", "query": "number_of_orders > 9", "version": "1"}
    answer = client.post(f"{HERE}/{saved.pk}/save", mine)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422 and "Number of orders is more than 5" in page
    assert "number_of_orders > 9" in page and 'name="version" value="2"' in page
    assert client.post(f"{HERE}/{saved.pk}/save", mine | {"version": "2"}).status_code == 303
    saved.refresh_from_db()
    assert saved.query == "number_of_orders > 9"


def test_between_chips_and_text_the_query_stays(client) -> None:
    typed = {"name": "Kept", "query": VIP, "by": "text"}
    page = unescape(client.post(f"{HERE}/save", typed).content.decode())
    assert f">{VIP}</textarea>" in page and 'value="Kept"' in page and not Segment.objects.exists()
    page = unescape(client.post(f"{HERE}/save", typed | {"by": "chips"}).content.decode())
    assert "Tags contain vip" in page and f'value="{VIP}"' in page
    wrong = text(client, f"{HERE}/bar", query="tags = 1", by="chips")
    assert "<textarea" in wrong and "query-problems" in wrong


def test_conditions_by_form(client, cast: Cast) -> None:
    """Each kind of control makes the condition it says; the query goes back to where it came from."""
    product = make_product()
    page = text(client, f"{HERE}/condition", do="add:p", back="/admin/customers")
    assert "Number of orders" in page and "Custom fields" not in page
    assert "Amount spent" not in text(client, f"{HERE}/condition", do="add:p", find="tag")

    def add(query: str = "", do: str = "add:p", **typed) -> str:
        return condition(client, query, do, done="1", **typed)

    assert add(filter="number_of_orders", v_operator=">=", v_value="2") == "number_of_orders >= 2"
    assert add(filter="amount_spent", v_operator="BETWEEN", v_value="10", v_value2="12.50") == (
        "amount_spent BETWEEN 10 AND 12.50"
    )
    assert add(filter="customer_tags", v_operator="CONTAINS", v_value_text="late payer") == (
        "customer_tags CONTAINS 'late payer'"
    )
    assert (
        add(filter="rfm_group", v_operator="IN", v_value=["NEW", "LOYAL"]) == "rfm_group IN ('NEW', 'LOYAL')"
    )
    days = {"v_value_how": "ago", "v_value_number": "90", "v_value_unit": "d"}
    assert add(filter="last_order_date", v_operator="<", **days) == "last_order_date < -90d"
    moment = {"v_value_how": "moment", "v_value_moment": "2026-01-02T03:04"}
    assert add(filter="last_order_date", v_operator="<", **moment) == "last_order_date < 2026-01-02T03:04:00"
    assert add(filter="last_order_date", v_operator="IS NULL") == "last_order_date IS NULL"
    bought = {
        "p-id_operator": "=",
        "p-id_value": str(product.pk),
        "p-count_operator": ">",
        "p-count_value": "1",
    }
    assert add(filter="products_purchased", v_operator="NOT MATCHES", **bought) == (
        f"products_purchased NOT MATCHES (id = {product.pk}, count > 1)"
    )
    words = "gmail.com\r\n\r\nexample.com"
    assert add(filter="customer_email_domain", v_operator="IN", v_value=words) == (
        "customer_email_domain IN ('gmail.com', 'example.com')"
    )


def test_chips_are_joined_changed_and_taken_away(client) -> None:
    orders = {"filter": "number_of_orders", "v_operator": "=", "v_value": "7", "done": "1"}
    assert condition(client, VIP, "add:p", **orders) == f"{VIP} AND number_of_orders = 7"
    assert condition(client, VIP, "or:p", **orders) == f"{VIP} OR number_of_orders = 7"
    both = f"{VIP} AND amount_spent > 5"
    assert (
        condition(client, both, "or:p1", **orders) == f"{VIP} AND (amount_spent > 5 OR number_of_orders = 7)"
    )
    assert condition(client, both, "edit:p0", **orders) == "number_of_orders = 7 AND amount_spent > 5"
    assert condition(client, both, "remove:p0") == "amount_spent > 5"
    assert condition(client, VIP, "remove:p") == "" and condition(client, both, "clear:") == ""
    assert condition(client, both, "remove:p9") == both
    page = text(client, f"{HERE}/condition", query=both, do="edit:p1")
    assert '<option value=">" data-beside="number1" selected>' in page and 'value="5"' in page


def test_a_wrong_condition_says_so_beside_its_control(client) -> None:
    asked = {"query": VIP, "do": "add:p", "done": "1", "back": "/admin/customers"}
    for typed, said in (
        ({"filter": "number_of_orders", "v_operator": "=", "v_value": "many"}, "whole number"),
        ({"filter": "customer_tags", "v_operator": "CONTAINS"}, "Fill this in"),
        ({"filter": "rfm_group", "v_operator": "IN"}, "Choose at least one"),
        ({"filter": "last_order_date", "v_operator": "<", "v_value_how": "day"}, "choose a day"),
        ({"filter": "amount_spent", "v_operator": "=", "v_value": "NaN"}, "amount"),
        ({"filter": "orders_placed", "p-count_operator": ">", "p-count_value": "x"}, "whole number"),
    ):
        answer = client.get(f"{HERE}/condition", asked | typed)
        assert answer.status_code == 422 and said in answer.content.decode(), typed


def test_with_htmx_the_bar_is_drawn_anew_or_the_list(client) -> None:
    asked = {"query": VIP, "do": "clear:", "back": f"{HERE}/new", "form": "segment-form"}
    answer = client.get(f"{HERE}/condition", asked, headers=HTMX)
    assert answer.headers["HX-Retarget"] == "#query-bar" and "Add filter" in answer.content.decode()
    answer = client.get(f"{HERE}/condition", asked | {"back": "/admin/customers?q=a"}, headers=HTMX)
    assert '"path": "/admin/customers?q=a&query="' in answer.headers["HX-Location"]


def test_live_count_and_share(client, cast: Cast) -> None:
    customers.add_tags([cast.ingrid.pk], ["vip"], by=SYSTEM)
    everybody = Customer.objects.known().count()
    page = text(client, f"{HERE}/check", query=VIP)
    assert (
        "1 customer" in page and f"{100 / everybody:.1f}".rstrip("0").rstrip(".") in page and "of all" in page
    )
    page = text(client, f"{HERE}/check", query="tagz = 1\nAND number_of_orders > 1")
    assert "Line 1, column 1" in page and "<mark>tagz</mark>" in page
    assert text(client, f"{HERE}/count", query=VIP, short="").count(">1<") == 1
    assert "of all" not in text(client, f"{HERE}/check", query="")


def test_suggestions_and_values_are_options(client, cast: Cast) -> None:
    customers.add_tags([cast.ingrid.pk], ["VIP <b>"], by=SYSTEM)
    page = client.get(f"{HERE}/suggest", {"query": "customer_tags CONTAINS v", "at": "24"}).content.decode()
    assert 'data-start="23" data-end="24"' in page and "VIP &lt;b&gt;" in page
    assert "VIP" in text(client, f"{HERE}/values", filter="customer_tags", q="v")
    product = make_product()
    page = text(client, f"{HERE}/values", filter="products_purchased", parameter="id", q="wool")
    assert f'value="{product.pk}"' in page
    assert cast.ingrid.email in text(client, f"{HERE}/people", q="ingrid")


def test_why_and_the_card_on_the_profile(client, cast: Cast) -> None:
    make_order(cast.ingrid)
    inside = actions.save("Bought", "number_of_orders >= 1 AND customer_tags IS NULL", by=SYSTEM)
    actions.save("VIPs", VIP, by=SYSTEM)
    page = text(client, f"{HERE}/{inside.pk}/why", customer=str(cast.ingrid.pk))
    assert "is in Bought" in page and "Number of orders is at least 1" in page and page.count("Holds:") == 3
    page = text(client, f"{HERE}/{inside.pk}/why", customer=str(cast.guest.pk))
    assert "is not in Bought" in page and "Doesn’t hold:" in page
    assert "customer=" in text(client, f"{HERE}/{inside.pk}/why", customer_text="ingrid")
    card = text(client, f"/admin/customers/{cast.ingrid.pk}/segments")
    assert "Bought" in card and "VIPs" not in card
    assert f"/admin/customers/{cast.ingrid.pk}/segments" in text(client, f"/admin/customers/{cast.ingrid.pk}")
    for odd in ("x", "0", "9" * 18, "٣"):
        assert client.get(f"{HERE}/{inside.pk}/why", {"customer": odd}).status_code in {200, 404}


def test_who_may_only_look_can_try_queries_and_save_none(cast: Cast) -> None:
    saved = actions.save("VIPs", VIP, by=SYSTEM)
    client = as_staff(cast.read_only)
    page = text(client, f"{HERE}/{saved.pk}", query="number_of_orders = 1")
    assert "Number of orders is 1" in page and "segment-form" not in page and "not save them" in page
    for path in (
        f"{HERE}/save",
        f"{HERE}/{saved.pk}/save",
        f"{HERE}/{saved.pk}/copy",
        f"{HERE}/{saved.pk}/delete",
    ):
        assert client.post(path, {"name": "Mine", "query": VIP}).status_code == 403
    assert Segment.objects.count() == 1


def test_the_profile_says_in_which_group_somebody_is(client, cast: Cast) -> None:
    """Whoever never ordered is a prospect; before groups were reckoned nothing is said of a buyer."""
    here = f"/admin/customers/{cast.ingrid.pk}"
    Customer.objects.filter(pk=cast.ingrid.pk).update(orders_count=0)
    assert "rfm_group%20%3D%20%27PROSPECTS%27" in client.get(here).content.decode()
    Customer.objects.filter(pk=cast.ingrid.pk).update(orders_count=3)
    assert "rfm_group" not in client.get(here).content.decode()
    Standing.objects.create(customer=cast.ingrid, rfm_group="loyal")
    text = client.get(here).content.decode()
    assert "/admin/customers?query=rfm_group%20%3D%20%27LOYAL%27" in text and "</span>Loyal" in text
    listed = client.get("/admin/customers?query=rfm_group%20%3D%20%27LOYAL%27").content.decode()
    assert f'"{here}"' in listed


def test_the_search_finds_segments_by_name(client) -> None:
    saved = actions.save("Christmas buyers", VIP, by=SYSTEM)
    assert f"{HERE}/{saved.pk}" in text(client, "/admin/search", q="christmas")
