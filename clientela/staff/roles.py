"""The five roles as sets of powers, on one page."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.core.powers import Power


class Role(models.TextChoices):
    """What a member of staff is here."""

    OWNER = "owner", _("Owner")
    MANAGER = "manager", _("Manager")
    SUPPORT = "support", _("Support")
    MARKETING = "marketing", _("Marketing")
    READ_ONLY = "read_only", _("Read only")


_LOOK = frozenset({Power.CUSTOMERS_VIEW, Power.ORDERS_VIEW, Power.PRODUCTS_VIEW})

POWERS: dict[Role, frozenset[Power]] = {
    Role.OWNER: frozenset(Power),
    Role.MANAGER: frozenset(Power) - {Power.STAFF_EDIT},
    Role.SUPPORT: _LOOK
    | {
        Power.CUSTOMERS_EDIT,
        Power.CUSTOMERS_NOTES,
        Power.CUSTOMERS_ADDRESSES,
        Power.CUSTOMERS_EMAIL,
        Power.CUSTOMERS_CONSENT,
        Power.CUSTOMERS_INVITE,
        Power.CUSTOMERS_ACCOUNTS,
        Power.SEGMENTS_EDIT,
        Power.ORDERS_FULFIL,
        Power.ORDERS_EDIT,
    },
    Role.MARKETING: _LOOK
    | {
        Power.CUSTOMERS_EMAIL,
        Power.CUSTOMERS_CONSENT,
        Power.CUSTOMERS_EXPORT,
        Power.CUSTOMERS_INVITE,
        Power.SEGMENTS_EDIT,
        Power.JOBS_RUN,
    },
    Role.READ_ONLY: _LOOK | {Power.CUSTOMERS_ADDRESSES},
}
