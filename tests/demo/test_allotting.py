"""So many orders as are wanted, to the last one."""

from array import array

import pytest

from clientela.demo.allotting import allot, natural
from clientela.demo.crowd import ANCHOR, Crowd
from clientela.demo.history import LOYAL, History
from clientela.demo.people import Kind

CROWD, HISTORY = Crowd(), History(ANCHOR)


def test_the_natural_counts_are_what_people_place() -> None:
    counts, loyal = natural(CROWD, HISTORY, 3000)
    for index in range(3000):
        person = CROWD.person(index)
        assert counts[index] == len(HISTORY.orders(person)), person.kind
        assert loyal[index] == (person.kind in LOYAL)


@pytest.mark.parametrize("wanted", [0, 1, 37, 700, 2000, 2299, 3001, 9000, 250_000])
def test_exactly_so_many(wanted: int) -> None:
    counts, loyal = natural(CROWD, HISTORY, 2000)
    allotted = allot(counts, loyal, wanted)
    assert sum(allotted) == wanted and allotted == allot(counts, loyal, wanted)
    assert all(natural or not count for count, natural in zip(allotted, counts, strict=True))


@pytest.mark.parametrize("each", [2, 4])
def test_more_orders_are_the_loyals(each: int) -> None:
    """Who buys once goes on buying once; whoever comes back comes back oftener."""
    counts, loyal = natural(CROWD, HISTORY, 2000)
    allotted = allot(counts, loyal, 2000 * each)
    for index, is_loyal in enumerate(loyal):
        assert allotted[index] >= counts[index] if is_loyal else allotted[index] == counts[index]
        assert len(HISTORY.orders(CROWD.person(index), allotted[index])) == allotted[index]
    kinds = {CROWD.kind(index): allotted[index] for index in range(2000)}
    assert kinds[Kind.ONE_TIME] == 1 and kinds[Kind.NEWSLETTER_ONLY] == 0


def test_one_person_can_place_them_all() -> None:
    """The shopper is always there, and always loyal."""
    counts, loyal = natural(CROWD, HISTORY, 1)
    assert loyal == b"\1" and allot(counts, loyal, 500) == array("I", [500])
    assert allot(counts, loyal, 0) == array("I", [0])
