"""What bringing data in records."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.core.powers import Power
from clientela.journal.facts import fact


@fact(
    "orders.imported",
    _("{orders} orders of {customers} customers imported ({format})"),
    icon="upload",
    power=Power.CUSTOMERS_IMPORT,
)
@dataclass(frozen=True)
class OrdersImported:
    """A file of orders was brought in."""

    format: str
    customers: int
    orders: int
    refunds: int
    lines: int


@fact(
    "accounts.imported",
    _("{accounts} accounts and {customers} customers without one imported"),
    icon="upload",
    power=Power.CUSTOMERS_IMPORT,
)
@dataclass(frozen=True)
class AccountsImported:
    """Customers were brought in from another shop, some with the passwords they had there."""

    accounts: int
    customers: int
