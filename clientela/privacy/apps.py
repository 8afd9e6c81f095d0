"""The `privacy` app."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.privacy"
    label = "privacy"
    default_auto_field = "django.db.models.BigAutoField"
