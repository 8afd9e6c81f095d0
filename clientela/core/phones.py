"""Phone numbers: kept and compared in E.164 (`+4722334455`), shown in the form of their country."""

import phonenumbers
from django.utils.translation import gettext_lazy as _

from clientela.core.errors import Refused


class PhoneNotValid(Refused):
    """The text is not a phone number."""

    code = "phone_not_valid"
    sentence = _("Enter a phone number with its country code, like +44 7700 900123.")
    field = "phone"


def e164(text: str, country: str = "") -> str:
    """The number in E.164, read as one of `country` (ISO 3166-1 alpha-2) where it has no country code.

    Raises `PhoneNotValid`. Numbers reserved for fiction are taken: only what can't be dialled is refused.
    """
    try:
        number = phonenumbers.parse(text.strip(), country or None)
    except phonenumbers.NumberParseException as error:
        raise PhoneNotValid from error
    if not phonenumbers.is_possible_number(number):
        raise PhoneNotValid
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """The number as people write it, with its country code."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
