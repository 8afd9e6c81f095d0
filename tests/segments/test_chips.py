"""A query as chips: its words, and the same query with one condition less, more, or other."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from clientela.segments import chips
from clientela.segments.chips import Chip, NoSuchChip
from clientela.segments.language import clauses, printed, read
from clientela.segments.language.tree import Clause, Node, Number, Test
from tests.segments import queries_by_chance
from tests.segments.people import NOW
from tests.segments.queries_by_chance import whole_queries

MORE = Clause("number_of_orders", Test("=", (Number(Decimal(7), True),)))


@pytest.fixture(scope="module", autouse=True)
def values() -> Iterator[None]:
    """Days and products for the queries made by chance."""
    kept = list(queries_by_chance.MOMENTS), list(queries_by_chance.IDS)
    queries_by_chance.MOMENTS[:], queries_by_chance.IDS[:] = [NOW.replace(tzinfo=None)], [1, 2]
    yield
    queries_by_chance.MOMENTS[:], queries_by_chance.IDS[:] = kept


def leaves(chip: Chip) -> list[Chip]:
    return [chip] if chip.clause else [leaf for part in chip.parts for leaf in leaves(part)]


def said(query: str) -> list[str]:
    return [chip.words for chip in leaves(chips.chips(read(query)))]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("number_of_orders >= 2", "Number of orders is at least 2"),
        ("customer_tags CONTAINS 'vip'", "Tags contain vip"),
        ("last_order_date < -90d", "Last order before 90 days ago"),
        ("last_order_date BETWEEN -1y AND today", "Last order between 1 year ago and today"),
        ("last_order_date >= 2026-03-01", "Last order since 1 Mar 2026"),
        ("last_order_date IS NULL", "Last order never"),
        ("customer_countries CONTAINS 'NO'", "Country is Norway"),
        ("rfm_group IN ('AT_RISK', 'NEW')", "RFM group is one of At risk, New buyers"),
        ("orders_placed MATCHES ()", "Orders placed: at least once"),
        ("orders_placed NOT MATCHES ()", "Orders placed: never"),
        (
            "orders_placed NOT MATCHES (count > 2, date >= -30d)",
            "Orders placed: never with Number of orders is more than 2, Date since 30 days ago",
        ),
        ("products_purchased MATCHES (id = 99)", "Products bought: Product is 99"),
    ],
)
def test_conditions_in_plain_words(db: None, query: str, words: str) -> None:
    assert said(query) == [words]


def test_amounts_are_in_the_currency_and_words_in_the_language(db: None) -> None:
    assert (
        said("amount_spent >= 100")[0].startswith("Amount spent is at least")
        and "100.00" in said("amount_spent >= 100")[0]
    )
    with translation.override("nb"):
        assert said("number_of_orders >= 2") == ["Antall ordrer er minst 2"]


def test_groups_keep_their_places(db: None) -> None:
    root = chips.chips(read("number_of_orders = 1 AND (rfm_group = 'NEW' OR customer_tags IS NULL)"))
    assert root.join == "AND" and [part.join for part in root.parts] == ["", "OR"]
    assert [leaf.place for leaf in leaves(root)] == ["p0", "p1.0", "p1.1"]


@given(whole_queries(), some.data())
def test_taking_away_and_changing_reach_one_condition_alone(node: Node, data: some.DataObject) -> None:
    """For any query and any of its conditions; what comes is read back as the same."""
    places = _places(node)
    path = data.draw(some.sampled_from(places))
    asked = [printed(each) for each in clauses(node)]
    number = places.index(path)
    less = chips.without(node, path)
    assert (
        [printed(each) for each in clauses(less)] == asked[:number] + asked[number + 1 :]
        if less
        else asked[1:] == []
    )
    other = chips.replaced(node, path, MORE)
    assert [printed(each) for each in clauses(other)] == [
        *asked[:number],
        printed(MORE),
        *asked[number + 1 :],
    ]
    for changed in (less, other):
        assert changed is None or read(printed(changed)) == changed
    assert chips.replaced(other, path, chips.at(node, path)) == node  # type: ignore[arg-type]


@given(whole_queries(), some.data(), some.sampled_from(["AND", "OR"]))
def test_adding_beside_keeps_all_that_was_there(node: Node, data: some.DataObject, join: str) -> None:
    path = data.draw(some.sampled_from([(), *_places(node)]))
    more = chips.with_clause(node, MORE, path, join)  # type: ignore[arg-type]
    assert read(printed(more)) == more
    assert sorted(printed(each) for each in clauses(more)) == sorted(
        [*(printed(each) for each in clauses(node)), printed(MORE)]
    )


def _places(node: Node, path: chips.Path = ()) -> list[chips.Path]:
    if isinstance(node, Clause):
        return [path]
    return [found for place, part in enumerate(node.parts) for found in _places(part, (*path, place))]


def test_joins() -> None:
    one, both = read("number_of_orders = 1"), read("number_of_orders = 1 OR amount_spent > 2")
    assert printed(chips.with_clause(None, MORE)) == "number_of_orders = 7"
    assert printed(chips.with_clause(one, MORE, (), "OR")) == "number_of_orders = 1 OR number_of_orders = 7"
    assert printed(chips.with_clause(both, MORE)) == (
        "(number_of_orders = 1 OR amount_spent > 2) AND number_of_orders = 7"
    )
    assert printed(chips.with_clause(both, MORE, (1,), "AND")) == (
        "number_of_orders = 1 OR amount_spent > 2 AND number_of_orders = 7"
    )
    assert chips.without(one, ()) is None


@pytest.mark.parametrize("path", ["", "x", "p9", "p0.0", "p-1", "p٣", "p0.", "p" + "9" * 99])
def test_a_path_that_leads_nowhere(path: str) -> None:
    node = read("number_of_orders = 1 AND amount_spent > 2")
    with pytest.raises(NoSuchChip):
        chips.at(node, chips.path_of(path))
