"""Email addresses: kept as typed, compared in one canonical form (security EN-04)."""

import unicodedata
from functools import lru_cache

import idna
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email

from clientela.core.errors import Refused

LONGEST = 255


class EmailNotValid(Refused):
    """The text is not an address that mail can be sent to."""

    code = "email_not_valid"
    sentence = _("Enter an email address like name@example.com.")
    field = "email"


def as_typed(text: str) -> str:
    """The address without surrounding space, otherwise as it was typed."""
    return text.strip()


def canonical(text: str) -> str:
    """The one form in which addresses are compared and are unique.

    Surrounding space goes; a text that NFKC would change, a local part outside ASCII and an address literal
    are refused; the domain becomes its IDNA A-label; everything is lower case. Raises `EmailNotValid`.
    """
    typed = as_typed(text)
    if not typed or len(typed) > LONGEST or unicodedata.normalize("NFKC", typed) != typed:
        raise EmailNotValid
    local, _at, domain = typed.rpartition("@")
    if not local.isascii() or domain.startswith("[") or domain.endswith("."):
        raise EmailNotValid
    try:
        checked = validate_email(
            typed, check_deliverability=False, allow_smtputf8=False, test_environment=True, strict=False
        )
        host = _host(checked.domain)
    except (EmailNotValidError, idna.IDNAError) as error:
        raise EmailNotValid from error
    return f"{checked.local_part.lower()}@{host}"


@lru_cache(maxsize=4096)
def _host(domain: str) -> str:
    return idna.encode(domain, uts46=True).decode("ascii").lower()


def for_mail(text: str) -> str:
    """The address as every mail server takes it: with its domain's A-label. Raises `EmailNotValid`."""
    return f"{as_typed(text).rpartition('@')[0]}@{domain_of(canonical(text))}"


def is_valid(text: str) -> bool:
    """Whether mail could be sent to this address."""
    try:
        canonical(text)
    except EmailNotValid:
        return False
    return True


def domain_of(key: str) -> str:
    """The domain of a canonical address."""
    return key.rpartition("@")[2]
