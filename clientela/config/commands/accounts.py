"""Commands around customers' accounts: import-accounts."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from clientela.config.commands.base import DataOption, app, command, fail, out, set_up, use_data


@app.command("import-accounts")
@command
def import_accounts(
    file: Annotated[Path, typer.Argument(help="CSV with email, name, hash and, if you like, format.")],
    report: Annotated[
        Path | None,
        typer.Option(help="Where what became of each line is written; beside the file if left out."),
    ] = None,
    proved: Annotated[
        bool, typer.Option("--proved", help="The other shop had proved that the addresses are their owners'.")
    ] = False,
    data: DataOption = None,
) -> None:
    """Bring customers along from another shop, with their passwords. Running it again changes nothing.

    Hashes of WordPress and WooCommerce, Magento, PrestaShop, Laravel and Django are recognised by themselves.
    A line without one adds a customer without an account, ready to be invited.
    """
    use_data(data)
    set_up()
    from clientela.config.progress import bar
    from clientela.core.actor import SYSTEM
    from clientela.exchange import accounts

    if not file.is_file():
        raise fail(f"There is no file {file}.")
    to = report or file.with_name(f"{file.stem}-report-{datetime.now().astimezone():%Y%m%d-%H%M%S}.csv")
    try:
        with bar("Bringing accounts in") as tick:
            done = accounts.import_accounts(file, to, tick, by=SYSTEM, proved=proved)
    except OSError as problem:
        raise fail(f"The report can't be written to {to}: {problem.strerror}.") from problem
    for line in done.sentences():
        out.print(line, markup=False, soft_wrap=True)
