"""The search over everything: what is found, by whom, in which language, and at what price."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from clientela.admin import finding, signposts
from clientela.admin.finding import Group, Hit, Search
from clientela.admin.frame import ENTRIES
from clientela.admin.topics import TOPICS
from clientela.config import logs
from clientela.core.actor import Actor, Kind
from clientela.core.powers import Power
from clientela.staff.models import User
from tests.admin.scenes import make_draft, make_order, make_product
from tests.cast import Cast, as_staff, make_customer
from tests.journeys.hostile import PAYLOADS

NASTY = [
    *(
        "\x00",
        "a\x00b",
        "%",
        "%%",
        "_",
        "\\",
        "\\\\",
        "\\'",
        "'",
        '"',
        "''",
        "';--",
        "' OR 1=1 --",
        "&",
        "|",
        "!",
    ),
    *(
        "<->",
        ":*",
        "a:*",
        "'a':*",
        "(",
        ")",
        "a & b",
        "a | !b",
        "a <-> b",
        "#",
        "##",
        "#-1",
        "#1e5",
        "-1",
        "0",
    ),
    *("9" * 17, "9" * 18, "9" * 400, "#" + "9" * 17, "D0", "D" + "9" * 17, "D" + "9" * 40, "٤١٣٢", "²", "①"),
    *(
        "a" * 5000,
        "a b " * 1000,
        "😀",
        "👩‍👩‍👧‍👦" * 80,
        "\u202eabc",
        "\u200f\u200e",
        "مرحبا",
        "שלום",
        "王小明",
    ),
    *("\ud7ff\uffff", "\ufeff", "\u2028", "\r\n\t", "İstanbul", "ﬃ", "a\u0301" * 300, "{{ 7*7 }}", "${x}"),
]


def found(user: User, text: str) -> dict[str, Group]:
    """The groups that a member of staff finds, by their names."""
    return {group.name: group for group in finding.groups(Search(finding.clean(text), user.as_actor()))}


def hits(user: User, text: str, name: str) -> list[Hit]:
    """What is found of one kind."""
    groups = found(user, text)
    return list(groups[name].hits) if name in groups else []


def test_customers_by_name_email_and_phone(cast: Cast) -> None:
    for text in ("ingrid", "HANSEN ingr", "ingrid.hansen@example.com"):
        assert [hit.url for hit in hits(cast.support, text, "customers")] == [
            f"/admin/customers/{cast.ingrid.pk}"
        ]


def test_who_is_called_so_comes_before_who_begins_so(cast: Cast) -> None:
    for number, last in enumerate(("Bergersen", "Bergstrøm", "Berg Olsen")):
        make_customer(f"ann{number}@example.net", "Ann", last)
    exact = make_customer("ann@example.net", "Ann", "Berg")
    assert hits(cast.owner, "ann berg", "customers")[0].url == f"/admin/customers/{exact.pk}"


def test_an_order_by_its_exact_number(cast: Cast) -> None:
    """It stands before all else, and no other order comes with it."""
    order = make_order(cast.ingrid)
    make_order(cast.guest)
    for text in (f"#{order.number}", str(order.number), f" # {order.number} ".replace("# ", "#")):
        groups = finding.groups(Search(finding.clean(text), cast.owner.as_actor()))
        assert groups[0].name == "orders"
        assert [hit.url for hit in groups[0].hits] == [f"/admin/orders/{order.number}"]
    assert hits(cast.owner, str(order.number)[:-1], "orders") == []


def test_orders_and_drafts_by_customer(cast: Cast) -> None:
    order, draft = make_order(cast.ingrid), make_draft(cast.ingrid)
    make_order(cast.guest)
    assert [hit.title for hit in hits(cast.owner, "hansen", "orders")] == [order.name]
    assert [hit.title for hit in hits(cast.owner, "hansen", "drafts")] == [draft.name]


def test_a_draft_by_its_number(cast: Cast) -> None:
    draft = make_draft(cast.ingrid)
    for text in (draft.name, draft.name.lower()):
        assert [hit.url for hit in hits(cast.owner, text, "drafts")] == [f"/admin/drafts/{draft.pk}"]


def test_products_by_title_and_sku(cast: Cast) -> None:
    product = make_product()
    for text in ("wool bl", "blanket", "BL-M", "bl-i"):
        assert [hit.url for hit in hits(cast.owner, text, "products")] == [f"/admin/products/{product.pk}"]


def test_colleagues(cast: Cast) -> None:
    cast.marketing.name = "Øyvind Ås"
    cast.marketing.save()
    assert [hit.title for hit in hits(cast.owner, "oyvind", "staff")] == ["Øyvind Ås"]


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("API tokens", "/admin/settings/tokens"),
        ("Add product", "/admin/products/new"),
        ("staff", "/admin/staff"),
        ("mailb", "/admin/mailbox"),
        ("my account", "/admin/account"),
        ("components", "/admin/ui"),
        ("innstillinger", "/admin/settings"),
        ("inställningar", "/admin/settings"),
        ("kontoen din", "/admin/account"),
    ],
)
def test_pages(cast: Cast, text: str, url: str) -> None:
    """Whatever language the words are of, and whatever language is spoken here."""
    for language in ("en", "nb"):
        with translation.override(language):
            assert hits(cast.owner, text, "pages")[0].url == url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("currency", "/admin/settings/money#setting-currency"),
        ("valuta", "/admin/settings/money#setting-currency"),
        ("store.currency", "/admin/settings/money#setting-currency"),
        ("kundekontoer", "/admin/settings/accounts#setting-policy"),
        ("customer accounts", "/admin/settings/accounts#setting-policy"),
        ("kundkonton", "/admin/settings/accounts#setting-policy"),
        ("conti cliente", "/admin/settings/accounts#setting-policy"),
        ("moms", "/admin/settings/money#setting-prices_include_tax"),
        ("starttls", "/admin/settings/mail#setting-smtp_security"),
    ],
)
def test_settings(cast: Cast, text: str, url: str) -> None:
    """By title, key, choices and declared words of any language."""
    for language in ("en", "nb"):
        with translation.override(language):
            assert hits(cast.owner, text, "settings")[0].url == url


def test_settings_are_found_by_key_and_stand_where_the_search_leads(cast: Cast) -> None:
    """For every setting that has a page."""
    client, by = as_staff(cast.owner), cast.owner.as_actor()
    for topic in TOPICS:
        page = client.get(topic.url).content.decode()
        for setting in (topic.settings[column] for card in topic.cards for column in card.columns):
            urls = [post.url for _fit, post in signposts.settings_found(setting.key, by=by)]
            anchor = f"setting-{setting.column}"
            assert f"{topic.url}#{anchor}" in urls and f'id="{anchor}"' in page, setting.key


def test_the_whole_navigation_can_be_found(cast: Cast) -> None:
    for entry in ENTRIES:
        assert entry.url in [hit.url for hit in hits(cast.owner, str(entry.label), "pages")], entry.name


def test_the_group_that_fits_best_comes_first(cast: Cast) -> None:
    make_customer("staff@example.net", "Staffan", "Order")
    asked = {"staff": "pages", "Staffan": "customers", "currency": "settings", "orders": "pages"}
    for text, name in asked.items():
        assert next(iter(found(cast.owner, text))) == name, text


def test_five_of_a_group_and_where_the_others_are(cast: Cast) -> None:
    for number in range(7):
        make_customer(f"many{number}@example.net", "Nora", f"Lunde{number}")
    group = found(cast.owner, "nora")["customers"]
    assert (len(group.hits), group.has_more, group.all_url) == (5, True, "/admin/customers?q=nora")


def searched_by(*powers: Power) -> Actor:
    """Somebody who holds these powers alone."""
    return Actor(Kind.STAFF, 1, "Packer", frozenset(powers))


def test_a_packer_finds_orders_and_no_customers(cast: Cast) -> None:
    """AC-02: neither people nor their names, nor orders by what is known of people alone."""
    order = make_order(cast.ingrid)
    make_draft(cast.ingrid)
    packer = searched_by(Power.ORDERS_VIEW, Power.ORDERS_FULFIL)
    for text in ("ingrid", "hansen", "ingrid.hansen@example.com", "oslo"):
        assert finding.groups(Search(text, packer)) == []
    (group,) = finding.groups(Search(str(order.number), packer))
    assert [(hit.title, hit.about) for hit in group.hits] == [(order.name, "")]


def test_only_what_ones_powers_open_is_found(cast: Cast) -> None:
    """AC-02: every page that is found opens, for every role; kinds without power aren't looked at."""
    make_order(cast.ingrid)
    make_product()
    make_draft(cast.ingrid)
    texts = ("ingrid", "wool", "1001", "a", "s", "c", "p", "new", "add", "password", "owner")
    for user in cast.staff():
        client, urls = as_staff(user), set()
        for text in texts:
            urls |= {hit.url for group in found(user, text).values() for hit in group.hits}
        assert {url for url in urls if client.get(url).status_code == 403} == set(), user.role
    assert not {"settings", "staff"} & set(found(cast.support, "customer accounts owner").keys())
    assert hits(cast.support, "currency", "settings") == [] and hits(cast.support, "owner", "staff") == []
    nobody = searched_by()
    assert {group.name for group in finding.groups(Search("a", nobody))} <= {"pages"}


