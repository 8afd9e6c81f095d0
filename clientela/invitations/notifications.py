"""The email that reminds of an invitation; the invitation itself stands with the emails of accounts."""

from django.utils.translation import gettext_lazy as _

from clientela.messaging.kinds import Notification, notification

notification(
    Notification(
        kind="account.invite_reminder",
        title=_("Customer account invite, reminder"),
        subject=_("Your customer account at {{ shop.name }} is still waiting"),
        # xgettext:no-python-format
        body=_(
            "# Your account is still waiting\n\n"
            "{% if customer.first_name != blank %}{{ customer.first_name }}, some{% else %}Some{% endif %} "
            "days ago {{ shop.name }} invited you to a customer account. This link works until {{ until }}; "
            "the one in the first email no longer does.\n\n"
            "{{ custom_message }}\n\n"
            "[Open your account]({{ customer.account_activation_url }})\n\n"
            "The link is for you alone. If you don't want an account, leave this email as it is: "
            "we won't remind you again."
        ),
        variables={
            "customer.account_activation_url": _("Link by which the account is opened"),
            "until": _("The day on which the link ends"),
            "custom_message": _("What staff wrote to it, if anything"),
            "customer.first_name": _("The customer's first name"),
        },
        sample={
            "account_activation_url": "https://store.example/account/invitation/1/abc",
            "until": "21 December 2025",
            "custom_message": "Thank you for shopping with us.",
            "customer": {"first_name": "Anna"},
        },
        secret=frozenset({"account_activation_url"}),
        also={"customer.account_activation_url": "account_activation_url"},
    )
)
