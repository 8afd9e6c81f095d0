"""The `gate` app."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.gate"
    label = "gate"
    default_auto_field = "django.db.models.BigAutoField"
