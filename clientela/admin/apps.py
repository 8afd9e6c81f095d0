"""The `admin` app."""

from django.apps import AppConfig


class AdminConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.admin"
    label = "admin"
    default_auto_field = "django.db.models.BigAutoField"
