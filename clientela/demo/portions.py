"""What one hand needs to make a portion of the demo; plain values, so that they go to another process."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Ware:
    """A variant as it stands in the store; the price in minor units."""

    variant_id: int
    product_id: int
    title: str
    variant_title: str
    sku: str
    price: int
    picture: str


@dataclass(frozen=True, slots=True)
class Setting:
    """The store that is filled: its wares by their place in the catalogue, its tags; how far dates move."""

    shift: timedelta
    currency: str
    wares: Mapping[tuple[int, int], Ware]
    tags: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Portion:
    """Some people in a row: the first one's number, how many orders each places, the ids they all get."""

    start: int
    counts: Sequence[int]
    customer_ids: Sequence[int]
    address_ids: Sequence[int]
    order_ids: Sequence[int]
    order_numbers: Sequence[int]
    refund_ids: Sequence[int]
