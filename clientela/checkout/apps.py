"""The `checkout` app."""

from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.checkout"
    label = "checkout"
    default_auto_field = "django.db.models.BigAutoField"
