"""Several hands make what one makes."""

from dataclasses import replace
from datetime import timedelta

from clientela.demo import crew
from clientela.demo.goods import catalogue
from clientela.demo.people import all_tags
from clientela.demo.portions import Portion, Setting, Ware

SETTING = Setting(
    timedelta(weeks=3),
    "GBP",
    {
        (product.index, variant.index): Ware(
            100 * product.index + variant.index, product.index, product.title, variant.title,
            variant.sku, variant.price, "",
        )
        for product in catalogue()
        for variant in product.variants
    },
    {tag: number for number, tag in enumerate(all_tags())},
)  # fmt: skip


def portion(start: int) -> Portion:
    ids = range(start * 10, start * 10 + 1000)
    return Portion(start, [0] * 40, range(start, start + 40), ids, ids, ids, ids)


def test_other_processes_make_the_same_in_the_same_order() -> None:
    portions = [portion(start) for start in (0, 40, 80, 120, 160)]
    assert list(crew.made(SETTING, portions, 1)) == list(crew.made(SETTING, portions, 0))


def test_portions_are_asked_for_as_they_are_taken() -> None:
    """Memory stays flat: whoever is slow finds only a few portions waiting."""
    asked: list[int] = []

    def portions():
        for start in range(0, 4000, 40):
            asked.append(start)
            yield portion(start)

    made = crew.made(SETTING, portions(), 1)
    next(made)
    made.close()
    assert len(asked) <= 3


def test_a_hand_that_fails_is_heard() -> None:
    broken = replace(portion(0), address_ids=[])
    try:
        list(crew.made(SETTING, [broken], 1))
    except RuntimeError:
        return
    raise AssertionError


def test_few_people_need_no_hands() -> None:
    assert crew.hands(2000) == 0 < crew.hands(1_000_000) <= 3
