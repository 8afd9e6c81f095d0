"""What an API token may be used for, in names that programs know, each as a set of powers."""

from collections.abc import Iterable
from enum import StrEnum

from clientela.core.powers import Power


class Scope(StrEnum):
    """One thing that a token may be allowed."""

    READ_CUSTOMERS = "read_customers"
    WRITE_CUSTOMERS = "write_customers"
    READ_ORDERS = "read_orders"
    WRITE_ORDERS = "write_orders"
    READ_PRODUCTS = "read_products"
    WRITE_PRODUCTS = "write_products"


_CUSTOMERS = frozenset({Power.CUSTOMERS_VIEW, Power.CUSTOMERS_ADDRESSES, Power.CUSTOMERS_NOTES})

POWERS: dict[Scope, frozenset[Power]] = {
    Scope.READ_CUSTOMERS: _CUSTOMERS,
    Scope.WRITE_CUSTOMERS: _CUSTOMERS | {Power.CUSTOMERS_EDIT, Power.CUSTOMERS_CONSENT},
    Scope.READ_ORDERS: frozenset({Power.ORDERS_VIEW}),
    Scope.WRITE_ORDERS: frozenset({Power.ORDERS_VIEW, Power.ORDERS_FULFIL}),
    Scope.READ_PRODUCTS: frozenset({Power.PRODUCTS_VIEW}),
    Scope.WRITE_PRODUCTS: frozenset({Power.PRODUCTS_VIEW, Power.PRODUCTS_EDIT}),
}


def powers_of(scopes: Iterable[Scope]) -> frozenset[Power]:
    """All that these scopes allow together."""
    return frozenset(power for scope in scopes for power in POWERS[scope])
