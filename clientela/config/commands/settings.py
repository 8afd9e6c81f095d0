"""`clientela settings`: every store setting by its key, with the checks of the page."""

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from clientela.config.commands.base import DataOption, app, command, out, set_up, use_data

if TYPE_CHECKING:
    from clientela.store.keys import Setting

settings = typer.Typer(help="Read and change the store's settings by their keys.", no_args_is_help=True)
app.add_typer(settings, name="settings")

KeyArgument = Annotated[str, typer.Argument(help="The key, such as store.currency.")]


@settings.command("list")
@command
def list_settings(data: DataOption = None) -> None:
    """Show every setting with its value."""
    use_data(data)
    set_up()
    from clientela.store import keys

    table = Table("Key", "Value", "What it is", box=None, pad_edge=False)
    for setting in keys.every():
        table.add_row(setting.key, setting.text(setting.model.current()), str(setting.label))
    out.print(table)


@settings.command("get")
@command
def get_setting(key: KeyArgument, data: DataOption = None) -> None:
    """Print one setting's value."""
    use_data(data)
    set_up()
    from clientela.store import keys

    setting = keys.find(key)
    out.print(setting.text(setting.model.current()), markup=False, soft_wrap=True)


def _asked(setting: "Setting") -> str:
    """What somebody types at the terminal; a password isn't shown."""
    now = None if setting.is_secret else setting.text(setting.model.current())
    return str(typer.prompt(str(setting.label), default=now, hide_input=setting.is_secret))


@settings.command("set")
@command
def set_setting(
    key: KeyArgument,
    value: Annotated[
        str | None, typer.Argument(help="The new value; lists with commas. Left out, it is asked for.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Change one setting, with the same checks as the page.

    Leave passwords out: they are asked for, and stand neither in the history nor in the list of processes.
    """
    use_data(data)
    set_up()
    from clientela.core.actor import SYSTEM
    from clientela.store import keys
    from clientela.store.actions import change_settings

    setting = keys.find(key)
    if value is None:
        value = _asked(setting)
    changed = change_settings({key: value}, by=SYSTEM)
    now = setting.text(setting.model.current())
    out.print(f"{key} is {'now' if changed else 'already'} {now}", markup=False, soft_wrap=True)
