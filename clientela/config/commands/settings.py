"""`clientela settings`: every store setting by its key, with the checks of the page."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from clientela.config.commands.base import DataOption, app, command, fail, out, set_up, use_data

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
    # Keys are copied from here: in a narrow terminal the rest gives way.
    table.columns[0].no_wrap, table.columns[0].min_width = True, max(len(s.key) for s in keys.every())
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


def _change(key: str, value: str) -> bool:
    """Change a setting. Gives whether it had another value."""
    from clientela.core.actor import SYSTEM
    from clientela.store.actions import change_settings

    return bool(change_settings({key: value}, by=SYSTEM))


def _change_accounts(key: str, value: str, *, dry_run: bool, yes: bool) -> bool:
    """Say what a setting of customer accounts does to whom, and do it. Gives whether it was another."""
    from clientela.accounts.actions import change_accounts, plan_accounts
    from clientela.admin.account_changes import told
    from clientela.core.actor import SYSTEM

    plan = plan_accounts({key: value}, by=SYSTEM)
    for line in told(plan):
        out.print(f"- {line.words}", markup=False, soft_wrap=True)
    if dry_run:
        out.print("Nothing was changed.")
        raise typer.Exit
    if plan.effects and not yes and sys.stdin.isatty():
        typer.confirm("Change it?", abort=True)
    return bool(change_accounts({key: value}, by=SYSTEM, seen=plan.digest).steps)


@settings.command("set")
@command
def set_setting(
    key: KeyArgument,
    value: Annotated[
        str | None, typer.Argument(help="The new value; lists with commas. Left out, it is asked for.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what it would do (settings of customer accounts).")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask before it is done.")] = False,
    data: DataOption = None,
) -> None:
    """Change one setting, with the same checks and effects as the page.

    For customer accounts it says first what that does to whom. Leave passwords out: they are asked for, and
    stand neither in the history nor in the list of processes.
    """
    use_data(data)
    set_up()
    from clientela.accounts.models import AccountSettings
    from clientela.store import keys

    setting = keys.find(key)
    has_plan = setting.model is AccountSettings and not setting.is_secret
    if dry_run and not has_plan:
        raise fail("Only settings of customer accounts can be tried first.")
    value = _asked(setting) if value is None else value
    changed = _change_accounts(key, value, dry_run=dry_run, yes=yes) if has_plan else _change(key, value)
    now = setting.text(setting.model.current())
    out.print(f"{key} is {'now' if changed else 'already'} {now}", markup=False, soft_wrap=True)
