"""Which column of a file holds what, told by its heading: the field's headers, new and old, and others."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.customers.models import MetafieldDefinition
from clientela.exchange.columns import METAFIELD

ADDRESS = ("company", "line1", "line2", "city", "region", "country", "postcode", "address_phone")
ADDRESS_NAME = ("address_first_name", "address_last_name")
_HOME = "default address "
# Our name, what people read, and the headings it goes by in small letters; the first that a file has counts.
FIELDS: Mapping[str, tuple[str | Promise, tuple[str, ...]]] = {
    "email": (_("Email"), ("email", "email address", "e-mail", "customer email", "user email")),
    "phone": (_("Phone"), ("phone", "phone number", "mobile", "billing phone", "telephone")),
    "first_name": (_("First name"), ("first name", "firstname", "given name", "billing first name")),
    "last_name": (_("Last name"), ("last name", "lastname", "surname", "family name", "billing last name")),
    "company": (_("Company"), (f"{_HOME}company", "company")),
    "line1": (_("Address"), (f"{_HOME}address1", "address1", "address 1", "address", "street")),
    "line2": (_("Apartment, suite, etc."), (f"{_HOME}address2", "address2", "address 2")),
    "city": (_("City"), (f"{_HOME}city", "city", "town")),
    "region": (
        _("State or province"),
        (f"{_HOME}province code", "province code", "state code"),
    ),
    "region_name": (
        _("State or province, where there is no code"),
        (f"{_HOME}province", "province", "state", "region"),
    ),
    "country": (
        _("Country or region"),
        (f"{_HOME}country code", "country code"),
    ),
    "country_name": (
        _("Country, where there is no code"),
        (f"{_HOME}country", "country", "country / region", "country/region"),
    ),
    "postcode": (_("Postcode"), (f"{_HOME}zip", "zip", "zip code", "postcode", "postal code")),
    "address_phone": (_("Phone of the address"), (f"{_HOME}phone", "address phone")),
    "address_first_name": (_("First name in the address"), (f"{_HOME}first name",)),
    "address_last_name": (_("Last name in the address"), (f"{_HOME}last name",)),
    "email_yes": (_("Accepts email marketing"), ("accepts email marketing", "accepts marketing")),
    "email_state": (_("Email marketing: status"), ("email marketing: status",)),
    "email_level": (_("Email marketing: level"), ("email marketing: level",)),
    "email_at": (_("Email marketing: since"), ("email marketing: updated at",)),
    "sms_yes": (_("Accepts SMS marketing"), ("accepts sms marketing",)),
    "sms_state": (_("SMS marketing: status"), ("sms marketing: status",)),
    "sms_level": (_("SMS marketing: level"), ("sms marketing: level",)),
    "sms_at": (_("SMS marketing: since"), ("sms marketing: updated at",)),
    "tags": (_("Tags"), ("tags", "tag")),
    "note": (_("Note"), ("note", "notes")),
    "tax_exempt": (_("Tax exempt"), ("tax exempt", "taxexempt")),
    "language": (_("Language"), ("language", "locale")),
    "birthday": (_("Date of birth"), ("date of birth", "birthday", "dob")),
}
CONSENT = {name for name in FIELDS if name.startswith(("email_", "sms_"))}


def _plain(heading: str) -> str:
    return " ".join(heading.replace("_", " ").casefold().split())


def _metafield(heading: str) -> str:
    """`Metafield: facts.size [text]` is `metafield:facts.size`."""
    return f"metafield:{heading[len(METAFIELD) :].split('[')[0].strip()}"


def metafields() -> dict[str, MetafieldDefinition]:
    """The custom fields that a file can fill, by the name that a place has."""
    return {f"metafield:{each.full_name}": each for each in MetafieldDefinition.objects.in_use()}


def labels() -> dict[str, str | Promise]:
    """Everything that a column can hold, as people read it."""
    custom = {name: definition.name for name, definition in metafields().items()}
    return {name: label for name, (label, _names) in FIELDS.items()} | custom


def guessed(header: Sequence[str]) -> dict[str, int]:
    """Where each thing stands, by the headings."""
    at = {_plain(heading): place for place, heading in reversed(list(enumerate(header)))}
    found: dict[str, int] = {}
    for name, (_label, headings) in FIELDS.items():
        here = next((at[heading] for heading in headings if heading in at), None)
        if here is not None and here not in found.values():
            found[name] = here
    return found | dict(_custom(header))


def _custom(header: Sequence[str]) -> Iterable[tuple[str, int]]:
    known = metafields() if any(heading.startswith(METAFIELD) for heading in header) else {}
    for place, heading in enumerate(header):
        if heading.startswith(METAFIELD) and _metafield(heading) in known:
            yield _metafield(heading), place
