"""Addresses below `/account`, but those of the orders."""

from django.urls import URLPattern, path

from clientela.storefront.account import addresses, profile, recover, register, sign_in

urlpatterns: list[URLPattern] = [
    path("/login", sign_in.log_in, name="log_in"),
    path("/logout", sign_in.log_out, name="log_out"),
    path("/register", register.register, name="register"),
    path("/register/code", register.code, name="register_code"),
    path("/register/code/new", register.new_code, name="register_new_code"),
    path("/recover", recover.recover, name="recover"),
    path("/recover/sent", recover.sent, name="recover_sent"),
    path("/reset", recover.reset, name="reset"),
    path("/reset/<int:customer_id>/<str:token>", recover.open_link, name="reset_link"),
    path("/profile", profile.profile, name="profile"),
    path("/profile/marketing", profile.marketing, name="marketing"),
    path("/password", profile.password, name="password"),
    path("/addresses", addresses.addresses, name="addresses"),
    path("/addresses/new", addresses.new, name="address_new"),
    path("/addresses/<int:address_id>/edit", addresses.edit, name="address_edit"),
    path("/addresses/<int:address_id>/delete", addresses.delete, name="address_delete"),
    path("/addresses/<int:address_id>/default", addresses.default, name="address_default"),
]
