"""The emails around signing in. None of them signs anybody in by being opened (security CD-08)."""

from django.utils.translation import gettext_lazy as _

from clientela.core.queue import Queue
from clientela.messaging.kinds import Notification, notification

_TIME = _("When it was asked for, in the store's time")
_SAMPLE_TIME = "21 November 2025, 14:05"

notification(
    Notification(
        kind="account.code",
        title=_("Sign-in code"),
        subject=_("Your code: {{ code }}"),
        body=_(
            "# Your code for {{ shop.name }}\n\n"
            "! {{ code }}\n\n"
            "Type it on the page where you asked for it, within {{ minutes }} minutes. "
            "It was asked for on {{ time }}.\n\n"
            "Never tell anyone this code: nobody from {{ shop.name }} will ask you for it. "
            "If you didn't ask for it, you can leave this email as it is."
        ),
        variables={"code": _("The six digits"), "minutes": _("How long it lasts"), "time": _TIME},
        sample={"code": "042137", "minutes": 10, "time": _SAMPLE_TIME},
        secret=frozenset({"code"}),
        queue=Queue.CODES,
        is_essential=True,
    )
)

_LINKS = {
    "link": _("The one-time link"),
    "register_url": _("Where accounts are created"),
    "minutes": _("How long the link lasts"),
    "time": _TIME,
}
# The name that templates of the hosted platform have for it.
_ALSO = {"customer.reset_password_url": "link"}
_LINK_SAMPLES = {
    "link": "https://store.example/account/reset/1/abc",
    "register_url": "https://store.example/account/register",
    "minutes": 60,
    "time": _SAMPLE_TIME,
}

