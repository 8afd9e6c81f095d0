"""A line of the file, checked: what reading gives and matching works on."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Row:
    """One line of the file, checked. `price` in minor units, `at` with its zone."""

    invoice: str
    sku: str
    title: str
    quantity: int
    at: datetime
    price: int
    customer: str
    country: str

    @property
    def total(self) -> int:
        return self.quantity * self.price

    @property
    def is_cancellation(self) -> bool:
        return self.invoice.startswith("C")
