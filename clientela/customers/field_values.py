"""Values of custom fields: read from what was typed, written plainly for programs, shown to people.

The plain text is the same in every language (`12.5`, `2026-03-31`, `true`, `one, two`): files, facts and
forms that know what they were drawn with use it.
"""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela.core import typed
from clientela.core.errors import Refused
from clientela.customers.fields import Metafield, MetafieldDefinition

Value = str | Decimal | date | bool | list[str] | None
Type = MetafieldDefinition.Type

LONGEST_TEXT = 1000
LONGEST_ENTRY = 255
MOST_ENTRIES = 100
LARGEST = Decimal(10) ** 15
DECIMALS = 6
COLUMNS = {
    Type.TEXT.value: "text",
    Type.CHOICE.value: "text",
    Type.NUMBER.value: "number",
    Type.DATE.value: "date",
    Type.BOOLEAN.value: "boolean",
    Type.LIST.value: "texts",
}
# Types whose words the search finds.
SEARCHED = (Type.TEXT.value, Type.CHOICE.value, Type.LIST.value)
YES = {"true", "yes", "1", "on", "ja", "sì", "si"}
NO = {"false", "no", "0", "off", "nei", "nej"}
_CHOOSE = gettext_lazy("Choose one of these: %(choices)s.")


def read(definition: MetafieldDefinition, text: str) -> Value:
    """The value that somebody typed; nothing for an empty text. Raises `Refused`."""
    bare = text.replace("\0", "").strip()
    if not bare:
        return None
    match definition.type:
        case Type.NUMBER:
            return _number(bare)
        case Type.DATE:
            return typed.day(bare)
        case Type.BOOLEAN:
            return _boolean(bare)
        case Type.CHOICE:
            return _choice(definition, bare)
        case Type.LIST:
            return _entries(definition, bare) or None
    if len(bare) > LONGEST_TEXT:
        raise Refused(_("Use at most 1,000 characters."), code="too_long")
    return bare.replace("\r\n", "\n")


def _number(text: str) -> Decimal:
    found = typed.number(text)
    if abs(found) >= LARGEST:
        raise Refused(_("This number is too large."), code="number_too_large")
    if found != round(found, DECIMALS):
        raise Refused(_("Use at most six decimals."), code="too_many_decimals")
    return found


def _boolean(text: str) -> bool:
    word = text.casefold()
    if word in YES or word == _("yes").casefold():
        return True
    if word in NO or word == _("no").casefold():
        return False
    raise Refused(_("Enter yes or no."), code="not_yes_or_no")


def _choice(definition: MetafieldDefinition, text: str) -> str:
    found = next((each for each in definition.choices if each.casefold() == text.casefold()), None)
    if found is None:
        raise Refused(_CHOOSE % {"choices": ", ".join(definition.choices)}, code="not_a_choice")
    return found


def _entries(definition: MetafieldDefinition, text: str) -> list[str]:
    """The entries of a list, between commas or on lines: none twice, the first spelling kept."""
    parts = (" ".join(part.split()) for line in text.splitlines() for part in line.split(","))
    found: dict[str, str] = {}
    for part in filter(None, parts):
        if len(part) > LONGEST_ENTRY:
            raise Refused(_("Each entry has at most 255 characters."), code="too_long")
        found.setdefault(part.casefold(), _choice(definition, part) if definition.choices else part)
    if len(found) > MOST_ENTRIES:
        raise Refused(_("A list has at most 100 entries."), code="too_many")
    return list(found.values())


def value_of(definition: MetafieldDefinition, row: Metafield) -> Value:
    """What a row holds."""
    value: Value = getattr(row, COLUMNS[definition.type])
    return value


def plain(value: Value) -> str:
    """A value as programs write it; empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        text = f"{value:f}"
        return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
    if isinstance(value, date):
        return value.isoformat()
    return ", ".join(value) if isinstance(value, list) else value


def shown(definition: MetafieldDefinition, text: str) -> str:
    """A plain text as people of the current language read it."""
    match definition.type if text else "":
        case Type.NUMBER:
            return typed.number_shown(Decimal(text))
        case Type.DATE:
            return typed.day_shown(date.fromisoformat(text))
        case Type.BOOLEAN:
            return _("Yes") if text == "true" else _("No")
    return text


def to_type(definition: MetafieldDefinition, text: str) -> str:
    """A plain text as somebody would type it into a form."""
    if text and definition.type == Type.NUMBER:
        return typed.number_shown(Decimal(text), grouped=False)
    return text