notification(
    Notification(
        kind="account.password_reset",
        title=_("Password reset"),
        subject=_("Set a new password for {{ shop.name }}"),
        body=_(
            "# Set a new password\n\n"
            "On {{ time }} somebody asked to set a new password for your account at {{ shop.name }}. "
            "The link works once, for {{ minutes }} minutes.\n\n"
            "[Set a new password]({{ link }})\n\n"
            "Never pass this link on to anyone. If it wasn't you who asked, leave this email as it is: "
            "your password stays what it was."
        ),
        variables=_LINKS,
        sample=_LINK_SAMPLES,
        secret=frozenset({"link"}),
        also=_ALSO,
        queue=Queue.CODES,
        is_essential=True,
    )
)
notification(
    Notification(
        kind="account.password_first",
        title=_("Password reset without an account"),
        subject=_("Choose a password for {{ shop.name }}"),
        body=_(
            "# Choose a password\n\n"
            "On {{ time }} somebody asked for a new password at {{ shop.name }}. There is no account with "
            "this address yet; choosing a password makes one, with the orders you placed before. "
            "The link works once, for {{ minutes }} minutes.\n\n"
            "[Choose a password]({{ link }})\n\n"
            "Never pass this link on to anyone. If it wasn't you who asked, leave this email as it is."
        ),
        variables=_LINKS,
        sample=_LINK_SAMPLES,
        secret=frozenset({"link"}),
        also=_ALSO,
        queue=Queue.CODES,
        is_essential=True,
    )
)
notification(
    Notification(
        kind="account.no_account",
        title=_("Password reset for an unknown address"),
        subject=_("No account at {{ shop.name }}"),
        body=_(
            "# There is no account with this address\n\n"
            "On {{ time }} somebody asked for a new password at {{ shop.name }}, but no account has this "
            "email address. Perhaps you used another one.\n\n"
            "[Create account]({{ register_url }})\n\n"
            "If it wasn't you who asked, leave this email as it is."
        ),
        variables=_LINKS,
        sample=_LINK_SAMPLES,
        secret=frozenset({"link"}),
        queue=Queue.CODES,
        is_essential=True,
    )
)
notification(
    Notification(
        kind="account.no_new_accounts",
        title=_("Password reset where not everybody may have an account"),
        subject=_("No account at {{ shop.name }}"),
        body=_(
            "# There is no account with this address\n\n"
            "On {{ time }} somebody asked for a new password at {{ shop.name }}, but no account has this "
            "email address, and the store doesn't take new accounts from everybody. Perhaps you used "
            "another address. If you would like an account, please write to {{ shop.email }}.\n\n"
            "If it wasn't you who asked, leave this email as it is."
        ),
        variables=_LINKS,
        sample=_LINK_SAMPLES,
        secret=frozenset({"link"}),
        queue=Queue.CODES,
        is_essential=True,
    )
)
notification(
    Notification(
        kind="account.closed",
        title=_("Password reset for a closed account"),
        subject=_("Your account at {{ shop.name }} is closed"),
        body=_(
            "# Your account is closed\n\n"
            "On {{ time }} somebody asked for a new password at {{ shop.name }}. The account with this "
            "address is closed, so no password can be set. To open it again, please write "
            "to {{ shop.email }}.\n\n"
            "If it wasn't you who asked, leave this email as it is."
        ),
        variables=_LINKS,
        sample=_LINK_SAMPLES,
        secret=frozenset({"link"}),
        queue=Queue.CODES,
        is_essential=True,
    )
)
notification(
    Notification(
        kind="account.other_ways",
        title=_("Password reset where nobody has a password"),
        subject=_("How you log in to {{ shop.name }}"),
        body=_(
            "# You need no password\n\n"
            "On {{ time }} somebody asked for help with logging in to your account at {{ shop.name }}. "
            "{% if by_code %}Give your email address on the page below, and we send you a code that logs "
            "you in.{% else %}Log in with your passkey, or with the other account that you use here."
            "{% endif %}\n\n"
            "[Log in]({{ login_url }})\n\n"
            "If it wasn't you who asked, leave this email as it is."
        ),
        variables={
            "time": _TIME,
            "login_url": _("Where customers log in"),
            "by_code": _("Whether customers can log in by a code"),
        },
        sample={"time": _SAMPLE_TIME, "login_url": "https://store.example/account/login", "by_code": True},
        queue=Queue.CODES,
        is_essential=True,
    )
)
notification(
    Notification(
        kind="account.password_changed",
        title=_("Password changed"),
        subject=_("Your password at {{ shop.name }} was changed"),
        body=_(
            "# Your password was changed\n\n"
            "On {{ time }} the password of your account at {{ shop.name }} was changed, and every other "
            "browser was signed out.\n\n"
            "If this was you, all is well. If it wasn't, set a new password now.\n\n"
            "[Set a new password]({{ recover_url }})"
        ),
        variables={
            "time": _("When it happened, in the store's time"),
            "recover_url": _("Where to set a new password"),
        },
        sample={"time": _SAMPLE_TIME, "recover_url": "https://store.example/account/recover"},
        is_essential=True,
    )
)
notification(
    Notification(
        kind="account.email_changed",
        title=_("Customer email change"),
        subject=_("Your email address at {{ shop.name }} was changed"),
        # xgettext:no-python-format
        body=_(
            "# Your email address was changed\n\n"
            "{% if customer.first_name != blank %}{{ customer.first_name }}, on{% else %}On{% endif %} "
            "{{ time }} {{ shop.name }} changed the email address of your profile, and every browser was "
            "signed out.\n\n"
            "If you asked for this, all is well. If you didn't, please write to {{ shop.email }}."
        ),
        variables={
            "time": _("When it happened, in the store's time"),
            "customer.first_name": _("The customer's first name"),
        },
        sample={"time": _SAMPLE_TIME, "customer": {"first_name": "Anna"}},
        is_essential=True,
    )
)
notification(
    Notification(
        kind="account.invite",
        title=_("Customer account invite"),
        subject=_("Your customer account at {{ shop.name }}"),
        # xgettext:no-python-format
        body=_(
            "# Your account is waiting\n\n"
            "{% if customer.first_name != blank %}{{ customer.first_name }}, {{ shop.name }}"
            "{% else %}{{ shop.name }}{% endif %} invites you to a customer account. With it you see your "
            "orders, keep your addresses and pay faster.\n\n"
            "{{ custom_message }}\n\n"
            "[Open your account]({{ customer.account_activation_url }})\n\n"
            "The link is for you alone. If you don't want an account, leave this email as it is."
        ),
        variables={
            "customer.account_activation_url": _("Link by which the account is opened"),
            "custom_message": _("What staff wrote to it, if anything"),
            "customer.first_name": _("The customer's first name"),
        },
        sample={
            "account_activation_url": "https://store.example/account/activate/1/abc",
            "custom_message": "Thank you for shopping with us.",
            "customer": {"first_name": "Anna"},
        },
        secret=frozenset({"account_activation_url"}),
        also={"customer.account_activation_url": "account_activation_url"},
    )
)
notification(
    Notification(
        kind="account.welcome",
        title=_("Customer account welcome"),
        subject=_("Welcome to {{ shop.name }}"),
        # xgettext:no-python-format
        body=_(
            "# Your account is ready\n\n"
            "{% if customer.first_name != blank %}{{ customer.first_name }}, your{% else %}Your{% endif %} "
            "customer account at {{ shop.name }} is open. There you see your orders, keep your addresses and "
            "choose what we write to you.\n\n"
            "[Go to your account]({{ account_link }})"
        ),
        variables={
            "account_link": _("Where the account is"),
            "customer.first_name": _("The customer's first name"),
        },
        sample={"account_link": "https://store.example/account", "customer": {"first_name": "Anna"}},
    )
)
notification(
    Notification(
        kind="account.deactivated",
        title=_("Customer account deactivated"),
        subject=_("Your account at {{ shop.name }} was closed"),
        # xgettext:no-python-format
        body=_(
            "# Your account was closed\n\n"
            "{% if customer.first_name != blank %}{{ customer.first_name }}, on{% else %}On{% endif %} "
            "{{ time }} your account at {{ shop.name }} was closed, and every browser was signed out. "
            "Your orders are still being looked after.\n\n"
            "If you didn't expect this, or want it open again, please write to {{ shop.email }}."
        ),
        variables={
            "time": _("When it happened, in the store's time"),
            "customer.first_name": _("The customer's first name"),
        },
        sample={"time": _SAMPLE_TIME, "customer": {"first_name": "Anna"}},
        is_essential=True,
    )
)
notification(
    Notification(
        kind="account.email_code",
        title=_("Code for a new email address"),
        subject=_("Your code: {{ code }}"),
        body=_(
            "# Confirm your new email address\n\n"
            "! {{ code }}\n\n"
            "On {{ time }} somebody asked to use this address for their account at {{ shop.name }}. "
            "Type the code on the page where you asked for it, within {{ minutes }} minutes.\n\n"
            "Never tell anyone this code. If it wasn't you who asked, leave this email as it is: "
            "nothing changes."
        ),
        variables={"code": _("The six digits"), "minutes": _("How long it lasts"), "time": _TIME},
        sample={"code": "042137", "minutes": 10, "time": _SAMPLE_TIME},
        secret=frozenset({"code"}),
        queue=Queue.CODES,
        is_essential=True,
    )
)
notification(
    Notification(
        kind="account.email_moved",
        title=_("Email changed by the customer, to the former address"),
        subject=_("Your account at {{ shop.name }} has another email address"),
        # xgettext:no-python-format
        body=_(
            "# Your email address was changed\n\n"
            "{% if customer.first_name != blank %}{{ customer.first_name }}, on{% else %}On{% endif %} "
            "{{ time }} the email address of your account at {{ shop.name }} was changed by somebody who was "
            "signed in. You sign in with the new one from now on.\n\n"
            "If it wasn't you, take the change back within {{ days }} days. "
            "Every browser is signed out then.\n\n"
            "[Take the change back]({{ link }})\n\n"
            "Never pass this link on to anyone."
        ),
        variables={
            "time": _("When it happened, in the store's time"),
            "link": _("Where the change can be taken back"),
            "days": _("How many days the link lasts"),
            "customer.first_name": _("The customer's first name"),
        },
        sample={
            "time": _SAMPLE_TIME,
            "link": "https://store.example/account/email/back/1/abc",
            "days": 7,
            "customer": {"first_name": "Anna"},
        },
        secret=frozenset({"link"}),
        is_essential=True,
    )
)
