"""The `store` app."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
