"""The `segments` app."""

from django.apps import AppConfig


class SegmentsConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.segments"
    label = "segments"
    default_auto_field = "django.db.models.BigAutoField"
