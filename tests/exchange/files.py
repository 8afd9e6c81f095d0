"""Files of customers for the tests: written, brought in and exported as people do it."""

import csv
import io
from collections.abc import Sequence

from clientela.core.actor import SYSTEM, Actor
from clientela.exchange.actions import exporting, importing
from clientela.exchange.models import Export, Import
from clientela.jobs import running
from clientela.jobs.models import Item
from clientela.segments import actions as segments

FIELD = (
    "First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,"
    "Default Address Address2,Default Address City,Default Address Province Code,"
    "Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,"
    "Tags,Note,Tax Exempt"
)
OLD = (
    "First Name,Last Name,Email,Company,Address1,Address2,City,Province,Province Code,Country,Country Code,"
    "Zip,Phone,Accepts Marketing,Total Spent,Total Orders,Tags,Note,Tax Exempt"
)


def received(text: str | bytes, *, by: Actor = SYSTEM) -> Import:
    """A file that came, not brought in yet."""
    content = text.encode() if isinstance(text, str) else text
    return importing.receive("customers.csv", [content], by=by)


def bring(text: str | bytes, *, by: Actor = SYSTEM, dry: bool = False, **how: object) -> Import:
    """Bring a file in (or only try it out), to the end."""
    source = received(text, by=by)
    importing.arrange(source.pk, by=by, **({"has_permission": True} | how))  # type: ignore[arg-type]
    job = (importing.try_out if dry else importing.bring_in)(source.pk, by=by)
    running.run(job.pk, by=SYSTEM)
    job.refresh_from_db()
    assert job.state == "done", job.problem
    source.refresh_from_db()
    return source


def outcomes(source: Import) -> dict[int, str]:
    """What became of each line."""
    job = source.job_id or source.dry_job_id
    return dict(Item.objects.filter(job_id=job).values_list("key", "reason"))


def exported(
    columns: Sequence[str] = (), *, ids: Sequence[int] = (), query: str = "", by: Actor = SYSTEM
) -> tuple[Export, str]:
    """Customers written into a file: the export, and what stands in it."""
    chosen = segments.select(ids=ids, query=query, is_everybody=not (ids or query), by=by)
    made = exporting.export(chosen.pk, columns, by=by)
    assert made.job_id
    running.run(made.job_id, by=SYSTEM)
    made.refresh_from_db()
    return made, b"".join(exporting.fetch(made.pk, exporting.token_of(made), by=by)).decode()


def rows(text: str) -> list[list[str]]:
    """The lines of a CSV text."""
    return list(csv.reader(io.StringIO(text, newline="")))
