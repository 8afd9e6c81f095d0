"""The `config` app: makes sure that everything listed in the catalogue is listed."""

from importlib import import_module

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Reads the catalogue once all apps stand."""

    name = "clientela.config"
    label = "config"

    def ready(self) -> None:
        """List every fact, notification, setting and kind of job."""
        import_module("clientela.config.catalogue")
