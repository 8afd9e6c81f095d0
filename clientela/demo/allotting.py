"""How many orders each of the demo's people places, so that together they are as many as are wanted."""

from array import array
from collections.abc import Iterable
from typing import TypeAlias

from .crowd import Crowd
from .history import LOYAL, History
from .people import Kind

Counts: TypeAlias = "array[int]"  # by a person's number


def natural(crowd: Crowd, history: History, customers: int) -> tuple[Counts, bytearray]:
    """How many orders everybody would place, and who of them (1) is loyal."""
    counts, loyal = array("I"), bytearray()
    for index in range(customers):
        kind = crowd.kind(index)
        # Of those that were brought along from elsewhere, some have no address and can't order.
        homeless = kind is Kind.IMPORTED and crowd.person(index).address is None
        counts.append(0 if homeless else history.appetite(index, kind))
        loyal.append(kind in LOYAL)
    return counts, loyal


def allot(counts: Counts, loyal: bytearray, wanted: int) -> Counts:
    """Exactly so many orders as are wanted: the loyal place more or fewer, others only where they must."""
    theirs = sum(count for count, is_loyal in zip(counts, loyal, strict=True) if is_loyal)
    others = sum(counts) - theirs
    if wanted < others:
        return _scaled(counts, bytearray(b"\1") * len(counts), wanted, sum(counts))
    return _scaled(counts, loyal, wanted - others, theirs)


def _scaled(counts: Counts, chosen: Iterable[int], wanted: int, total: int) -> Counts:
    """The counts of those chosen in proportion, so that all theirs come to `wanted`."""
    scaled, before = array("I"), 0
    for count, is_chosen in zip(counts, chosen, strict=True):
        if is_chosen:
            scaled.append((before + count) * wanted // total - before * wanted // total)
            before += count
        else:
            scaled.append(count)
    return scaled
