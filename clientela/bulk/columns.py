"""The columns of the bulk editor: what each is called, whom it is open to, how it is read and shown."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela.core import phones, places
from clientela.core.actor import Actor
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.core.powers import Power
from clientela.customers import field_values
from clientela.customers import queries as customers
from clientela.customers.field_values import NO, YES
from clientela.customers.models import Consent, MetafieldDefinition

Choices = list[tuple[str, str]]
ADDRESS_ID = "address_id"
_CHOOSE = gettext_lazy("Choose one of these: %(choices)s.")


@dataclass(frozen=True)
class Column:
    """One value of a customer. `part` names the action that writes it, `is_long` that it may have lines."""

    key: str
    label: str | Promise
    part: str
    power: Power = Power.CUSTOMERS_EDIT
    is_long: bool = False
    definition: MetafieldDefinition | None = None

    def choices(self) -> Choices:
        """What it can be, code and words; nothing where it can be anything."""
        if self.key == "language":
            return [(code, str(name)) for code, name in settings.LANGUAGES]
        if self.key == "country":
            return places.countries()
        if self.part.endswith("consent"):
            return [(state.value, str(state.label)) for state in (Consent.SUBSCRIBED, Consent.UNSUBSCRIBED)]
        if self.is_boolean:
            return [("true", _("Yes")), ("false", _("No"))]
        return [(each, each) for each in self.definition.choices] if self.definition else []

    @property
    def has_choices(self) -> bool:
        """Whether it is one of a few, and not several of them at once."""
        is_list = self.definition and self.definition.type == MetafieldDefinition.Type.LIST
        return not is_list and bool(self.choices())

    @property
    def is_boolean(self) -> bool:
        kind = self.definition.type if self.definition else ""
        return self.key == "tax_exempt" or kind == MetafieldDefinition.Type.BOOLEAN

    def read(self, text: str) -> str:
        """The plain value of what was typed; choices by code or words. Raises `Refused`."""
        word = text.casefold()
        if self.part == "field" or not self.choices():
            return text
        for code, words in self.choices():
            if word in {code.casefold(), words.casefold()}:
                return code
        if self.key == "tax_exempt" and (not word or word in YES | NO):
            return "true" if word in YES else "false"
        if self.key == "language" and text:
            raise Refused(_("Choose a language."), code="language_not_valid")
        if self.key in {"tax_exempt", "email_consent", "sms_consent"}:
            named = ", ".join(words for _code, words in self.choices())
            raise Refused(_CHOOSE % {"choices": named}, code="not_a_choice")
        return text

    def shown(self, plain: str) -> str:
        """A plain value as somebody would type it."""
        if not plain:
            return ""
        if self.key == "phone":
            return phones.shown(plain)
        if self.part.endswith("consent"):
            return str(Consent(plain).label)
        if self.definition and not self.is_boolean:
            return field_values.to_type(self.definition, plain)
        return dict(self.choices()).get(plain, plain)


_NAMED = (
    Column("first_name", gettext_lazy("First name"), "profile"),
    Column("last_name", gettext_lazy("Last name"), "profile"),
    Column("email", gettext_lazy("Email"), "email"),
    Column("phone", gettext_lazy("Phone"), "profile"),
    Column("language", gettext_lazy("Language"), "profile"),
    Column("tags", gettext_lazy("Tags"), "tags"),
    Column("note", gettext_lazy("Note"), "note", Power.CUSTOMERS_NOTES, is_long=True),
    Column("tax_exempt", gettext_lazy("Doesn’t pay tax"), "profile"),
    Column("email_consent", gettext_lazy("Email subscription"), "email_consent", Power.CUSTOMERS_CONSENT),
    Column("sms_consent", gettext_lazy("SMS subscription"), "sms_consent", Power.CUSTOMERS_CONSENT),
    *(
        Column(key, label, "address", Power.CUSTOMERS_ADDRESSES)
        for key, label in (
            ("line1", gettext_lazy("Address")),
            ("line2", gettext_lazy("Apartment, suite, etc.")),
            ("city", gettext_lazy("City")),
            ("region", gettext_lazy("Region")),
            ("postcode", gettext_lazy("Postcode")),
            ("country", gettext_lazy("Country or region")),
        )
    ),
)
USUAL = ("first_name", "last_name", "email", "phone", "tags")


def _own(definition: MetafieldDefinition) -> Column:
    is_text = definition.type == MetafieldDefinition.Type.TEXT
    return Column(definition.full_name, definition.name, "field", is_long=is_text, definition=definition)


def columns() -> dict[str, Column]:
    """All columns by key, custom fields last."""
    every = [*_NAMED, *(_own(definition) for definition in customers.definitions())]
    return {column.key: column for column in every}


def offered(by: Actor) -> dict[str, Column]:
    """Those that somebody may edit."""
    return {key: column for key, column in columns().items() if by.can(column.power)}


def asked(keys: Collection[str], by: Actor) -> dict[str, Column]:
    """The columns of these keys. Raises `NotAllowed` beyond one's powers, `NotThere` for no column at all.

    A custom field that was taken away meanwhile is let through: its action says so at the cell.
    """
    known = columns()
    for key in keys:
        if key not in known and "." not in key:
            raise NotThere
        if key in known and not by.can(known[key].power):
            raise NotAllowed
    return {key: known.get(key) or Column(key, key, "field") for key in keys}
