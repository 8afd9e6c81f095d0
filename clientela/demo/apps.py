"""The `demo` app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Names the app for Django."""

    name = "clientela.demo"
    label = "demo"
