"""Addresses of the admin."""

from django.urls import URLPattern, path

from clientela.admin.views import addresses, customers, home, mail, orders, people, profile, settings, signing

app_name = "admin"

_CUSTOMER = "/customers/<int:customer_id>"
_ADDRESS = f"{_CUSTOMER}/addresses/<int:address_id>"

urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("/login", signing.login, name="login"),
    path("/logout", signing.logout, name="logout"),
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
    path("/messages/<int:message_id>", mail.message, name="message"),
    path("/messages/<int:message_id>/body", mail.message_body, name="message-body"),
    path("/mailbox", mail.mailbox, name="mailbox"),
    path("/mailbox/<int:message_id>", mail.mailbox_message, name="mailbox-message"),
    path("/mailbox/<int:message_id>/body", mail.mailbox_body, name="mailbox-body"),
    path("/settings", settings.index, name="settings"),
    path("/settings/<slug:name>", settings.topic, name="settings-topic"),
    path("/staff", people.staff_list, name="staff"),
    path("/ui", people.kit, name="kit"),
]
