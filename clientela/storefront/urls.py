"""Addresses of the storefront."""

from django.urls import URLPattern, URLResolver, include, path

from clientela.storefront import address_form
from clientela.storefront.account import proof
from clientela.storefront.shop import (
    brand,
    cart,
    claims,
    files,
    gateway,
    home,
    invoice,
    language,
    newsletter,
    orders,
    products,
)
from clientela.storefront.shop.checkout import choosing, steps
from clientela.storefront.shop.entrance import in_shop

urlpatterns: list[URLPattern | URLResolver] = [
    path("", in_shop(home.home), name="home"),
    path("products", in_shop(products.products), name="products"),
    path("products/<str:handle>", in_shop(products.product), name="product"),
    path("cart", in_shop(cart.cart), name="cart"),
    path("cart/add", in_shop(cart.add), name="cart_add"),
    path("cart/change", in_shop(cart.change), name="cart_change"),
    path("checkout", in_shop(steps.checkout), name="checkout"),
    path("checkout/sign-in", in_shop(choosing.sign_in), name="checkout_sign_in"),
    path("checkout/contact", in_shop(steps.contact), name="checkout_contact"),
    path("checkout/address", in_shop(steps.address), name="checkout_address"),
    path("checkout/shipping", in_shop(steps.shipping), name="checkout_shipping"),
    path("checkout/pay", in_shop(steps.pay), name="checkout_pay"),
    path("checkout/paid", in_shop(steps.paid), name="checkout_paid"),
    path("checkout/place", in_shop(steps.place), name="checkout_place"),
    path("checkout/forget", steps.forget, name="checkout_forget"),
    path("checkout/<uuid:checkout_id>/thanks", steps.thanks, name="checkout_thanks"),
    path("orders/claim", claims.back, name="claim_back"),
    path("orders/claim/<int:customer_id>/<str:token>", claims.open_back, name="claim_back_link"),
    path("orders/<str:signed>", orders.status, name="order_status"),
    path("invoice/<str:signed>", invoice.invoice, name="invoice"),
    path("invoice/<str:signed>/card", invoice.card, name="invoice_card"),
    path("invoice/<str:signed>/pay", invoice.pay, name="invoice_pay"),
    path("pay/test/challenge/<str:key>", gateway.challenge, name="gateway_challenge"),
    path("pay/test/<str:token>", gateway.hosted, name="gateway_card"),
    path("proof", proof.ask, name="proof"),
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
    path("account/orders/add", claims.claim, name="order_claim"),
    path("account/orders/<int:number>", orders.order, name="account_order"),
    path("account/orders/<int:number>/again", orders.again, name="account_order_again"),
    path("account", include("clientela.storefront.account.urls")),
]
