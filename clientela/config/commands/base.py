"""What all commands share: the program itself, the database they need, and how they say no."""

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, ParamSpec, TypeVar

import typer
from rich.console import Console

from clientela.config import lights
from clientela.config.embedded import Cluster, EmbeddedError, default_data_dir

P = ParamSpec("P")
R = TypeVar("R")

app = typer.Typer(
    name="clientela",
    help="Customer accounts and customer management for your online store.\n\n"
    "Start with [bold]clientela demo[/]: a store with data to try out, on this machine alone.",
    rich_markup_mode="rich",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)
# Stands in the data folder while a backup is brought back.
UNFINISHED = "restoring.json"

DataOption = Annotated[
    Path | None,
    typer.Option("--data", envvar="CLIENTELA_DATA", help="Folder for database, files and secrets."),
]


def use_data(folder: Path | None) -> Path:
    """Make this the data folder of everything that follows."""
    if folder:
        os.environ["CLIENTELA_DATA"] = str(folder.expanduser().resolve())
    return default_data_dir()


def fail(sentence: str) -> typer.Exit:
    """Say one clear sentence on standard error; raise what this gives."""
    err.print(sentence, style="red", markup=False, soft_wrap=True)
    return typer.Exit(1)


def uses_own_database() -> bool:
    """Whether the embedded database serves, rather than one named by `DATABASE_URL`."""
    return not os.environ.get("DATABASE_URL")


def open_database(*, unfinished_too: bool = False) -> None:
    """Start the embedded database if it is the one in use.

    A store whose restore was cut off is opened by restoring alone: its sessions and links haven't ended yet.
    """
    if not unfinished_too and (default_data_dir() / UNFINISHED).is_file():
        raise fail("A restore was cut off. Run clientela restore again with the same backup; it goes on.")
    if uses_own_database():
        lights.turn_on(Cluster(default_data_dir()), lambda text: err.print(text, markup=False))


def set_up(*, unfinished_too: bool = False) -> None:
    """Start the embedded database if it is the one in use, and Django."""
    open_database(unfinished_too=unfinished_too)
    import django

    django.setup()


def command(work: Callable[P, R]) -> Callable[P, R]:
    """Turn what an operator can mend into one sentence and exit code 1."""

    @wraps(work)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        from django.db import OperationalError

        from clientela.core.errors import Refused

        try:
            return work(*args, **kwargs)
        except EmbeddedError as problem:
            raise fail(str(problem)) from problem
        except Refused as refused:
            sentences = [f"{field}: {text}" if field else text for field, text in refused.by_field().items()]
            raise fail(" ".join(sentences)) from refused
        except OperationalError as problem:
            raise fail(f"The database can't be reached: {str(problem).strip().splitlines()[0]}") from problem

    return wrapped
