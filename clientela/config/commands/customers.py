"""Commands around customers as files and segments: import-customers, export-customers, segments."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clientela.config.commands.base import DataOption, app, command, fail, out, set_up, use_data

if TYPE_CHECKING:
    from clientela.exchange.models import Export
    from clientela.jobs.models import Job

segments_app = typer.Typer(help="Count and list segments of customers.", no_args_is_help=True)
app.add_typer(segments_app, name="segments")
_BLOCK = 1024 * 1024


@app.command("import-customers")
@command
def import_customers(
    file: Annotated[Path, typer.Argument(help="CSV with a line of headings.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    fill: Annotated[bool, typer.Option("--fill", help="Fill in only what is empty.")] = False,
    tag: Annotated[list[str] | None, typer.Option(help="A tag for all of them; may be repeated.")] = None,
    segment: Annotated[bool, typer.Option("--segment", help="Make a segment of them.")] = False,
    permission: Annotated[
        bool,
        typer.Option("--permission", help="I hold these people's permission for the marketing in the file."),
    ] = False,
    report: Annotated[Path | None, typer.Option(help="Where what became of each line is written.")] = None,
    data: DataOption = None,
) -> None:
    """Bring customers in from a CSV file. Running it again changes nothing.

    The headings say what each column holds. Customers are known by email, then by phone; filled cells take
    the place of what is there, empty ones change nothing.
    """
    use_data(data)
    set_up()
    from clientela.core.actor import SYSTEM
    from clientela.exchange import reports
    from clientela.exchange.actions import importing

    if not file.is_file():
        raise fail(f"There is no file {file}.")
    source = importing.receive(file.name, _parts(file), by=SYSTEM)
    importing.arrange(source.pk, fills_only=fill, tags=tag or [], makes_segment=segment,
                      has_permission=permission, by=SYSTEM)  # fmt: skip
    begin = importing.try_out if dry_run else importing.bring_in
    _carry(begin(source.pk, by=SYSTEM), "Looking at the file" if dry_run else "Bringing customers in")
    source.refresh_from_db()
    for line in reports.sentences(source):
        out.print(line, markup=False, soft_wrap=True)
    if report:
        _write(report, reports.csv_lines(source))
        out.print(f"What became of each line: {report}", markup=False, soft_wrap=True)


def _parts(file: Path) -> Iterator[bytes]:
    with file.open("rb") as content:
        while part := content.read(_BLOCK):
            yield part


def _carry(job: "Job", words: str) -> None:
    """Carry a job through here, with a bar; a worker goes on with it where this is cut off."""
    from clientela.config.progress import bar
    from clientela.core.actor import SYSTEM
    from clientela.jobs import running

    with bar(words) as tick:

        def tell() -> None:
            job.refresh_from_db()
            tick(job.handled, job.total)

        running.run(job.pk, by=SYSTEM, tick=tell)
    job.refresh_from_db()
    if job.is_open:
        raise fail(f"Job {job.pk} goes on without this command: see clientela jobs list.")
    if job.state != job.State.DONE:
        raise fail(job.problem or f"Job {job.pk} was {job.state}.")


def _write(file: Path, content: Iterator[bytes]) -> None:
    """Write a new file that only its owner reads."""
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            for part in content:
                target.write(part)
    except FileExistsError as problem:
        raise fail(f"{file} is there already. Choose another name.") from problem
    except OSError as problem:
        raise fail(f"{file} can't be written: {problem.strerror}.") from problem


@app.command("export-customers")
@command
def export_customers(
    file: Annotated[Path, typer.Argument(help="Where to write; a new file.")],
    segment: Annotated[str, typer.Option(help="A query, or the name of a saved segment.")] = "",
    column: Annotated[list[str] | None, typer.Option(help="Only these columns; may be repeated.")] = None,
    data: DataOption = None,
) -> None:
    """Write customers into a CSV file, with the columns that shops exchange."""
    use_data(data)
    set_up()
    from clientela.core.actor import SYSTEM
    from clientela.exchange.actions import exporting
    from clientela.segments import actions as segments

    if file.exists():
        raise fail(f"{file} is there already. Choose another name.")
    chosen = segments.select(query=_query(segment), is_everybody=not segment, by=SYSTEM)
    made = exporting.export(chosen.pk, column or [], by=SYSTEM)
    _carry(_job(made), "Writing customers")
    made.refresh_from_db()
    _write(file, exporting.fetch(made.pk, exporting.token_of(made), by=SYSTEM))
    exporting.remove(made.pk, by=SYSTEM)
    out.print(f"{made.customers:,} customers: {file}", markup=False, soft_wrap=True)


def _job(made: "Export") -> "Job":
    from clientela.jobs.models import Job

    return Job.objects.get(pk=made.job_id or 0)


def _query(text: str) -> str:
    """The query of a saved segment of this name, else the text itself."""
    from clientela.segments.models import Segment

    saved = Segment.objects.filter(name=text).first()
    return saved.query if saved else text


@segments_app.command("count")
@command
def count(
    query: Annotated[str, typer.Argument(help="A query, or the name of a saved segment.")],
    data: DataOption = None,
) -> None:
    """Print how many customers a query fits: the number alone."""
    use_data(data)
    set_up()
    from clientela.segments import queries

    out.print(str(queries.count(_query(query))))


@segments_app.command("list")
@command
def list_segments(data: DataOption = None) -> None:
    """List the saved segments, with their queries."""
    use_data(data)
    set_up()
    from clientela.segments import queries

    for segment in queries.segments():
        out.print(f"{segment.pk}  {segment.name}: {segment.query}", markup=False, soft_wrap=True)
