"""Commands for operators: check, recount, backup, restore, reseal."""

import os
from pathlib import Path
from typing import Annotated

import typer

from clientela.config.commands.base import DataOption, app, command, err, fail, out, set_up, use_data
from clientela.config.embedded import default_data_dir


@app.command()
@command
def check(
    backup_days: Annotated[int, typer.Option(help="How old (days) the newest backup may be.", min=1)] = 2,
    data: DataOption = None,
) -> None:
    """Say in words what isn't ready for production. Exit code 1 where something isn't."""
    use_data(data)
    set_up()
    from clientela.config import checks

    found = checks.run(backup_days)
    for finding in found:
        out.print(f"- {finding.problem} {finding.remedy}", markup=False, soft_wrap=True)
    if found:
        raise typer.Exit(1)
    out.print("Everything is ready.")


@app.command()
@command
def backup(
    to: Annotated[
        Path | None, typer.Option(help="Folder for backups; “backups” in the data folder when left out.")
    ] = None,
    keep: Annotated[int, typer.Option(help="How many to keep in that folder.", min=1)] = 14,
    data: DataOption = None,
) -> None:
    """Put database and files into one file, while the store runs. The secret key is not in it."""
    use_data(data)
    set_up()
    from clientela.config import backups
    from clientela.core.actor import SYSTEM
    from clientela.store.actions import note_backup

    made = backups.make(backups.place_here(), to or default_data_dir() / "backups", keep=keep)
    size = made.path.stat().st_size
    note_backup(made.path.name, size, by=SYSTEM)
    _say(f"{made.path}: {size / 1e6:,.1f} MB, {sum(made.manifest.counts.values()):,} rows.")
    if made.removed:
        _say(f"{made.removed} older ones were removed.")
    if not os.environ.get("CLIENTELA_SECRET_KEY"):
        _say(f"Keep {default_data_dir() / 'secret-key'} too, apart from it: sealed settings need it.")


@app.command()
@command
def recount(data: DataOption = None) -> None:
    """Count orders and amounts anew, of customers and of days, where they differ from the orders."""
    use_data(data)
    set_up()
    from clientela.core.actor import SYSTEM
    from clientela.insight import actions as insight
    from clientela.insight import queries as insights
    from clientela.orders import actions, queries
    from clientela.store.models import Store

    count, days = actions.recount(queries.drift(), by=SYSTEM), insights.drift(Store.current().zone)
    if days:
        insight.count_all(by=SYSTEM)
        _say(f"{len(days):,} days had other figures.")
    if count:
        _say(f"{count:,} customers had other figures.")
    if not (count or days):
        _say("All figures are exact.")


@app.command()
@command
def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    data: DataOption = None,
) -> None:
    """Bring a backup back into an empty store. Everybody is signed out; links and API tokens end."""
    use_data(data)
    _as_owner()
    set_up(unfinished_too=True)
    from clientela.config import backups

    done = backups.restore(backups.place_here(), file, lambda words: err.print(words, markup=False))
    manifest = done.manifest
    _say(f"The store is as it was at {manifest.made_at}; what happened later is not in it.")
    _say(f"{sum(manifest.counts.values()):,} rows and {done.files:,} files came back.")
    _say(f"Ended: {done.sessions:,} sessions, {done.links:,} links and codes, {done.tokens:,} API tokens.")
    _say(f"{done.letters_waiting:,} emails wait to be sent and will be; some may have been sent before.")
    if not done.same_key:
        _say("The secret key is another one, so sealed settings such as the mail password can't be read.")
        _say("Put the old one into the data folder as secret-key, or into CLIENTELA_SECRET_KEY_FALLBACKS.")
    _say("Next: clientela check, then clientela serve.")


@app.command()
@command
def reseal(data: DataOption = None) -> None:
    """After a new secret key: seal passwords and second factors with it, so that the old key can go."""
    use_data(data)
    set_up()
    from clientela.accounts.actions.resealing import reseal as reseal_accounts
    from clientela.core.actor import SYSTEM
    from clientela.core.seals import SealBroken
    from clientela.staff.actions import reseal_apps
    from clientela.store.actions import reseal as reseal_settings

    try:
        apps, settings = reseal_apps(by=SYSTEM), reseal_settings(by=SYSTEM)
        accounts = reseal_accounts(by=SYSTEM)
    except SealBroken as broken:
        raise fail("A secret was sealed with a key that isn't in CLIENTELA_SECRET_KEY_FALLBACKS.") from broken
    _say(f"Sealed anew: {settings} settings, {apps} authenticator apps, {accounts} secrets of accounts.")


def _as_owner() -> None:
    """Connect as the role that may make tables."""
    os.environ["CLIENTELA_AS_OWNER"] = "1"
    if owner := os.environ.get("DATABASE_OWNER_URL"):
        os.environ["DATABASE_URL"] = owner


def _say(words: str) -> None:
    out.print(words, markup=False, soft_wrap=True)
