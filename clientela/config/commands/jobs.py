"""Commands around long work: jobs list, pause, resume, cancel, undo."""

from typing import Annotated

import typer

from clientela.config.commands.base import DataOption, app, command, out, set_up, use_data

jobs_app = typer.Typer(help="Long work: look at it, pause, resume, cancel and undo it.")
app.add_typer(jobs_app, name="jobs")
JobArgument = Annotated[int, typer.Argument(help="The job's number.")]


@jobs_app.callback(invoke_without_command=True)
def newest(context: typer.Context, data: DataOption = None) -> None:
    """Long work: without more words, the newest jobs and how far they are."""
    if context.invoked_subcommand is None:
        list_jobs(data=data)


@jobs_app.command("list")
@command
def list_jobs(data: DataOption = None) -> None:
    """List the newest jobs, and how far they are."""
    use_data(data)
    set_up()
    from clientela.core.actor import SYSTEM
    from clientela.jobs import queries

    for line in queries.newest(SYSTEM):
        job = line.job
        figures = f"{job.handled:,} of {job.total:,} ({job.percent}%)"
        left = f", {job.skipped:,} left out" if job.skipped else ""
        failed = f", {job.failed:,} failed" if job.failed else ""
        words = f"{job.pk}  {line.title}: {job.shown_state}, {figures}{left}{failed}  {job.problem}"
        out.print(words.rstrip(), markup=False, soft_wrap=True)


@jobs_app.command("pause")
@command
def pause(job: JobArgument, data: DataOption = None) -> None:
    """Stop a job after the part at work; resume goes on from there."""
    _act("pause", job, data)


@jobs_app.command("resume")
@command
def resume(job: JobArgument, data: DataOption = None) -> None:
    """Go on with a paused job."""
    _act("resume", job, data)


@jobs_app.command("cancel")
@command
def cancel(job: JobArgument, data: DataOption = None) -> None:
    """End a job after the part at work; what was done stays done."""
    _act("cancel", job, data)


@jobs_app.command("undo")
@command
def undo(job: JobArgument, data: DataOption = None) -> None:
    """Take back what a job did, for thirty days; what changed since stays."""
    use_data(data)
    set_up()
    from clientela.bulk import actions
    from clientela.core.actor import SYSTEM

    made = actions.undo(job, by=SYSTEM)
    out.print(f"Job {made.pk} takes it back.", markup=False)


def _act(verb: str, job_id: int, data: DataOption) -> None:
    use_data(data)
    set_up()
    from clientela.core.actor import SYSTEM
    from clientela.jobs import actions

    act = {"pause": actions.pause, "resume": actions.resume, "cancel": actions.cancel}[verb]
    job = act(job_id, by=SYSTEM)
    out.print(f"Job {job.pk} is {job.shown_state}.", markup=False)
