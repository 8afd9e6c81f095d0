"""Commands that run things: demo, serve, worker, migrate, collect."""

import os
from typing import Annotated

import typer

from clientela.config.commands.base import (
    DataOption,
    app,
    command,
    err,
    fail,
    open_database,
    set_up,
    use_data,
    uses_own_database,
)
from clientela.config.embedded import Cluster, default_data_dir

PortOption = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]


@app.command()
@command
def demo(
    port: PortOption = 8000,
    data: DataOption = None,
    customers: Annotated[int, typer.Option(help="How many customers an empty store gets.", min=10)] = 2000,
) -> None:
    """Start a store with believable data: web, worker and database in one, on this machine alone.

    The first start makes the data (about a minute); later ones go on with it. Ctrl-C stops everything.
    """
    folder = use_data(data)
    from clientela.config import demonstration

    demonstration.run(folder, port, customers)


@app.command()
@command
def serve(
    port: PortOption = 8000,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    worker: Annotated[bool, typer.Option("--worker", help="Run the worker too.")] = False,
    processes: Annotated[int, typer.Option(help="Web processes.", min=1)] = 1,
    data: DataOption = None,
) -> None:
    """Serve the store and the admin."""
    use_data(data)
    from clientela.config import environment, logs
    from clientela.config.processes import Processes, apart

    logs.configure(environment.text("CLIENTELA_LOG", "info"))
    # Once web and worker run, this process only watches over them: it never loads the store itself.
    with apart(_gather):
        open_database()
    _refuse_busy(host, port)
    running = Processes()
    if uses_own_database():
        running.tend(Cluster(default_data_dir()))
    running.web(host, port, processes)
    if worker:
        running.worker()
    raise typer.Exit(running.wait())


@app.command()
@command
def worker(
    concurrency: Annotated[int, typer.Option(help="How many tasks at once.", min=1)] = 4,
    data: DataOption = None,
) -> None:
    """Do the work that waits: emails, jobs, housekeeping."""
    use_data(data)
    set_up()
    from clientela.config.working import work

    work(concurrency)


@app.command()
@command
def migrate(data: DataOption = None) -> None:
    """Bring the database's tables up to date. Safe to run again."""
    use_data(data)
    os.environ["CLIENTELA_AS_OWNER"] = "1"
    if owner := os.environ.get("DATABASE_OWNER_URL"):
        os.environ["DATABASE_URL"] = owner
    set_up()
    from clientela.config import migrating

    migrating.migrate(lambda words: err.print(words, markup=False), verbosity=1)


@app.command()
@command
def collect(data: DataOption = None) -> None:
    """Gather the pages' styles and scripts, named by what they hold, for serving."""
    use_data(data)
    import django

    django.setup()
    from clientela.config.assets import collect as gather

    err.print("Styles and scripts are ready." if gather() else "Nothing has changed.")


def _gather() -> None:
    import django

    django.setup()
    from clientela.config.assets import collect as gather

    gather()


def _refuse_busy(host: str, port: int) -> None:
    from clientela.config.processes import is_free

    if not is_free(host, port):
        raise fail(f"Port {port} is in use. Stop what uses it, or choose another with --port.")
