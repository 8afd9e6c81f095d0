"""The `post` app."""

from django.apps import AppConfig


class PostConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.post"
    label = "post"
    default_auto_field = "django.db.models.BigAutoField"
