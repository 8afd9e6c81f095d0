"""Exporting customers as a file: asked for here, written by a job part by part, fetched for a week."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.core import seals
from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.exchange import columns
from clientela.exchange.events import ExportBegan, ExportFetched, ExportRemoved
from clientela.exchange.models import Export, ExportPart
from clientela.exchange.sealing import seal, unseal
from clientela.jobs import actions as jobs
from clientela.jobs.models import Job
from clientela.journal.actions import Subject, record
from clientela.segments import queries as segments
from clientela.segments.models import Selection

JOB = "customers.export"
KEPT = timedelta(days=7)
# So many customers are one part.
PART = 1000


class NotReady(Refused):
    """The file isn't written yet, or is gone."""

    code = "export_not_ready"
    sentence = _("This file isn't ready, or the seven days in which it could be fetched are over.")


def export(selection_id: int, names: Sequence[str] = (), *, by: Actor) -> Export:
    """Have the customers of a selection written into a file; without columns, those that shops exchange.

    A job freezes who they are when it starts. Raises `NotThere`, `Refused` for a column there isn't.
    """
    by.must(Power.CUSTOMERS_EXPORT)
    if not Selection.objects.filter(pk=selection_id).exists():
        raise NotThere
    known = columns.everything()
    if unknown := [name for name in names if name not in known]:
        raise Refused(_("There is no column %s.") % unknown[0], field="columns", code="no_such_column")
    with transaction.atomic():
        made = Export.objects.create(
            selection_id=selection_id, columns=list(names or columns.FIELD_HEADER), made_by_id=by.id
        )
        made.job_id = jobs.start(JOB, {"export": made.pk}, by=by).pk
        made.save(update_fields=["job_id"])
    return made


_FREEZE = """
INSERT INTO exchange_export_part (export_id, number, customer_ids)
SELECT %s, number, array_agg(id ORDER BY id)
  FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / {size} AS number FROM ({chosen}) chosen) numbered
 GROUP BY number
"""


def freeze(export_id: int, *, by: Actor) -> range:
    """Write down which customers the file will have. Gives the numbers of its parts."""
    by.must(Power.CUSTOMERS_EXPORT)
    made = Export.objects.select_for_update().get(pk=export_id)
    selection = Selection.objects.filter(pk=made.selection_id).first()
    if selection is None:
        raise NotThere
    chosen = segments.selected(selection).order_by().values("id")
    try:
        statement, values = chosen.query.sql_with_params()
    except EmptyResultSet:
        # Django knows without asking that nobody fits.
        return range(0)
    with connection.cursor() as cursor:
        cursor.execute(_FREEZE.format(size=PART, chosen=statement), [made.pk, *values])
        count = int(cursor.rowcount)
    made.customers = _counted(made)
    made.save(update_fields=["customers"])
    record(ExportBegan(made.customers, made.columns), by=by, subject=Subject("export", made.pk))
    return range(count)


def _counted(made: Export) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(cardinality(customer_ids)), 0) FROM exchange_export_part"
            " WHERE export_id = %s",
            [made.pk],
        )
        return int(cursor.fetchone()[0])


def write(export_id: int, numbers: Sequence[int], *, by: Actor) -> None:
    """Write the lines of some parts, as this actor may see them."""
    by.must(Power.CUSTOMERS_EXPORT)
    made = Export.objects.get(pk=export_id)
    statement = f"COPY ({columns.rows_in_sql(made.columns, by)}) TO STDOUT (FORMAT csv)"
    for part in ExportPart.objects.filter(export=made, number__in=list(numbers)):
        with connection.cursor() as cursor, cursor.copy(statement, {"ids": part.customer_ids}) as rows:
            text = b"".join(bytes(block) for block in rows)
        sealed = seal(text, _place(made.pk, part.number))
        ExportPart.objects.filter(export=made, number=part.number).update(content=sealed)


def _place(export_id: int, number: int) -> str:
    return f"exchange_export_part|{export_id}|{number}"


def token_of(made: Export) -> str:
    """What signs the address of the file: for this one and its week alone."""
    return seals.mac("export", *_signed(made))


def _signed(made: Export) -> tuple[str, ...]:
    return str(made.pk), str(made.made_by_id), made.made_at.isoformat()


def ends_at(made: Export) -> datetime:
    """Until when the file can be fetched."""
    return made.made_at + KEPT


def fetch(export_id: int, token: str, *, by: Actor) -> Iterator[bytes]:
    """The file, part by part, for whoever asked for it. Raises `NotThere`, `NotReady`."""
    by.must(Power.CUSTOMERS_EXPORT)
    made = Export.objects.filter(pk=export_id, made_by_id=by.id).first()
    if made is None or not seals.mac_fits(token, "export", *_signed(made)):
        raise NotThere
    is_done = Job.objects.filter(pk=made.job_id or 0, state=Job.State.DONE).exists()
    if not is_done or made.gone_at or timezone.now() >= ends_at(made):
        raise NotReady
    record(ExportFetched(made.customers), by=by, subject=Subject("export", made.pk))
    return contents(made)


def contents(made: Export) -> Iterator[bytes]:
    """The header, and one part after the other."""
    head = io.StringIO()
    csv.writer(head, lineterminator="\n").writerow(made.columns)
    yield head.getvalue().encode()
    numbers = list(made.parts.order_by("number").values_list("number", flat=True))
    for number in numbers:
        part = ExportPart.objects.filter(export=made, number=number).first()
        if part is None or part.content is None:
            raise NotReady
        yield unseal(part.content, _place(made.pk, number))


def remove(export_id: int, *, by: Actor) -> None:
    """Remove the file before its week is over; that it was made stays known. Safe twice."""
    by.must(Power.CUSTOMERS_EXPORT)
    with transaction.atomic():
        made = Export.objects.filter(pk=export_id, made_by_id=by.id).first()
        if made is None:
            raise NotThere
        if _emptied([made.pk]):
            record(ExportRemoved(), by=by, subject=Subject("export", made.pk))


def sweep(*, by: Actor) -> int:
    """Remove the files whose week is over. Gives how many."""
    by.must_be()
    old = Export.objects.filter(gone_at=None, made_at__lt=Now() - KEPT)
    return _emptied(list(old.values_list("pk", flat=True)))


def forget(customer_ids: Sequence[int], *, by: Actor) -> int:
    """Remove every file in which one of these customers stands. Gives how many."""
    by.must_be()
    there = ExportPart.objects.filter(customer_ids__overlap=list(customer_ids))
    return _emptied(list(there.values_list("export_id", flat=True).distinct()))


def _emptied(ids: Sequence[int]) -> int:
    with transaction.atomic():
        ExportPart.objects.filter(export__in=list(ids)).delete()
        return Export.objects.filter(pk__in=list(ids), gone_at=None).update(gone_at=Now())
