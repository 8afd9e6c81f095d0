"""Every power a member of staff or a token can hold, on one page."""

from enum import StrEnum


class Power(StrEnum):
    """What somebody may do. Roles (`staff.roles`) are sets of these."""

    CUSTOMERS_VIEW = "customers.view"
    CUSTOMERS_EDIT = "customers.edit"
    CUSTOMERS_NOTES = "customers.notes"
    CUSTOMERS_ADDRESSES = "customers.addresses"
    CUSTOMERS_EMAIL = "customers.email"
    CUSTOMERS_CONSENT = "customers.consent"
    CUSTOMERS_INVITE = "customers.invite"
    CUSTOMERS_ACCOUNTS = "customers.accounts"
    CUSTOMERS_LOG_IN = "customers.log_in"
    CUSTOMERS_DELETE = "customers.delete"
    CUSTOMERS_IMPORT = "customers.import"
    SEGMENTS_EDIT = "segments.edit"
    ACCOUNTS_GUARD = "accounts.guard"
    ORDERS_VIEW = "orders.view"
    ORDERS_FULFIL = "orders.fulfil"
    ORDERS_EDIT = "orders.edit"
    ORDERS_REFUND = "orders.refund"
    PRODUCTS_VIEW = "products.view"
    PRODUCTS_EDIT = "products.edit"
    JOBS_RUN = "jobs.run"
    MAILBOX_VIEW = "mailbox.view"
    SETTINGS_VIEW = "settings.view"
    SETTINGS_EDIT = "settings.edit"
    TOKENS_EDIT = "tokens.edit"
    STAFF_VIEW = "staff.view"
    STAFF_EDIT = "staff.edit"
