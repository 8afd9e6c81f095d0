"""The `catalog` app."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.catalog"
    label = "catalog"
    default_auto_field = "django.db.models.BigAutoField"