@pytest.mark.parametrize("text", [*NASTY, *PAYLOADS[:12]], ids=lambda text: ascii(text)[:30])
def test_hostile_words_find_nothing_bad(cast: Cast, text: str) -> None:
    """WB-05: no text breaks the panel or the page, none is markup."""
    client = as_staff(cast.owner)
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.get("/admin/search", {"q": text}, headers=headers)
        assert answer.status_code == 200
        assert "<x-pwn" not in answer.content.decode() and "<script>pwn" not in answer.content.decode()


def test_broken_encodings(cast: Cast) -> None:
    client = as_staff(cast.owner)
    for query in ("q=%ff%fe", "q=%ED%A0%80", "q=%00", "q=a&q=b", "", "q", "q=%F0%9F"):
        assert client.get(f"/admin/search?{query}").status_code == 200


def statements(client: Client, text: str) -> list[str]:
    """What is asked of the tables of the groups for one search."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get("/admin/search", {"q": text}, headers={"HX-Request": "true"})
    tables = ("customers_", "orders_", "catalog_", "staff_user")
    return [q["sql"] for q in asked if q["sql"].startswith("SELECT") and _of(q["sql"], tables)]


def _of(sql: str, tables: tuple[str, ...]) -> bool:
    return any(f'FROM "{table}' in sql for table in tables) and '"staff_session"' not in sql


def test_as_many_statements_as_groups_however_much_is_found(cast: Cast) -> None:
    """One a group, and one by which customers, orders and drafts know who fits."""
    client = as_staff(cast.owner)
    for number in range(8):
        customer = make_customer(f"h{number}@example.net", "Hanna", f"Hansen{number}")
        make_order(customer)
        make_draft(customer)
    assert len(statements(client, "hansen")) == 6 <= len(finding.KINDS)
    # Nobody fits, so their rows aren't asked for.
    assert len(statements(client, "1003")) == 4
    assert len(statements(client, "%")) == 0


def test_the_page_of_its_own(cast: Cast) -> None:
    """Without script the form leads here; where nothing is found it says what was searched."""
    client = as_staff(cast.owner)
    page = client.get("/admin/search?q=ingrid").content.decode()
    assert f'href="/admin/customers/{cast.ingrid.pk}"' in page and "All customers that fit" in page
    assert 'href="/admin/customers?q=ingrid"' in page and 'action="/admin/search"' in page
    nothing = client.get("/admin/search?q=submarine").content.decode()
    assert "Nothing fits “submarine”" in nothing and "Products, Drafts" in nothing
    assert client.get("/admin/search").status_code == 200
    assert client.post("/admin/search").status_code == 405


def test_the_panel_is_a_listbox_of_groups(cast: Cast) -> None:
    client = as_staff(cast.owner)
    panel = client.get("/admin/search?q=ingrid", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel and 'role="listbox"' in panel and 'role="group"' in panel
    assert panel.count('role="option"') >= 1 and 'data-asked="ingrid"' in panel
    assert client.get("/admin/search?q=", headers={"HX-Request": "true"}).content.strip() == b""


def test_the_boxes_of_the_settings_page_search_the_same_index(cast: Cast) -> None:
    client = as_staff(cast.owner)
    page = client.get("/admin/settings?q=kundkonton").content.decode()
    assert "/admin/settings/accounts" in page and "/admin/settings/mail" not in page
    assert "/admin/settings/tokens" in client.get("/admin/settings?q=token").content.decode()


def test_what_is_searched_is_written_nowhere(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    """PR-06: the log names the route alone."""
    logs.configure("info")
    client = as_staff(cast.owner)
    try:
        client.get("/admin/search", {"q": "ingrid.hansen@example.com"})
    finally:
        logs.configure("critical")
    said = "".join(capsys.readouterr())
    assert "admin/search" in said
    assert "ingrid" not in said.lower() and "q=" not in said
