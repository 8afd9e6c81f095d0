"""The `messaging` app."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"
