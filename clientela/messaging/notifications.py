"""Emails that messaging itself sends."""

from django.utils.translation import gettext_lazy as _

from clientela.messaging.kinds import Notification, notification

notification(
    Notification(
        kind="customer.contact",
        title=_("Contact customer"),
        subject="{{ email_title }}",
        body="{{ custom_message }}",
        variables={
            "email_title": _("The subject as it was written"),
            "custom_message": _("The message as it was written, with its formatting"),
            "email_body": _("The same as custom_message"),
            "customer.first_name": _("The customer's first name"),
            "customer.name": _("The customer's name"),
        },
        sample={
            "email_title": "About your order",
            "custom_message": "Hello Anna, your blanket is on its way.",
            "email_body": "Hello Anna, your blanket is on its way.",
            "customer": {"first_name": "Anna", "name": "Anna Berg"},
        },
    )
)
notification(
    Notification(
        kind="marketing.confirmation",
        title=_("Newsletter confirmation"),
        subject=_("Please say yes to news from {{ shop.name }}"),
        # Translators: keep what stands in braces.
        # xgettext:no-python-format
        body=_(
            "# One click is missing\n\n"
            "{% if customer.first_name != '' %}{{ customer.first_name }}, somebody{% else %}Somebody"
            "{% endif %} asked that news from {{ shop.name }} come to this address: “{{ wording }}”. "
            "Was it you?\n\n"
            "[Yes, send me news]({{ email_confirmation_url }})\n\n"
            "If it wasn't you, leave this email as it is: nothing will be sent. "
            "You can stop the news at any time."
        ),
        variables={
            "email_confirmation_url": _("Where the reader says yes; it lasts seven days"),
            "wording": _("The words that were agreed to"),
            "customer.first_name": _("The customer's first name"),
        },
        sample={
            "email_confirmation_url": "https://store.example/newsletter/confirm/abc",
            "wording": "News from the store, now and then",
            "customer": {"first_name": "Anna"},
        },
        secret=frozenset({"email_confirmation_url"}),
    )
)
