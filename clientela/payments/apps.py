"""The `payments` app."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.payments"
    label = "payments"
    default_auto_field = "django.db.models.BigAutoField"
