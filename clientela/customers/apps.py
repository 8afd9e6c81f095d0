"""The `customers` app."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
