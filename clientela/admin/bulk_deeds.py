"""The verbs that the list of customers offers for a selection, each with its page."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.bulk.actions.starting import DEACTIVATE, DELETE, TAG, UNTAG
from clientela.core.powers import Power


@dataclass(frozen=True)
class Deed:
    """A verb: the kind of job behind it, who may, and the words of its page and its button."""

    kind: str
    power: Power
    title: str | Promise
    about: str | Promise
    button: str | Promise
    icon: str
    takes_tags: bool = False
    is_grave: bool = False


DEEDS = {
    "tag": Deed(
        TAG,
        Power.CUSTOMERS_EDIT,
        _("Add tags"),
        _("Tags that a customer has already stay as they are."),
        _("Add tags"),
        "tag",
        takes_tags=True,
    ),
    "untag": Deed(
        UNTAG,
        Power.CUSTOMERS_EDIT,
        _("Remove tags"),
        _("Only these tags go; all others stay."),
        _("Remove tags"),
        "tags",
        takes_tags=True,
    ),
    "deactivate": Deed(
        DEACTIVATE,
        Power.CUSTOMERS_ACCOUNTS,
        _("Deactivate accounts"),
        _("They are logged out at once, and each gets an email. Profiles and orders stay."),
        _("Deactivate accounts"),
        "user-x",
        is_grave=True,
    ),
    "delete": Deed(
        DELETE,
        Power.CUSTOMERS_DELETE,
        _("Delete customers"),
        _("They are gone at once. For 30 days you can put them back; then their data is destroyed."),
        _("Delete customers"),
        "trash-2",
        is_grave=True,
    ),
}
