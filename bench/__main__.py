"""`bin/bench`: measure, and check figures on real input."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Measure Clientela, and check it on real input.")


@app.callback()
def bench() -> None:
    """Measure Clientela, and check it on real input."""


@app.command("real-orders")
def real_orders(file: Annotated[Path, typer.Argument(help="The Online Retail sample.")]) -> None:
    """Bring in the real sample of orders and compare every known figure."""
    from bench import orders

    raise typer.Exit(0 if orders.check(file) else 1)


if __name__ == "__main__":
    app()
