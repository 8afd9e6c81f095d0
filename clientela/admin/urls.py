"""Addresses of the admin."""

from django.urls import URLPattern, path

from clientela.admin import staff_urls
from clientela.admin.views import (
    addresses,
    customers,
    drafts,
    home,
    mail,
    order_deeds,
    orders,
    people,
    products,
    profile,
    settings,
)

app_name = "admin"

_CUSTOMER = "/customers/<int:customer_id>"
_ADDRESS = f"{_CUSTOMER}/addresses/<int:address_id>"

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    *staff_urls.urlpatterns,
    path("/customers", customers.customer_list, name="customers"),
    path("/customers/count", customers.customer_count, name="customer-count"),
    path("/customers/new", customers.add, name="customer-new"),
    path(_CUSTOMER, profile.profile, name="customer"),
    path(f"{_CUSTOMER}/edit", profile.edit, name="customer-edit"),
    path(f"{_CUSTOMER}/note", profile.note, name="customer-note"),
    path(f"{_CUSTOMER}/tags", profile.tags, name="customer-tags"),
    path(f"{_CUSTOMER}/comments", profile.comment, name="customer-comments"),
    path(f"{_CUSTOMER}/consent", profile.consent, name="customer-consent"),
    path(f"{_CUSTOMER}/orders", profile.order_list, name="customer-orders"),
    path(f"{_CUSTOMER}/addresses/new", addresses.add, name="address-new"),
    path(f"{_ADDRESS}/edit", addresses.edit, name="address-edit"),
    path(f"{_ADDRESS}/delete", addresses.delete, name="address-delete"),
    path(f"{_ADDRESS}/default", addresses.choose_default, name="address-default"),
    path("/address-fields", addresses.fields, name="address-fields"),
    path("/orders", orders.order_list, name="orders"),
    path("/orders/<int:number>", orders.order, name="order"),
    path("/orders/<int:number>/fulfil", orders.fulfil, name="order-fulfil"),
    path("/orders/<int:number>/refund", order_deeds.refund, name="order-refund"),
    path("/orders/<int:number>/refund/sum", order_deeds.refund_sum, name="order-refund-sum"),
    path("/orders/<int:number>/cancel", order_deeds.cancel, name="order-cancel"),
    path("/orders/<int:number>/note", order_deeds.note, name="order-note"),
    path("/orders/<int:number>/move", order_deeds.move, name="order-move"),
    path("/products", products.product_list, name="products"),
    path("/products/new", products.add, name="product-new"),
    path("/products/<int:product_id>", products.product, name="product"),
    path("/products/<int:product_id>/save", products.save, name="product-save"),
    path("/drafts", drafts.draft_list, name="drafts"),
    path("/drafts/new", drafts.add, name="draft-new"),
    path("/drafts/<int:draft_id>", drafts.draft, name="draft"),
    path("/drafts/<int:draft_id>/change", drafts.change, name="draft-change"),
    path("/drafts/<int:draft_id>/add", drafts.add_variant, name="draft-add"),
    path("/drafts/<int:draft_id>/custom", drafts.add_custom, name="draft-custom"),
    path("/drafts/<int:draft_id>/invoice", drafts.invoice, name="draft-invoice"),
    path("/drafts/<int:draft_id>/complete", drafts.complete, name="draft-complete"),
    path("/messages/<int:message_id>", mail.message, name="message"),
    path("/messages/<int:message_id>/body", mail.message_body, name="message-body"),
    path("/mailbox", mail.mailbox, name="mailbox"),
    path("/mailbox/<int:message_id>", mail.mailbox_message, name="mailbox-message"),
    path("/mailbox/<int:message_id>/body", mail.mailbox_body, name="mailbox-body"),
    path("/settings", settings.index, name="settings"),
    path("/settings/<slug:name>", settings.topic, name="settings-topic"),
    path("/ui", people.kit, name="kit"),
]
