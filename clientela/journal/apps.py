"""The `journal` app."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.journal"
    label = "journal"
    default_auto_field = "django.db.models.BigAutoField"
