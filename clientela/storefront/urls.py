"""Addresses of the storefront."""

from django.urls import URLPattern, URLResolver, include, path

from clientela.storefront import address_form
from clientela.storefront.shop import (
    brand,
    cart,
    files,
    gateway,
    home,
    invoice,
    language,
    newsletter,
    orders,
    products,
)
from clientela.storefront.shop.checkout import steps

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("products", products.products, name="products"),
    path("products/<str:handle>", products.product, name="product"),
    path("cart", cart.cart, name="cart"),
    path("cart/add", cart.add, name="cart_add"),
    path("cart/change", cart.change, name="cart_change"),
    path("checkout", steps.checkout, name="checkout"),
    path("checkout/contact", steps.contact, name="checkout_contact"),
    path("checkout/address", steps.address, name="checkout_address"),
    path("checkout/shipping", steps.shipping, name="checkout_shipping"),
    path("checkout/pay", steps.pay, name="checkout_pay"),
    path("checkout/paid", steps.paid, name="checkout_paid"),
    path("checkout/place", steps.place, name="checkout_place"),
    path("checkout/forget", steps.forget, name="checkout_forget"),
    path("checkout/<uuid:checkout_id>/thanks", steps.thanks, name="checkout_thanks"),
    path("orders/<str:signed>", orders.status, name="order_status"),
    path("invoice/<str:signed>", invoice.invoice, name="invoice"),
    path("invoice/<str:signed>/card", invoice.card, name="invoice_card"),
    path("invoice/<str:signed>/pay", invoice.pay, name="invoice_pay"),
    path("pay/test/challenge/<str:key>", gateway.challenge, name="gateway_challenge"),
    path("pay/test/<str:token>", gateway.hosted, name="gateway_card"),
    path("newsletter", newsletter.newsletter, name="newsletter"),
    path("newsletter/confirm/<str:token>", newsletter.confirm, name="newsletter_confirm"),
    path("preferences/<str:token>", newsletter.preferences, name="preferences"),
    path("unsubscribe/<str:token>", newsletter.unsubscribe, name="unsubscribe"),
    path("language", language.choose, name="language"),
    path("files/<str:name>", files.picture, name="picture"),
    path("brand/<int:version>-<str:digest>.css", brand.stylesheet, name="brand_stylesheet"),
    path("brand/orders", brand.orders, name="brand_orders"),
    path("address-fields", address_form.redraw, name="address_fields"),
    path("account", orders.to_orders, name="account"),
    path("account/orders", orders.orders, name="account_orders"),
    path("account/orders/<int:number>", orders.order, name="account_order"),
    path("account/orders/<int:number>/again", orders.again, name="account_order_again"),
    path("account", include("clientela.storefront.account.urls")),
]
