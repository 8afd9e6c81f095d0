"""Why a job left somebody out, in words."""

from django.utils.translation import gettext_lazy as _

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
}


def in_words(reason: str) -> str:
    """A reason as it is said; one that is a sentence already stays."""
    return str(_WORDS.get(reason, reason))
