"""Whom a query fits: SQL agrees with a plain, slow evaluator for queries and people made by chance."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy

from clientela.customers.models import Customer
from clientela.segments import compiling
from clientela.segments.checking import checked
from clientela.segments.clock import Clock
from clientela.segments.language import Node, printed
from tests.segments import queries_by_chance as chance
from tests.segments.people import NOW, ZONE, World, make_world, moments_of
from tests.segments.plainly import fits


@pytest.fixture
def world(db: None, request: pytest.FixtureRequest) -> Iterator[World]:
    """People and products, and a pool of the days and ids that they have."""
    made = make_world(request.param)
    chance.IDS[:] = [each.id for each in made.goods]
    chance.MOMENTS[:] = moments_of(made)
    yield made
    chance.IDS.clear()
    chance.MOMENTS.clear()


def agree(world: World, clock: Clock, queries: SearchStrategy[Node], most: int) -> None:
    """So many queries by chance give the people whom the plain evaluator names, and read as they print."""

    @settings(max_examples=most, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(queries)
    def agrees(query: Node) -> None:
        node = checked(printed(query), clock)
        assert node == query
        rows = Customer.objects.known().filter(compiling.condition(node, clock))
        expected = {person.id for person in world.people if fits(query, person, world)}
        assert set(rows.values_list("pk", flat=True)) == expected, printed(query)

    agrees()


@pytest.mark.parametrize("world", [1, 2], indirect=True)
@pytest.mark.parametrize("walks", [False, True])
def test_whole_queries(world: World, walks: bool) -> None:
    agree(world, Clock(ZONE, "GBP", NOW, walks=walks), chance.whole_queries(), most=150)


@pytest.mark.parametrize("world", [3], indirect=True)
@pytest.mark.parametrize("part", range(8))
def test_every_filter_with_every_operator(world: World, part: int) -> None:
    for simple in chance.simple_clauses()[part::8]:
        agree(world, Clock(ZONE, "GBP", NOW), simple, most=20)
