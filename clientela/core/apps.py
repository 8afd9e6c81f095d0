"""The `core` app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"
