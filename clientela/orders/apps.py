"""The `orders` app."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.orders"
    label = "orders"
    default_auto_field = "django.db.models.BigAutoField"
