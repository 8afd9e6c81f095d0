"""By which doors staff bring customers in, and the switches that close them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.store.keys import settings_group
from clientela.store.models import SettingsRow


@settings_group("customers")
class CustomerSettings(SettingsRow):
    """Whether staff may add customers by hand, and whether files of customers may be brought in."""

    by_hand = models.BooleanField(
        _("Staff add customers"),
        default=True,
        db_default=True,
        help_text=_("By hand, or by inviting a new address. Customers who are there can be edited still."),
    )
    imports = models.BooleanField(
        _("Import customers"),
        default=True,
        db_default=True,
        help_text=_("From a file or another shop, on the page or the command line."),
    )

    WORDS = {
        "by_hand": "add new customer create kund kunde cliente staff",
        "imports": "csv file migrate import importer importera importa",
    }

    class Meta:
        app_label = "customers"
        db_table = "customers_settings"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="customers_settings_one_row")]

    def __str__(self) -> str:
        return "customers"


class AddingClosed(Refused):
    """The store has customers come by other doors alone."""

    code = "adding_closed"
    sentence = _("Adding customers by hand is switched off under Settings, Customers.")


class ImportClosed(Refused):
    """The store has switched importing off."""

    code = "import_closed"
    sentence = _("Importing customers is switched off under Settings, Customers.")


def refuse_adding(by: Actor) -> None:
    """Refuse staff to add a customer where the store switched that off. Raises `AddingClosed`."""
    if by.is_staff and not CustomerSettings.current().by_hand:
        raise AddingClosed


def refuse_import() -> None:
    """Refuse to bring customers in from a file where the store switched that off. Raises `ImportClosed`."""
    if not CustomerSettings.current().imports:
        raise ImportClosed
