"""The emails about guessing and suspicion: a way past the brake, a new device, an account that was let go."""

from django.utils.translation import gettext_lazy as _

from clientela.core.queue import Queue
from clientela.messaging.kinds import Notification, notification

_WHEN = _("When it happened, in the store's time")
_FIRST_NAME = _("The customer's first name")
_SAMPLE_TIME = "21 November 2025, 14:05"
_LINK = {
    "link": _("The one-time link"),
    "time": _WHEN,
    "customer.first_name": _FIRST_NAME,
}
_LINK_SAMPLE = {
    "link": "https://store.example/account/unlock/1/abc",
    "time": _SAMPLE_TIME,
    "customer": {"first_name": "Anna"},
}

notification(
    Notification(
        kind="account.unlock",
        title=_("Way past the brake on guessing"),
        subject=_("Somebody keeps trying to log in to your account at {{ shop.name }}"),
        # xgettext:no-python-format
        body=_(
            "# Many tries with your address\n\n"
            "{% if customer.first_name != blank %}{{ customer.first_name }}, on{% else %}On{% endif %} "
            "{{ time }} there were so many tries to log in to your account at {{ shop.name }} that further "
            "ones have to wait. Nobody got in.\n\n"
            "If it was you, this link lets your browser log in at once. It works once, for an hour.\n\n"
            "[Let this browser log in]({{ link }})\n\n"
            "Never pass this link on to anyone. If it wasn't you, leave this email as it is: whoever tries "
            "has to wait longer and longer."
        ),
        variables=_LINK,
        sample=_LINK_SAMPLE,
        secret=frozenset({"link"}),
        queue=Queue.CODES,
        is_essential=True,
    )
)
notification(
    Notification(
        kind="account.new_device",
        title=_("New device logged in"),
        subject=_("A new device logged in to your account at {{ shop.name }}"),
        # xgettext:no-python-format
        body=_(
            "# A new device logged in\n\n"
            "{% if customer.first_name != blank %}{{ customer.first_name }}, on{% else %}On{% endif %} "
            "{{ time }} somebody logged in to your account at {{ shop.name }} from a browser that it hadn't "
            "seen before.\n\n"
            "Device\t{{ device }}\n"
            "Network address\t{{ network }}\n\n"
            "If this was you, all is well. If it wasn't, set a new password now: that logs every browser "
            "out.\n\n"
            "[Set a new password]({{ recover_url }})"
        ),
        variables={
            "time": _WHEN,
            "device": _("The browser and the system it runs on"),
            "network": _("The network address it came from"),
            "recover_url": _("Where to set a new password"),
            "customer.first_name": _FIRST_NAME,
        },
        sample={
            "time": _SAMPLE_TIME,
            "device": "Firefox on Linux",
            "network": "203.0.113.7",
            "recover_url": "https://store.example/account/recover",
            "customer": {"first_name": "Anna"},
        },
        is_essential=True,
    )
)
notification(
    Notification(
        kind="account.released",
        title=_("Account looked at and open"),
        subject=_("Your account at {{ shop.name }} is open"),
        # xgettext:no-python-format
        body=_(
            "# Your account is open\n\n"
            "{% if customer.first_name != blank %}{{ customer.first_name }}, thank{% else %}Thank{% endif %} "
            "you for waiting. {{ shop.name }} has looked at your account. One last step: press the button on "
            "the page behind this link, so that we know that this mailbox is yours. Then log in.\n\n"
            "[Open my account]({{ link }})\n\n"
            "The link works once, for seven days. Never pass it on to anyone."
        ),
        variables=_LINK,
        sample=_LINK_SAMPLE,
        secret=frozenset({"link"}),
        is_essential=True,
    )
)
