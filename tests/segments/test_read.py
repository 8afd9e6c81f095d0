"""Reading and printing the language: shapes, precedence, old forms, and mistakes that point at their word."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from clientela.segments import checking
from clientela.segments.clock import Clock
from clientela.segments.language import QueryWrong, printed, read
from tests.segments import queries_by_chance as chance
from tests.segments.people import NOW, ZONE

CLOCK = Clock(ZONE, "GBP", NOW)
CANONICAL = {
    "orders>=2 and tags contains 'vip'": "orders >= 2 AND tags CONTAINS 'vip'",
    "a = 1 or b = 2 and (c = 3 or d is not null)": "a = 1 OR b = 2 AND (c = 3 OR d IS NOT NULL)",
    "((a = 1))": "a = 1",
    "(a = 1 or b = 2) or c = 3": "a = 1 OR b = 2 OR c = 3",
    "a <> 1": "a != 1",
    "a = 30_days_ago or a = 12_months_ago": "a = -30d OR a = -12m",
    "a = 7D": "a = +7d",
    'a = "it\'s"': "a = 'it\\'s'",
    r"a = 'back\\slash'": r"a = 'back\\slash'",
    "a BETWEEN -30d and today": "a BETWEEN -30d AND today",
    "f NOT_MATCHES (count > 2)": "f NOT MATCHES (count > 2)",
    "products_purchased(id: 1, date: > -90d) = true": "products_purchased MATCHES (id = 1, date > -90d)",
    "products_purchased(id: [1, 2]) = false": "products_purchased NOT MATCHES (id IN (1, 2))",
    "shopify_email.opened(activity_id: 9) != true": "shopify_email.opened NOT MATCHES (activity_id = 9)",
    "anniversary(date: 'metafields.a.b') = today": "anniversary('metafields.a.b') = today",
    "a >= 2011-09-01T10:00:00": "a >= 2011-09-01T10:00:00",
    "android = 1 AND notes = 2": "android = 1 AND notes = 2",
}


@pytest.mark.parametrize(("typed", "canonical"), CANONICAL.items())
def test_one_canonical_spelling(typed: str, canonical: str) -> None:
    assert printed(read(typed)) == canonical
    assert read(canonical) == read(typed)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(chance.whole_queries())
def test_what_is_printed_reads_the_same(query: chance.Node) -> None:
    assert read(printed(query)) == query


@pytest.fixture(autouse=True)
def _pool() -> None:
    chance.MOMENTS[:] = [NOW.replace(tzinfo=None)]
    chance.IDS[:] = [7]


MISTAKES = {
    "": (1, 1, "", ""),
    "   ": (1, 1, "", ""),
    "not a valid query ???": (1, 5, "a", ""),
    "customer_tags CONTAINZ 'x'": (1, 15, "CONTAINZ", "CONTAINS"),
    "a = ": (1, 4, "", ""),
    "a = 'open": (1, 5, "'open", ""),
    "a = 2024-02-30": (1, 5, "2024-02-30", ""),
    "number_of_orders > 1 AND\n  numbr_of_orders > 1": (2, 3, "numbr_of_orders", "number_of_orders"),
    "customer_account_status = 'ENABLD'": (1, 27, "'ENABLD'", "'ENABLED'"),
    "customer_account_status = 'enabled'": (1, 27, "'enabled'", "'ENABLED'"),
    "number_of_orders CONTAINS 'x'": (1, 1, "CONTAINS", ""),
    "number_of_orders = 'two'": (1, 20, "'two'", ""),
    "number_of_orders = 1.5": (1, 20, "1.5", ""),
    "number_of_orders = 1000000000000000": (1, 20, "1000000000000000", ""),
    "last_order_date > yesterday AND last_order_date < tomorrow": (1, 51, "tomorrow", ""),
    "last_order_date > -99999y": (1, 19, "-99999y", ""),
    "orders_placed MATCHES (cont > 1)": (1, 24, "cont", "count"),
    "orders_placed MATCHES (count > 1, count < 3)": (1, 24, "count", ""),
    "number_of_orders MATCHES ()": (1, 1, "MATCHES", ""),
    "anniversary('metafields.a.b') = today": (1, 1, "metafields.a.b", ""),
    "metafields.nowhere.size = 'M'": (1, 1, "metafields.nowhere.size", ""),
    "a = 'x' )": (1, 9, ")", ""),
}


@pytest.mark.parametrize(("typed", "expected"), MISTAKES.items())
def test_mistakes_point_at_their_word(db: None, typed: str, expected: tuple[int, int, str, str]) -> None:
    with pytest.raises(QueryWrong) as wrong:
        checking.checked(typed, CLOCK)
    first = wrong.value.problems[0]
    assert (first.spot.line, first.spot.column, first.word, first.meant) == expected, first.text


def test_every_mistake_is_told_at_once(db: None) -> None:
    with pytest.raises(QueryWrong) as wrong:
        checking.checked("foo = 1 AND number_of_orders = 'x' OR bar = 2", CLOCK)
    assert [problem.word for problem in wrong.value.problems] == ["foo", "'x'", "bar"]


def test_more_than_ten_clauses_are_fine(db: None) -> None:
    """The field stops at ten; here five hundred are fine, and more than that is said."""
    many = " OR ".join(["number_of_orders = 1"] * 500)
    checking.checked(many, CLOCK)
    with pytest.raises(QueryWrong):
        checking.checked(f"{many} OR number_of_orders = 1", CLOCK)


@settings(max_examples=200, deadline=None, database=None)
@given(some.text(alphabet="ab_ ()'\"=<>!.,0129-+dTANDORi\\\n\t\0å", max_size=40))
def test_no_text_breaks_it(text: str) -> None:
    try:
        assert read(printed(read(text))) == read(text)
    except QueryWrong as wrong:
        assert wrong.problems and wrong.problems[0].text


@pytest.mark.parametrize("text", ["(" * 5000, "a = " + "(" * 60 + ")" * 60, "x" * 20_001, "a = " + "9" * 40])
def test_hostile_sizes_are_refused(text: str) -> None:
    """VA: a deep or a long query costs nothing."""
    with pytest.raises(QueryWrong):
        read(text)
