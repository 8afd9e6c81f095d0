"""Commands that bring data in: demo-data, import-orders."""

from pathlib import Path
from typing import Annotated

import typer

from clientela.config.commands.base import DataOption, app, command, out, set_up, use_data


@app.command("demo-data")
@command
def demo_data(
    customers: Annotated[int, typer.Option(help="How many customers.", min=1)] = 2000,
    orders: Annotated[
        int | None,
        typer.Option(help="Exactly how many orders. Otherwise about 1.5 per customer.", min=0),
    ] = None,
    data: DataOption = None,
) -> None:
    """Fill an empty store with believable customers, products and orders: the same every time."""
    use_data(data)
    set_up()
    from clientela.config import upkeep
    from clientela.config.progress import bar
    from clientela.demo import loading

    with bar("Making demo data") as tick:
        made = loading.load(customers, tick, wanted=orders)
    upkeep.look_over()
    out.print(f"{made.customers:,} customers, {made.orders:,} orders, {made.products} products.")


@app.command("import-orders")
@command
def import_orders(
    file: Annotated[Path, typer.Argument(help="The file with order lines.")],
    format: Annotated[str, typer.Option(help="The file's format: online-retail.")] = "online-retail",
    currency: Annotated[str, typer.Option(help="The file's currency; it must be the store's.")] = "GBP",
    data: DataOption = None,
) -> None:
    """Bring in orders from another system, with their customers. Running it again changes nothing."""
    use_data(data)
    set_up()
    from clientela.config.commands.base import fail
    from clientela.core.actor import SYSTEM
    from clientela.exchange import online_retail

    if format != "online-retail":
        raise fail(f"There is no format {format}. Clientela reads online-retail.")
    if not file.is_file():
        raise fail(f"There is no file {file}.")
    report = online_retail.import_orders(file, currency, by=SYSTEM)
    for line in report.sentences():
        out.print(line, markup=False, soft_wrap=True)
