"""Emails about orders. The names of their variables are those of the hosted platform's templates."""

from django.utils.translation import gettext_lazy as _

from clientela.messaging.kinds import Notification, notification
from clientela.orders.samples import DRAFT, FULFILLMENT, ORDER, REFUND, STAFF_COPY

_ABOUT_ORDER = {
    "order.name": _("The order's number, such as #1001"),
    "order.order_number": _("The number without its sign"),
    "order.email": _("The address that the order was placed with"),
    "order.created_at": _("When it was placed; write it by the date filter"),
    "order.note": _("What the shopper wrote beside it"),
    "order.line_items": _("What was bought: quantity, title, variant_title, sku, image, final_line_price"),
    "order.line_items_subtotal_price": _("The sum of the lines"),
    "order.total_discounts": _("What was taken off"),
    "order.subtotal_price": _("The lines after discounts"),
    "order.shipping_price": _("What sending costs"),
    "order.tax_price": _("The tax"),
    "order.taxes_included": _("Whether prices have the tax in them"),
    "order.total_price": _("What the order comes to"),
    "order.total_refunded": _("What was given back so far"),
    "order.shipping_address": _("Where it goes; write it by the format_address filter"),
    "order.shipping_title": _("How it is sent"),
    "customer.first_name": _("The first name on the address"),
    "order_status_url": _("Link to the order's status page"),
}
# The names at the top, as the platform's templates for orders have them.
_ALSO = {
    name: f"order.{name}"
    for name in (
        *("name", "order_name", "order_number", "email", "note", "created_at", "attributes", "transactions"),
        *("line_items", "subtotal_line_items", "item_count", "subtotal_price", "total_price", "tax_price"),
        *("tax_lines", "taxes_included", "total_discounts", "discount_applications", "discounts"),
        *("shipping_price", "shipping_method", "shipping_title", "shipping_address", "billing_address"),
        *("requires_shipping", "delivery_method", "cancelled_at", "cancel_reason", "financial_status"),
        *("fulfillment_status", "currency"),
    )
} | {
    "total_tax": "order.tax_price",
    "date": "order.created_at",
    "order.customer": "customer",
    "order.order_status_url": "order_status_url",
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
            "{% if customer.first_name != blank %}{{ customer.first_name }}, we{% else %}We{% endif %} have "
            "your order {{ order.name }} and are getting it ready. "
            "We'll write again when it is on its way.\n\n"
            "[View your order]({{ order_status_url }})\n\n"
            "{% for line in order.line_items %}{{ line.quantity }} × {{ line.title }}"
            "{% if line.variant_title != blank %}, {{ line.variant_title }}{% endif %}\t"
            "{{ line.final_line_price | money }}\n"
            "{% endfor %}\n\n"
            "Subtotal\t{{ order.line_items_subtotal_price | money }}\n"
            "{% if order.total_discounts > 0 %}Discount\t−{{ order.total_discounts | money }}\n{% endif %}"
            "Shipping\t{{ order.shipping_price | money }}\n"
            "{% if order.taxes_included == false %}Tax\t{{ order.tax_price | money }}\n{% endif %}"
            "Total\t{{ order.total_price | money }}\n"
            "{% if order.taxes_included %}Tax included\t{{ order.tax_price | money }}{% endif %}\n\n"
            "{% if order.shipping_address %}Delivery to:\n"
            "{{ order.shipping_address | format_address }}{% endif %}"
        ),
        variables=_ABOUT_ORDER,
        sample=ORDER,
        secret=frozenset({"order_status_url"}),
        # The buyer is owed a lasting copy of the contract (2011/83/EU, article 8(7)).
        is_essential=True,
        also=_ALSO,
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
            "{% if customer.first_name != blank %}{{ customer.first_name }}, your{% else %}Your{% endif %} "
            "order {{ order.name }} has left us.\n\n"
            "{% if fulfillment.tracking_url != blank %}[Track the parcel]({{ fulfillment.tracking_url }})\n\n"
            "{% endif %}"
            "{% if fulfillment.tracking_number != blank %}{{ fulfillment.tracking_company }} "
            "{{ fulfillment.tracking_number }}\n\n{% endif %}"
            "In this parcel:\n"
            "{% for line in fulfillment.fulfillment_line_items %}{{ line.quantity }} × "
            "{{ line.line_item.title }}"
            "{% if line.line_item.variant_title != blank %}, {{ line.line_item.variant_title }}{% endif %}\n"
            "{% endfor %}\n\n"
            "{% if order.shipping_address %}Delivery to:\n"
            "{{ order.shipping_address | format_address }}\n\n{% endif %}"
            "[View your order]({{ order_status_url }})"
        ),
        variables={
            **_ABOUT_ORDER,
            "fulfillment.tracking_company": _("Who carries the parcel"),
            "fulfillment.tracking_number": _("The parcel's number"),
            "fulfillment.tracking_url": _("Where the parcel is followed"),
            "fulfillment.fulfillment_line_items": _("What lies in it: quantity and line_item of each"),
        },
        sample={**ORDER, "fulfillment": FULFILLMENT},
        secret=frozenset({"order_status_url"}),
        also=_ALSO,
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
            "{% if customer.first_name != blank %}{{ customer.first_name }}, we{% else %}We{% endif %} gave "
            "back {{ refund.amount | money }} for order {{ order.name }}. It takes the way you paid and may "
            "need a few days.\n\n"
            "{% for line in refund.refund_line_items %}{{ line.quantity }} × {{ line.line_item.title }}\n"
            "{% endfor %}\n\n"
            "Given back\t{{ refund.amount | money }}\n\n"
            "[View your order]({{ order_status_url }})"
        ),
        variables={
            **_ABOUT_ORDER,
            "refund.amount": _("What was given back"),
            "refund.refund_line_items": _("What it was given back for: quantity and line_item of each"),
        },
        sample={**ORDER, "refund": REFUND},
        secret=frozenset({"order_status_url"}),
        also={**_ALSO, "amount": "refund.amount", "refund_line_items": "refund.refund_line_items"},
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
            "{% if customer.first_name != blank %}{{ customer.first_name }}, your{% else %}Your{% endif %} "
            "order {{ order.name }} was cancelled and nothing more of it will be sent.\n\n"
            "{% for line in order.line_items %}{{ line.quantity }} × {{ line.title }}"
            "{% if line.variant_title != blank %}, {{ line.variant_title }}{% endif %}\t"
            "{{ line.final_line_price | money }}\n"
            "{% endfor %}\n\n"
            "Total\t{{ order.total_price | money }}\n\n"
            "[View your order]({{ order_status_url }})"
        ),
        variables=_ABOUT_ORDER,
        sample=ORDER,
        secret=frozenset({"order_status_url"}),
        also=_ALSO,
    )
)

