"""The `ui` app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Components, styles and small scripts shared by store, account pages and admin."""

    name = "clientela.ui"
    label = "ui"
