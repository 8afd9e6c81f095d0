"""The `insight` app."""

from django.apps import AppConfig


class InsightConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.insight"
    label = "insight"
    default_auto_field = "django.db.models.BigAutoField"
