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
        # The buyer is owed a lasting copy of the contract (2011/83/EU, article 8(7)).
        is_essential=True,
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
            "In this parcel:\n"
            "{% for line in fulfillment.fulfillment_line_items %}{{ line.quantity }} × {{ line.title }}"
            "{% if line.variant_title != '' %}, {{ line.variant_title }}{% endif %}\n"
            "{% endfor %}\n\n"
            "Delivery to:\n{% for line in order.shipping_address %}{{ line }}\n{% endfor %}\n\n"
            "[View your order]({{ order_status_url }})"
        ),
        variables={
            **_ABOUT_ORDER,
            "fulfillment.tracking_company": _("Who carries the parcel"),
            "fulfillment.tracking_number": _("The parcel's number"),
            "fulfillment.tracking_url": _("Where the parcel is followed"),
            "fulfillment.fulfillment_line_items": _(
                "What lies in it: quantity, title and variant_title of each"
            ),
        },
        sample={
            **_SAMPLE,
            "fulfillment": {
                "tracking_company": "Royal Mail",
                "tracking_number": "AB123456789GB",
                "tracking_url": "https://example.com/track/AB123456789GB",
                "fulfillment_line_items": [
                    {
                        "quantity": 1,
                        "title": "Wool blanket",
                        "variant_title": "Moss",
                        "line_price": "£118.00",
                    },
                ],
            },
        },
        secret=frozenset({"order_status_url"}),
    )
)

notification(
    Notification(
        kind="order.refund",
        title=_("Refund"),
        subject=_("Refund for order {{ order.name }}"),
        # xgettext:no-python-format
        body=_(
            "# We gave you money back\n\n"
            "{% if customer.first_name != '' %}{{ customer.first_name }}, we{% else %}We{% endif %} gave "
            "back {{ refund.amount }} for order {{ order.name }}. It takes the way you paid and may need a "
            "few days.\n\n"
            "{% for line in refund.refund_line_items %}{{ line.quantity }} × {{ line.title }}\n"
            "{% endfor %}\n\n"
            "Given back\t{{ refund.amount }}\n\n"
            "[View your order]({{ order_status_url }})"
        ),
        variables={
            **_ABOUT_ORDER,
            "refund.amount": _("What was given back"),
            "refund.refund_line_items": _("What it was given back for: quantity and title of each"),
        },
        sample={
            **_SAMPLE,
            "refund": {
                "amount": "£59.00",
                "refund_line_items": [{"quantity": 1, "title": "Wool blanket"}],
            },
        },
        secret=frozenset({"order_status_url"}),
    )
)

notification(
    Notification(
        kind="order.cancelled",
        title=_("Order cancelled"),
        subject=_("Order {{ order.name }} was cancelled"),
        # xgettext:no-python-format
        body=_(
            "# Your order was cancelled\n\n"
            "{% if customer.first_name != '' %}{{ customer.first_name }}, your{% else %}Your{% endif %} "
            "order {{ order.name }} was cancelled and nothing more of it will be sent.\n\n"
            "{% for line in order.line_items %}{{ line.quantity }} × {{ line.title }}"
            "{% if line.variant_title != '' %}, {{ line.variant_title }}{% endif %}\t{{ line.line_price }}\n"
            "{% endfor %}\n\n"
            "Total\t{{ order.total_price }}\n\n"
            "[View your order]({{ order_status_url }})"
        ),
        variables=_ABOUT_ORDER,
        sample=_SAMPLE,
        secret=frozenset({"order_status_url"}),
    )
)

notification(
    Notification(
        kind="draft.invoice",
        title=_("Invoice"),
        subject=_("Your invoice {{ draft_order.name }}"),
        # xgettext:no-python-format
        body=_(
            "# Your order is ready to be paid\n\n"
            "{% if customer.first_name != '' %}{{ customer.first_name }}, we{% else %}We{% endif %} put "
            "together an order for you. Look at it and pay when it suits you.\n\n"
            "[Look and pay]({{ invoice_url }})\n\n"
            "{% for line in draft_order.line_items %}{{ line.quantity }} × {{ line.title }}"
            "{% if line.variant_title != '' %}, {{ line.variant_title }}{% endif %}\t{{ line.line_price }}\n"
            "{% endfor %}\n\n"
            "Total\t{{ draft_order.total_price }}"
        ),
        variables={
            "draft_order.name": _("The draft's number, such as D12"),
            "draft_order.line_items": _(
                "What is in it: quantity, title, variant_title and line_price of each"
            ),
            "draft_order.total_price": _("What it comes to"),
            "customer.first_name": _("The customer's first name"),
            "invoice_url": _("Link to the page where it is paid"),
        },
        sample={
            "draft_order": {
                "name": "D12",
                "line_items": _SAMPLE["order"]["line_items"],
                "total_price": "£156.50",
            },
            "customer": {"first_name": "Anna"},
            "invoice_url": "https://example.com/invoice/12-0",
        },
        secret=frozenset({"invoice_url"}),
    )
)
