"""The `bulk` app."""

from django.apps import AppConfig


class BulkConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.bulk"
    label = "bulk"
    default_auto_field = "django.db.models.BigAutoField"
