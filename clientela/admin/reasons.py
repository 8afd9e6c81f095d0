"""Why a job left somebody out, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.bulk import brought
from clientela.bulk.import_back import STAYED
from clientela.customers import queries as customers
from clientela.exchange import reports
from clientela.privacy.rules import TITLES

_WORDS = {
    "changed_since": _("Changed since"),
    "partly_changed_since": _("Some of it changed since and stayed"),
    "gone": _("No longer there"),
    "has_already": _("Has these tags already"),
    "has_not": _("Has none of these tags"),
    "too_many_tags": _("Would have more than 250 tags"),
    "no_account": _("Has no account"),
    "off_already": _("Is deactivated already"),
    "on_already": _("Is active already"),
    "no_email": _("Has no email address"),
    "not_subscribed": _("Didn't agree to news by email"),
    "held": _("Mail to this address is held back"),
    "taken: email": _("Somebody else has the email address now"),
    "taken: phone": _("Somebody else has the phone number now"),
    **{reason.value: title for reason, title in TITLES.items() if reason},
    **brought.TITLES,
}
_FIELDS: dict[str, str | Promise] = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "email": _("Email"),
    "phone": _("Phone"),
    "language": _("Language"),
    "birthday": _("Date of birth"),
    "note": _("Note"),
    "tax_exempt": _("Tax exempt"),
    "address": _("Address"),
    "tags": _("Tags"),
    "email_consent": _("Email subscription"),
    "sms_consent": _("SMS subscription"),
    "metafield": _("Custom field"),
}


def in_words(reason: str) -> str:
    """A reason as it is said; one that is a sentence already stays."""
    if reason.startswith(STAYED):
        return str(_STAYED) % {"fields": _named(reason.removeprefix(STAYED).split(","))}
    return str(_WORDS.get(reason) or reports.said(reason) or reason)


_STAYED = _("Changed since, so this stays: %(fields)s")


def _named(fields: list[str]) -> str:
    own = {}
    if any("." in name for name in fields):
        own = {each.full_name: each.name for each in customers.definitions()}
    return ", ".join(str(_FIELDS.get(name) or own.get(name, name)) for name in fields)
