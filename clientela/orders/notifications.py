"""Emails about orders. The names of their variables are those of the hosted platform's templates."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from clientela.messaging.kinds import Notification, notification

_ABOUT_ORDER = {
    "order.name": _("The order's number, such as #1001"),
    "order.line_items": _("What was bought: quantity, title, variant_title and line_price of each"),
    "order.subtotal_price": _("The sum of the lines"),
    "order.shipping_price": _("What sending costs"),
    "order.tax_price": _("The tax"),
    "order.taxes_included": _("Whether prices have the tax in them"),
    "order.total_price": _("What the order comes to"),
    "order.shipping_address": _("Where it goes, line by line"),
    "order.shipping_title": _("How it is sent"),
    "customer.first_name": _("The first name on the address"),
    "order_status_url": _("Link to the order's status page"),
}
_SAMPLE: dict[str, Any] = {
    "order": {
        "name": "#1001",
        "line_items": [
            {"quantity": 2, "title": "Wool blanket", "variant_title": "Moss", "line_price": "£118.00"},
            {"quantity": 1, "title": "Teapot", "variant_title": "", "line_price": "£34.50"},
        ],
        "subtotal_price": "£152.50",
        "shipping_price": "£4.00",
        "tax_price": "£26.08",
        "taxes_included": True,
        "total_price": "£156.50",
        "shipping_address": ["Anna Berg", "12 High Street", "Bath", "BA1 5BG", "United Kingdom"],
        "shipping_title": "Standard",
    },
    "customer": {"first_name": "Anna"},
    "order_status_url": "https://example.com/orders/m1-0",
}
notification(
    Notification(
        kind="order.confirmation",
        title=_("Order confirmation"),
        subject=_("Order {{ order.name }} confirmed"),
        # Translators: keep what stands in braces, the tab before each amount and the lines between.
        # xgettext:no-python-format
        body=_(
            "# Thank you for your order\n\n"
            "{% if customer.first_name != '' %}{{ customer.first_name }}, we{% else %}We{% endif %} have "
            "your order {{ order.name }} and are getting it ready. "
            "We'll write again when it is on its way.\n\n"
            "[View your order]({{ order_status_url }})\n\n"
            "{% for line in order.line_items %}{{ line.quantity }} × {{ line.title }}"
            "{% if line.variant_title != '' %}, {{ line.variant_title }}{% endif %}\t{{ line.line_price }}\n"
            "{% endfor %}\n\n"
            "Subtotal\t{{ order.subtotal_price }}\n"
            "Shipping\t{{ order.shipping_price }}\n"
            "{% if order.taxes_included == false %}Tax\t{{ order.tax_price }}\n{% endif %}"
            "Total\t{{ order.total_price }}\n"
            "{% if order.taxes_included %}Tax included\t{{ order.tax_price }}{% endif %}\n\n"
            "Delivery to:\n{% for line in order.shipping_address %}{{ line }}\n{% endfor %}"
        ),
        variables=_ABOUT_ORDER,
        sample=_SAMPLE,
        secret=frozenset({"order_status_url"}),
    )
)

notification(
    Notification(
        kind="order.shipped",
        title=_("Shipping notice"),
        subject=_("Order {{ order.name }} is on its way"),
        # xgettext:no-python-format
        body=_(
            "# Your order is on its way\n\n"
            "{% if customer.first_name != '' %}{{ customer.first_name }}, your{% else %}Your{% endif %} "
            "order {{ order.name }} has left us.\n\n"
            "{% if fulfillment.tracking_url != '' %}[Track the parcel]({{ fulfillment.tracking_url }})\n\n"
            "{% endif %}"
            "{% if fulfillment.tracking_number != '' %}{{ fulfillment.tracking_company }} "
            "{{ fulfillment.tracking_number }}\n\n{% endif %}"
            "{% for line in order.line_items %}{{ line.quantity }} × {{ line.title }}"
            "{% if line.variant_title != '' %}, {{ line.variant_title }}{% endif %}\t{{ line.line_price }}\n"
            "{% endfor %}\n\n"
            "Delivery to:\n{% for line in order.shipping_address %}{{ line }}\n{% endfor %}\n\n"
            "[View your order]({{ order_status_url }})"
        ),
        variables={
            **_ABOUT_ORDER,
            "fulfillment.tracking_company": _("Who carries the parcel"),
            "fulfillment.tracking_number": _("The parcel's number"),
            "fulfillment.tracking_url": _("Where the parcel is followed"),
        },
        sample={
            **_SAMPLE,
            "fulfillment": {
                "tracking_company": "Royal Mail",
                "tracking_number": "AB123456789GB",
                "tracking_url": "https://example.com/track/AB123456789GB",
            },
        },
        secret=frozenset({"order_status_url"}),
    )
)
