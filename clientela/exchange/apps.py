"""The `exchange` app."""

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.exchange"
    label = "exchange"
    default_auto_field = "django.db.models.BigAutoField"
