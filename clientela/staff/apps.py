"""The `staff` app."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"
