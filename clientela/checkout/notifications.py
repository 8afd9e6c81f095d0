"""Emails about a checkout that wasn't finished."""

from django.utils.translation import gettext_lazy as _

from clientela.messaging.kinds import Notification, notification
from clientela.orders.samples import ORDER

notification(
    Notification(
        kind="checkout.abandoned",
        title=_("Abandoned checkout"),
        subject=_("You left something behind at {{ shop.name }}"),
        # xgettext:no-python-format
        body=_(
            "# Your cart is still here\n\n"
            "{% if customer.first_name != blank %}{{ customer.first_name }}, you{% else %}You{% endif %} "
            "began to buy something at {{ shop.name }}. Nothing was ordered yet; everything is as you "
            "left it.\n\n"
            "{{ custom_message }}\n\n"
            "[Go on where you were]({{ abandoned_checkout_url }})\n\n"
            "{% for line in line_items %}{{ line.quantity }} × {{ line.title }}"
            "{% if line.variant_title != blank %}, {{ line.variant_title }}{% endif %}\t"
            "{{ line.final_line_price | money }}\n"
            "{% endfor %}\n\n"
            "Subtotal\t{{ subtotal_price | money }}"
            "{% if unsubscribe_link != blank %}\n\n"
            "You get this because you agreed to news from us. Choose what you get: {{ unsubscribe_link }}"
            "{% endif %}"
        ),
        variables={
            "abandoned_checkout_url": _("Link to the checkout as it was left"),
            "line_items": _("What lies in the cart: quantity, title, variant_title, final_line_price"),
            "subtotal_price": _("The sum of the lines"),
            "custom_message": _("What staff wrote to it, if anything"),
            "customer.first_name": _("The customer's first name"),
            "unsubscribe_link": _("Where the reader chooses what they get"),
        },
        sample={
            "abandoned_checkout_url": "https://store.example/checkout/abc",
            "line_items": ORDER["order"]["line_items"],
            "subtotal_price": ORDER["order"]["line_items_subtotal_price"],
            "custom_message": "",
            "customer": {"first_name": "Anna"},
            "unsubscribe_link": "https://store.example/preferences/abc",
        },
        secret=frozenset({"abandoned_checkout_url"}),
        also={"url": "abandoned_checkout_url", "subtotal_line_items": "line_items"},
    )
)
