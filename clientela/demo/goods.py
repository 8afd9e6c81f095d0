"""The demo store's catalogue: a home and garden shop of about forty things."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product as combinations

from .library import records

_STOCK = (42, 18, 65, 7, 120, 26, 3, 54, 88, 0, 33, 14, 71)


@dataclass(frozen=True, slots=True)
class Variant:
    """One thing that can be put in the cart; prices in pence with tax, weight in grams."""

    index: int
    options: dict[str, str]
    sku: str
    price: int
    compare_at: int | None
    weight: int
    stock: int

    @property
    def title(self) -> str:
        """How the variant is called beside its product: Large / Oak."""
        return " / ".join(self.options.values())


@dataclass(frozen=True, slots=True)
class Product:
    """One product of the demo store; `popularity` from 1 to 10 says how often it is bought."""

    index: int
    handle: str
    title: str
    description: str
    vendor: str
    product_type: str
    collection: str
    tags: tuple[str, ...]
    popularity: int
    drawing: str
    motif: str
    tint: str
    option_names: tuple[str, ...]
    variants: tuple[Variant, ...]


@dataclass(frozen=True, slots=True)
class _Value:
    """One value of an option: `Large = 3400 @ 1250g` names its own price and weight."""

    name: str
    price: int | None
    weight: int | None


def _value(text: str) -> _Value:
    name, _, rest = text.partition(" = ")
    price, _, weight = rest.partition(" @ ")
    return _Value(name.strip(), int(price) if price else None, int(weight.rstrip("g")) if weight else None)


def _first(numbers: Iterator[int | None], otherwise: int) -> int:
    return next((number for number in numbers if number is not None), otherwise)


def _stock(handle: str, index: int) -> int:
    """How many are left; now and then none, but never of a product's first variant."""
    left = _STOCK[(sum(map(ord, handle)) + 5 * index) % len(_STOCK)]
    return left if index else max(left, 12)


def _variant(
    record: dict[str, str], index: int, names: tuple[str, ...], values: tuple[_Value, ...]
) -> Variant:
    marks = ["".join(letter for letter in value.name.upper() if letter.isalnum())[:4] for value in values]
    return Variant(
        index=index,
        options={name: value.name for name, value in zip(names, values, strict=True)},
        sku="-".join((record["code"], *marks)),
        price=_first((value.price for value in values), int(record["price"])),
        compare_at=int(record["compare_at"]) if "compare_at" in record else None,
        weight=_first((value.weight for value in values), int(record["weight"])),
        stock=_stock(record["handle"], index),
    )


def _product(index: int, record: dict[str, str]) -> Product:
    names = tuple(key for key in record if key[0].isupper())
    choices = [[_value(text) for text in record[name].split(", ")] for name in names]
    return Product(
        index=index,
        handle=record["handle"],
        title=record["title"],
        description=record["text"],
        vendor=record["vendor"],
        product_type=record["type"],
        collection=record["collection"],
        tags=tuple(record["tags"].split(", ")),
        popularity=int(record["popularity"]),
        drawing=record["drawing"],
        motif=record["motif"],
        tint=record.get("tint", ""),
        option_names=names,
        variants=tuple(
            _variant(record, number, names, values) for number, values in enumerate(combinations(*choices))
        ),
    )


@cache
def catalogue() -> tuple[Product, ...]:
    """All products, in the order of the shop; the same every time."""
    return tuple(_product(index, record) for index, record in enumerate(records("goods.txt")))
