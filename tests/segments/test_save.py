"""Saving, changing, copying and deleting segments."""

import pytest

from clientela.core.actor import SYSTEM
from clientela.core.errors import ChangedMeanwhile, NotAllowed, NotThere, SeveralRefused
from clientela.journal.models import Event
from clientela.segments import actions, queries
from clientela.segments.language import QueryWrong
from clientela.segments.models import Segment
from tests.cast import Cast


def test_a_taken_name_gets_a_number(db: None) -> None:
    names = [actions.save("Foo", "number_of_orders > 1", by=SYSTEM).name for _ in range(3)]
    assert names == ["Foo", "Foo (2)", "Foo (3)"]
    assert actions.save("Foo (2)", "number_of_orders > 1", by=SYSTEM).name == "Foo (4)"
    assert [actions.save("Bar (0)", "amount_spent > 1", by=SYSTEM).name for _ in range(2)] == [
        "Bar (0)",
        "Bar (1)",
    ]
    assert Event.objects.filter(name="segment.created").count() == 6


def test_the_query_is_kept_as_it_was_typed(db: None) -> None:
    typed = "  number_of_orders>=2\nand customer_tags contains 'vip' "
    assert actions.save("As typed", typed, by=SYSTEM).query == typed
    assert queries.canonical(typed) == "number_of_orders >= 2 AND customer_tags CONTAINS 'vip'"


@pytest.mark.parametrize("name", ["", "   ", "x" * 256])
def test_a_name_is_needed(db: None, name: str) -> None:
    with pytest.raises(SeveralRefused) as refused:
        actions.save(name, "number_of_orders > 1", by=SYSTEM)
    assert "name" in refused.value.by_field()


def test_a_wrong_query_is_refused_with_its_places(db: None) -> None:
    with pytest.raises(QueryWrong) as wrong:
        actions.save("Wrong", "numbr_of_orders > 1 AND customer_account_status = 'ENABLD'", by=SYSTEM)
    found = [(each.spot.column, each.word, each.meant) for each in wrong.value.problems]
    assert found == [(1, "numbr_of_orders", "number_of_orders"), (51, "'ENABLD'", "'ENABLED'")]
    assert not Segment.objects.exists()


def test_two_editors_lose_nothing(db: None) -> None:
    segment = actions.save("Both", "number_of_orders > 1", by=SYSTEM)
    actions.change(segment.pk, name="Both", query="number_of_orders > 2", by=SYSTEM, version=1)
    with pytest.raises(ChangedMeanwhile) as refused:
        actions.change(segment.pk, name="Both", query="number_of_orders > 3", by=SYSTEM, version=1)
    assert refused.value.details["theirs"] == {"query": "number_of_orders > 2"}
    assert queries.find(segment.pk).query == "number_of_orders > 2"


def test_a_copy_stands_for_itself(db: None) -> None:
    segment = actions.save("One", "number_of_orders > 1", by=SYSTEM)
    twin = actions.copy(segment.pk, by=SYSTEM)
    actions.delete(segment.pk, by=SYSTEM)
    assert (twin.name, queries.find(twin.pk).query) == ("One (2)", "number_of_orders > 1")
    with pytest.raises(NotThere):
        queries.find(segment.pk)


def test_who_only_reads_saves_nothing(cast: Cast) -> None:
    """AC-01: the power is asked first."""
    with pytest.raises(NotAllowed):
        actions.save("Mine", "number_of_orders > 1", by=cast.read_only.as_actor())
