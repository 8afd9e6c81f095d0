"""The command line: `clientela --help` teaches it."""

from clientela.config.commands import data, operations, running, settings, staff  # noqa: F401 - each adds commands
from clientela.config.commands.base import app

__all__ = ["app"]
