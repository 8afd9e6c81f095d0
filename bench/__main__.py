"""`bin/bench`: measure, and check figures on real input."""

import json
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


DataOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--data",
        help="A demo store's folder for each size; made where it isn't there. Measuring writes into it.",
    ),
]
SizesOption = Annotated[str, typer.Option(help="How many customers, smallest first, between commas.")]
QuickOption = Annotated[bool, typer.Option("--quick", help="The smallest size alone, about a minute.")]
WriteOption = Annotated[
    bool | None,
    typer.Option("--write/--no-write", help="Write docs/performance.md (default: when sizes are compared)."),
]


@app.command()
def speed(
    data: DataOption = None,
    sizes: SizesOption = "10000,100000,1000000",
    quick: QuickOption = False,
    rounds: Annotated[int, typer.Option(help="How often everything is measured.", min=1)] = 5,
    write: WriteOption = None,
    keep: Annotated[Path | None, typer.Option(help="A file for all figures, as JSON.")] = None,
) -> None:
    """Time pages and deeds beside hand-written SQL on the same database, at several sizes."""
    from rich.console import Console

    from bench.speed import course, document, told

    wanted = [int(size) for size in sizes.split(",")][: 1 if quick else None]
    console = Console(highlight=False)
    results = course.run(
        course.stores(wanted, data or []), 2 if quick else rounds, 0.6 if quick else 1.0, console.print
    )
    told.tell(results, console)
    if keep:
        keep.write_text(json.dumps(results.as_dict()))
    if write if write is not None else len(wanted) > 1:
        document.write(results)
        console.print("Written: docs/performance.md")


@app.command()
def invite(
    customers: Annotated[int, typer.Option(help="How many are invited at once.", min=1)] = 100_000,
) -> None:
    """Invite many customers at once, beside the same rows written by plain SQL."""
    from bench.invite import measure

    print(measure(customers).words)


@app.command()
def bulk(
    data: DataOption = None,
    sizes: SizesOption = "10000,100000,1000000",
    quick: QuickOption = False,
    rounds: Annotated[int, typer.Option(help="How often each segment is asked.", min=1)] = 7,
    parts: Annotated[str, typer.Option(help="What is measured: questions, work.")] = "questions,work",
    write: WriteOption = None,
    keep: Annotated[Path | None, typer.Option(help="A file for all figures, as JSON.")] = None,
) -> None:
    """Time segments, sorts and work on everybody at once beside the same by hand, at several sizes."""
    from rich.console import Console

    from bench.scale import course, document

    wanted = [int(size) for size in sizes.split(",")][: 1 if quick else None]
    console = Console(highlight=False)
    found = course.run(wanted, data or [], 2 if quick else rounds, parts, console)
    if keep:
        keep.write_text(json.dumps(found))
    if write if write is not None else len(wanted) > 1 and parts == "questions,work":
        document.write(found)
        console.print("Written: docs/performance.md")


@app.command("write-bulk")
def write_bulk(kept: Annotated[Path, typer.Argument(help="What `bulk --keep` wrote.")]) -> None:
    """Write the second half of docs/performance.md from figures that were kept."""
    from bench.scale import document

    document.write(json.loads(kept.read_text()))


@app.command()
def crash(
    customers: Annotated[int, typer.Option(help="How many.", min=1000)] = 100_000,
    kills: Annotated[int, typer.Option(help="How often each part is killed.", min=1)] = 2,
    seed: Annotated[int, typer.Option(help="By which the moments are drawn.")] = 6,
    works: Annotated[str, typer.Option(help="Which work, between commas.")] = "tag,import,delete",
) -> None:
    """Kill worker, web and database again and again during bulk tag, import and delete; check the rows."""
    from rich.console import Console

    from bench.crash import course
    from bench.crash.house import house

    with house() as store:
        good = course.run(
            store, works.split(","), customers, kills, seed, Console(highlight=False, width=120)
        )
    raise typer.Exit(0 if good else 1)


@app.command("write-speed")
def write_speed(kept: Annotated[Path, typer.Argument(help="What `speed --keep` wrote.")]) -> None:
    """Write docs/performance.md from figures that were kept."""
    from bench.speed import document
    from bench.speed.figures import Results

    document.write(Results.of(json.loads(kept.read_text())))


DemoOption = Annotated[
    Path | None,
    typer.Option(
        "--data", help="A demo store's folder; made where it isn't there. Measuring writes into it."
    ),
]


@app.command()
def flood(
    data: DemoOption = None,
    seconds: Annotated[float, typer.Option(help="How long.", min=5)] = 20,
    connections: Annotated[int, typer.Option(help="How many at once.", min=1)] = 32,
    path: Annotated[str, typer.Option(help="The door that is stormed.")] = "/account/login",
) -> None:
    """Storm the login with wrong passwords, and time other pages meanwhile."""
    from rich.console import Console

    from bench import flood as storm
    from bench.ground import served

    console = Console(highlight=False)
    with served(data) as store:
        calm = storm.look_at_pages(store, storm.jobs.staff(storm.look(store)), min(seconds, 5))
        storm.tell(calm, storm.run(store, seconds, connections, path), console)


@app.command("sign-in")
def sign_in(
    data: DemoOption = None,
    seconds: Annotated[float, typer.Option(help="How long each.", min=1)] = 5,
    rounds: Annotated[int, typer.Option(help="How often by password.", min=1)] = 3,
) -> None:
    """Count sign-ins a second, by password beside the bare hash, and by code."""
    from rich.console import Console

    from bench import signing
    from bench.ground import served

    with served(data) as store:
        signing.run(store, seconds, rounds, Console(highlight=False))


@app.command()
def timing(
    data: DemoOption = None,
    pairs: Annotated[int, typer.Option(help="Known and unknown addresses, so many of each.", min=20)] = 400,
    door: Annotated[list[str] | None, typer.Option(help="This door alone; may be given again.")] = None,
) -> None:
    """Try whether the time of an answer tells who has an account."""
    from rich.console import Console

    from bench import timing as times
    from bench.ground import served

    with served(data) as store:
        raise typer.Exit(
            0 if times.run(store, pairs, door or list(times.DOORS), Console(highlight=False)) else 1
        )


if __name__ == "__main__":
    app()