notification(
    Notification(
        kind="staff.new_order",
        title=_("New order (copy to staff)"),
        subject=_("New order {{ order.name }}: {{ order.total_price | money }}"),
        # xgettext:no-python-format
        body=_(
            "# New order {{ order.name }}\n\n"
            "{% if customer.name != blank %}{{ customer.name }}{% else %}Somebody{% endif %} ordered from "
            "{{ shop.name }}{% if order.email != blank %} ({{ order.email }}){% endif %}.\n\n"
            "[See the order]({{ order_admin_url }})\n\n"
            "{% for line in order.line_items %}{{ line.quantity }} × {{ line.title }}"
            "{% if line.variant_title != blank %}, {{ line.variant_title }}{% endif %}\t"
            "{{ line.final_line_price | money }}\n"
            "{% endfor %}\n\n"
            "Subtotal\t{{ order.line_items_subtotal_price | money }}\n"
            "{% if order.total_discounts > 0 %}Discount\t−{{ order.total_discounts | money }}\n{% endif %}"
            "Shipping\t{{ order.shipping_price | money }}\n"
            "Total\t{{ order.total_price | money }}\n\n"
            "{% if order.shipping_address %}Delivery to:\n"
            "{{ order.shipping_address | format_address }}{% endif %}"
        ),
        variables={
            **{name: words for name, words in _ABOUT_ORDER.items() if name != "order_status_url"},
            "customer.name": _("The name on the address"),
            "order_admin_url": _("Link to the order in the admin"),
        },
        sample=STAFF_COPY,
        also={name: source for name, source in _ALSO.items() if source != "order_status_url"},
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
            "{% if customer.first_name != blank %}{{ customer.first_name }}, we{% else %}We{% endif %} put "
            "together an order for you. Look at it and pay when it suits you.\n\n"
            "[Look and pay]({{ invoice_url }})\n\n"
            "{% for line in draft_order.line_items %}{{ line.quantity }} × {{ line.title }}"
            "{% if line.variant_title != blank %}, {{ line.variant_title }}{% endif %}\t"
            "{{ line.final_line_price | money }}\n"
            "{% endfor %}\n\n"
            "Total\t{{ draft_order.total_price | money }}"
        ),
        variables={
            "draft_order.name": _("The draft's number, such as D12"),
            "draft_order.line_items": _(
                "What is in it: quantity, title, variant_title and final_line_price of each"
            ),
            "draft_order.shipping_address": _("Where it goes; write it by the format_address filter"),
            "draft_order.total_price": _("What it comes to"),
            "customer.first_name": _("The customer's first name"),
            "invoice_url": _("Link to the page where it is paid"),
        },
        sample=DRAFT,
        secret=frozenset({"invoice_url"}),
        also={
            **{
                name: f"draft_order.{name}"
                for name in (
                    *("name", "email", "line_items", "subtotal_line_items", "subtotal_price", "total_price"),
                    *("tax_price", "tax_lines", "total_discounts", "shipping_price", "shipping_method"),
                    *("shipping_address", "billing_address", "requires_shipping", "created_at", "item_count"),
                )
            },
            "draft_order.invoice_url": "invoice_url",
            "draft_order.customer": "customer",
        },
    )
)
notification(
    Notification(
        kind="order.claimed",
        title=_("Order added to an account by number and postcode"),
        subject=_("Order {{ order.name }} was added to an account"),
        body=_(
            "# Your order was added to an account\n\n"
            "On {{ time }} somebody who knows the number and the postcode of order {{ order.name }} added it "
            "to their account at {{ shop.name }}. If this was you, all is well.\n\n"
            "If it wasn't you, take the order back within {{ days }} days.\n\n"
            "[Take the order back]({{ link }})\n\n"
            "Never pass this link on to anyone."
        ),
        variables={
            "time": _("When it happened, in the store's time"),
            "order.name": _("The order's number, such as #1001"),
            "link": _("Where the order can be taken back"),
            "days": _("How many days the link lasts"),
        },
        sample={
            "time": "21 November 2025, 14:05",
            "order": {"name": "#1001"},
            "link": "https://store.example/orders/claim/1/abc",
            "days": 30,
        },
        secret=frozenset({"link"}),
        is_essential=True,
    )
)
