"""The `storefront` app."""

from django.apps import AppConfig


class StorefrontConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.storefront"
    label = "storefront"
    default_auto_field = "django.db.models.BigAutoField"
