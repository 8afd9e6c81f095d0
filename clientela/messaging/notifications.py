"""Emails that messaging itself sends, and those whose own part of the house is still to come."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from clientela.messaging.kinds import Notification, notification
from clientela.messaging.objects import SAMPLE_ADDRESS, address

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
            "{% if customer.first_name != blank %}{{ customer.first_name }}, somebody{% else %}Somebody"
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
notification(
    Notification(
        kind="marketing.message",
        title=_("Email to many"),
        subject="{{ email_title }}",
        # Translators: keep what stands in braces.
        # xgettext:no-python-format
        body=_(
            "{{ custom_message }}\n\n"
            "You get this because you agreed to news from us. Choose what you get: {{ unsubscribe_link }}"
        ),
        variables={
            "email_title": _("The subject as it was written"),
            "custom_message": _("The message as it was written, with its formatting"),
            "unsubscribe_link": _("Where the reader chooses what they get"),
            "customer.first_name": _("The customer's first name"),
            "customer.name": _("The customer's name"),
        },
        sample={
            "email_title": "New in spring",
            "custom_message": "The first blankets of the year are here.",
            "unsubscribe_link": "https://store.example/preferences/abc",
            "customer": {"first_name": "Anna", "name": "Anna Berg"},
        },
    )
)
notification(
    Notification(
        kind="payment.method_update",
        title=_("Payment method update link"),
        subject=_("Please update how you pay at {{ shop.name }}"),
        # xgettext:no-python-format
        body=_(
            "# Update your payment method\n\n"
            "{% if customer.first_name != blank %}{{ customer.first_name }}, the{% else %}The{% endif %} "
            "{{ payment_method.brand }} card ending in {{ payment_method.last_digits }} that you pay with at "
            "{{ shop.name }} needs to be looked at. The link leads to a page where you enter another "
            "one.\n\n"
            "[Update payment method]({{ payment_method_update_url }})\n\n"
            "The link is for you alone. If you didn't expect this, please write to {{ shop.email }}."
        ),
        variables={
            "payment_method_update_url": _("Link to the page where another card is entered"),
            "payment_method.brand": _("The card's brand"),
            "payment_method.last_digits": _("The card's last four digits"),
            "customer.first_name": _("The customer's first name"),
        },
        sample={
            "payment_method_update_url": "https://store.example/account/payment/abc",
            "payment_method": {"brand": "Visa", "last_digits": "4242"},
            "customer": {"first_name": "Anna"},
        },
        secret=frozenset({"payment_method_update_url"}),
    )
)
_SUBSCRIPTION = {
    "subscription.line_items": _(
        "What it brings: quantity, title, variant_title and final_line_price of each"
    ),
    "subscription.interval": _("How often, in words such as every month"),
    "subscription.total_price": _("What each order comes to"),
    "subscription.next_order_date": _("When the next order is made; write it by the date filter"),
    "subscription.shipping_address": _("Where it goes; write it by the format_address filter"),
    "payment_method.brand": _("The card's brand"),
    "payment_method.last_digits": _("The card's last four digits"),
    "subscription_url": _("Where the customer sees and changes it, once signed in"),
    "customer.first_name": _("The customer's first name"),
}
_SUBSCRIBED: dict[str, Any] = {
    "subscription": {
        "line_items": [
            {
                "quantity": 1,
                "title": "Coffee beans",
                "variant_title": "Dark roast",
                "sku": "CB-D",
                "final_line_price": 1450,
            }
        ],
        "interval": _("every month"),
        "total_price": 1845,
        "next_order_date": "2025-12-21T09:00:00+00:00",
        "shipping_address": address(SAMPLE_ADDRESS),
    },
    "payment_method": {"brand": "Visa", "last_digits": "4242"},
    "subscription_url": "https://store.example/account/subscriptions/12",
    "customer": {"first_name": "Anna"},
}
notification(
    Notification(
        kind="subscription.created",
        title=_("Subscription begun"),
        subject=_("Your subscription at {{ shop.name }}"),
        # Translators: keep what stands in braces, the tab before each amount and the lines between.
        # xgettext:no-python-format
        body=_(
            "# Your subscription has begun\n\n"
            "{% if customer.first_name != blank %}{{ customer.first_name }}, we{% else %}We{% endif %} will "
            "send you this {{ subscription.interval }}:\n\n"
            "{% for line in subscription.line_items %}{{ line.quantity }} × {{ line.title }}"
            "{% if line.variant_title != blank %}, {{ line.variant_title }}{% endif %}\t"
            "{{ line.final_line_price | money }}\n"
            "{% endfor %}\n\n"
            "Each order\t{{ subscription.total_price | money }}\n"
            "Next order\t{{ subscription.next_order_date | date: format: 'date' }}\n"
            "Paid with\t{{ payment_method.brand }} •••• {{ payment_method.last_digits }}\n\n"
            "[See or change it]({{ subscription_url }})\n\n"
            "There you can also skip an order, pause, or end it."
        ),
        variables=_SUBSCRIPTION,
        sample=_SUBSCRIBED,
        # The buyer is owed a lasting copy of the contract (2011/83/EU, article 8(7)).
        is_essential=True,
    )
)
notification(
    Notification(
        kind="subscription.upcoming",
        title=_("Subscription: next order soon"),
        subject=_("Your next order from {{ shop.name }}"),
        # xgettext:no-python-format
        body=_(
            "# Your next order is coming up\n\n"
            "{% if customer.first_name != blank %}{{ customer.first_name }}, on{% else %}On{% endif %} "
            "{{ subscription.next_order_date | date: format: 'date' }} we make your next order and charge "
            "your {{ payment_method.brand }} card ending in {{ payment_method.last_digits }}.\n\n"
            "{% for line in subscription.line_items %}{{ line.quantity }} × {{ line.title }}"
            "{% if line.variant_title != blank %}, {{ line.variant_title }}{% endif %}\t"
            "{{ line.final_line_price | money }}\n"
            "{% endfor %}\n\n"
            "Total\t{{ subscription.total_price | money }}\n\n"
            "{% if subscription.shipping_address %}Delivery to:\n"
            "{{ subscription.shipping_address | format_address }}\n\n{% endif %}"
            "[Change, skip or pause]({{ subscription_url }})"
        ),
        variables=_SUBSCRIPTION,
        sample=_SUBSCRIBED,
    )
)
notification(
    Notification(
        kind="subscription.payment_failed",
        title=_("Subscription: payment failed"),
        subject=_("The payment for your subscription at {{ shop.name }} failed"),
        # xgettext:no-python-format
        body=_(
            "# Your payment didn't go through\n\n"
            "{% if customer.first_name != blank %}{{ customer.first_name }}, we{% else %}We{% endif %} could "
            "not charge {{ subscription.total_price | money }} to your {{ payment_method.brand }} card "
            "ending in {{ payment_method.last_digits }}, so your next order waits.\n\n"
            "{% if retry_date != blank %}We try again on {{ retry_date | date: format: 'date' }}.\n\n"
            "{% endif %}"
            "[Update payment method]({{ payment_method_update_url }})\n\n"
            "The link is for you alone. If you didn't expect this, please write to {{ shop.email }}."
        ),
        variables={
            **_SUBSCRIPTION,
            "retry_date": _("When it is tried again, if it is; write it by the date filter"),
            "payment_method_update_url": _("Link to the page where another card is entered"),
        },
        sample={
            **_SUBSCRIBED,
            "retry_date": "2025-12-24T09:00:00+00:00",
            "payment_method_update_url": "https://store.example/account/payment/abc",
        },
        secret=frozenset({"payment_method_update_url"}),
    )
)
notification(
    Notification(
        kind="credit.issued",
        title=_("Store credit issued"),
        subject=_("You have store credit at {{ shop.name }}"),
        # xgettext:no-python-format
        body=_(
            "# {{ store_credit.amount | money }} for you\n\n"
            "{% if customer.first_name != blank %}{{ customer.first_name }}, we{% else %}We{% endif %} put "
            "store credit onto your account. It is taken off by itself when you buy something while signed "
            "in.\n\n"
            "{{ custom_message }}\n\n"
            "Added\t{{ store_credit.amount | money }}\n"
            "Your store credit\t{{ store_credit.balance | money }}\n"
            "{% if store_credit.expires_at != blank %}Good until\t"
            "{{ store_credit.expires_at | date: format: 'date' }}{% endif %}"
            "\n\n"
            "[Go to the store]({{ shop.url }})"
        ),
        variables={
            "store_credit.amount": _("How much was added"),
            "store_credit.balance": _("How much there is now"),
            "store_credit.expires_at": _("The last day it is good, if it ends; write it by the date filter"),
            "custom_message": _("What staff wrote to it, if anything"),
            "customer.first_name": _("The customer's first name"),
        },
        sample={
            "store_credit": {"amount": 2500, "balance": 4000, "expires_at": "2026-11-21"},
            "custom_message": "",
            "customer": {"first_name": "Anna"},
        },
    )
)
notification(
    Notification(
        kind="gift_card.issued",
        title=_("Gift card"),
        subject=_("Your gift card for {{ shop.name }}"),
        # xgettext:no-python-format
        body=_(
            "# A gift card over {{ gift_card.initial_value | money }}\n\n"
            "{% if gift_card.message != blank %}{{ gift_card.message }}\n\n{% endif %}"
            "! {{ gift_card.code }}\n\n"
            "Type this code when you pay at {{ shop.name }}. What isn't used stays on the card."
            "{% if gift_card.expires_on != blank %} It is good until "
            "{{ gift_card.expires_on | date: format: 'date' }}.{% endif %}"
            "\n\n"
            "[Go to the store]({{ shop.url }})\n\n"
            "Whoever has the code can use the card, so keep it to yourself."
        ),
        variables={
            "gift_card.code": _("The code that is typed when paying"),
            "gift_card.initial_value": _("How much was on it at first"),
            "gift_card.balance": _("How much there is now"),
            "gift_card.last_characters": _("The code's last four letters"),
            "gift_card.expires_on": _("The last day it is good, if it ends; write it by the date filter"),
            "gift_card.message": _("What the giver wrote, if anything"),
            "customer.first_name": _("The customer's first name"),
        },
        sample={
            "gift_card_code": "HOLM-7K2P-9QXD-4VTA",
            "gift_card": {
                "initial_value": 5000,
                "balance": 5000,
                "last_characters": "4VTA",
                "expires_on": None,
                "message": "Happy birthday, Anna",
            },
            "customer": {"first_name": "Anna"},
        },
        secret=frozenset({"gift_card_code"}),
        also={"gift_card.code": "gift_card_code"},
    )
)
notification(
    Notification(
        kind="company.access",
        title=_("B2B access"),
        subject=_("You can now buy for {{ company.name }} at {{ shop.name }}"),
        # xgettext:no-python-format
        body=_(
            "# You can buy for {{ company.name }}\n\n"
            "{% if customer.first_name != blank %}{{ customer.first_name }}, when{% else %}When{% endif %} "
            "you sign in with this email address, you buy for {{ company.name }}"
            "{% if company_location.name != blank %} ({{ company_location.name }}){% endif %}, at its prices "
            "and terms.\n\n"
            "{{ custom_message }}\n\n"
            "[Go to your account]({{ account_link }})"
        ),
        variables={
            "company.name": _("What the company is called"),
            "company_location.name": _("What the place of the company is called"),
            "account_link": _("Where the account is"),
            "custom_message": _("What staff wrote to it, if anything"),
            "customer.first_name": _("The customer's first name"),
        },
        sample={
            "company": {"name": "Berg Interiors"},
            "company_location": {"name": "Bath"},
            "account_link": "https://store.example/account",
            "custom_message": "",
            "customer": {"first_name": "Anna"},
        },
    )
)
notification(
    Notification(
        kind="privacy.export_ready",
        title=_("Data export ready"),
        subject=_("Your data from {{ shop.name }}"),
        body=_(
            "# Your data is ready\n\n"
            "You asked what {{ shop.name }} keeps about you. It is ready to be taken along, until "
            "{{ until }}.\n\n"
            "[Get your data]({{ download_url }})\n\n"
            "The link is for you alone: whoever has it can read everything. If you didn't ask for this, "
            "please write to {{ shop.email }}."
        ),
        variables={
            "download_url": _("Link to the data"),
            "until": _("Until when the link works"),
            "customer.first_name": _("The customer's first name"),
        },
        sample={
            "download_url": "https://store.example/privacy/export/abc",
            "until": "28 November 2025",
            "customer": {"first_name": "Anna"},
        },
        secret=frozenset({"download_url"}),
        # The answer is owed within a month (GDPR, article 12(3)).
        is_essential=True,
    )
)
notification(
    Notification(
        kind="privacy.erased",
        title=_("Personal data erased"),
        subject=_("Your data at {{ shop.name }} was erased"),
        body=_(
            "# Your data was erased\n\n"
            "On {{ time }} {{ shop.name }} erased what it kept about you, and your account with it. What "
            "the law makes us keep, such as invoices, stays as long as it must.\n\n"
            "This is the last email to this address. If you have a question, please write to "
            "{{ shop.email }}."
        ),
        variables={"time": _("When it happened, in the store's time")},
        sample={"time": "21 November 2025, 14:05"},
        # What was done about the request has to be told (GDPR, article 12(3)).
        is_essential=True,
    )
)
