"""The emails that tell customers what became of their ways to sign in (security PK-05, PK-06)."""

from django.utils.translation import gettext_lazy as _

from clientela.core.queue import Queue
from clientela.messaging.kinds import Notification, notification

_SAMPLE_TIME = "21 November 2025, 14:05"
_WAY = {
    "way": _("Which way to sign in it is about"),
    "time": _("When it happened, in the store's time"),
    "sign_in_url": _("Where the customer's ways to sign in are listed"),
    "customer.first_name": _("The customer's first name"),
}
_WAY_SAMPLE = {
    "way": "Passkey “Firefox on Linux”",
    "time": _SAMPLE_TIME,
    "sign_in_url": "https://store.example/account/sign-in",
    "customer": {"first_name": "Anna"},
}
notification(
    Notification(
        kind="account.way_added",
        title=_("Way to sign in added"),
        subject=_("A new way to log in at {{ shop.name }}"),
        body=_(
            "# You have a new way to log in\n\n"
            "On {{ time }} this was added to your account at {{ shop.name }}:\n\n"
            "{{ way }}\n\n"
            "If this was you, all is well. If it wasn't, remove it, and log out of the browsers that you "
            "don't know.\n\n"
            "[See how you log in]({{ sign_in_url }})"
        ),
        variables=_WAY,
        sample=_WAY_SAMPLE,
        is_essential=True,
    )
)
notification(
    Notification(
        kind="account.way_removed",
        title=_("Way to sign in removed"),
        subject=_("A way to log in at {{ shop.name }} was removed"),
        body=_(
            "# A way to log in was removed\n\n"
            "On {{ time }} this was removed from your account at {{ shop.name }}:\n\n"
            "{{ way }}\n\n"
            "If this was you, all is well. If it wasn't, look at how you log in, and log out of the browsers "
            "that you don't know.\n\n"
            "[See how you log in]({{ sign_in_url }})"
        ),
        variables=_WAY,
        sample=_WAY_SAMPLE,
        is_essential=True,
    )
)
notification(
    Notification(
        kind="account.passkey_alarm",
        title=_("Passkey that may have been copied"),
        subject=_("A passkey at {{ shop.name }} may have been copied"),
        body=_(
            "# We refused one of your passkeys\n\n"
            "On {{ time }} somebody tried to log in at {{ shop.name }} with this:\n\n"
            "{{ way }}\n\n"
            "Its counter went back, which only a copy does, so nobody was let in. Remove this passkey and "
            "make a new one.\n\n"
            "[See how you log in]({{ sign_in_url }})"
        ),
        variables=_WAY,
        sample=_WAY_SAMPLE,
        is_essential=True,
    )
)
notification(
    Notification(
        kind="account.no_code",
        title=_("Sign-in code for an unknown address"),
        subject=_("No account at {{ shop.name }}"),
        body=_(
            "# There is no account with this address\n\n"
            "On {{ time }} somebody asked {{ shop.name }} for a code to log in, but no account has this "
            "email address, and new accounts are by invitation only. Perhaps you used another address.\n\n"
            "If it wasn't you who asked, leave this email as it is."
        ),
        variables={"time": _("When it was asked for, in the store's time")},
        sample={"time": _SAMPLE_TIME},
        queue=Queue.CODES,
        is_essential=True,
    )
)
