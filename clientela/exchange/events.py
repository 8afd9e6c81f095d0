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


@fact(
    "customers.export_began",
    _("Export of {customers} customers begun"),
    icon="download",
    power=Power.CUSTOMERS_EXPORT,
)
@dataclass(frozen=True)
class ExportBegan:
    """Somebody has customers written into a file."""

    customers: int
    columns: list[str]


@fact(
    "customers.export_fetched",
    _("File of {customers} customers downloaded"),
    icon="download",
    power=Power.CUSTOMERS_EXPORT,
)
@dataclass(frozen=True)
class ExportFetched:
    """A file of customers left the store."""

    customers: int


@fact(
    "customers.export_removed",
    _("File of customers removed"),
    icon="trash-2",
    power=Power.CUSTOMERS_EXPORT,
)
@dataclass(frozen=True)
class ExportRemoved:
    """A file of customers was removed before its time was over."""


@fact(
    "customers.import_began",
    _("Import of {lines} lines begun"),
    icon="upload",
    power=Power.CUSTOMERS_IMPORT,
)
@dataclass(frozen=True)
class ImportBegan:
    """Somebody brings customers in from a file."""

    lines: int
    fills_only: bool
    has_permission: bool
