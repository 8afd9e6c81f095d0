"""The command line: `clientela --help` teaches it."""

from clientela.config.commands import (  # noqa: F401 - each adds commands
    accounts,
    customers,
    data,
    jobs,
    operations,
    running,
    settings,
    staff,
)
from clientela.config.commands.base import app

__all__ = ["app"]
