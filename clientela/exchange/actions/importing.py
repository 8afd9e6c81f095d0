"""Bringing customers in from a file: taking it, saying how it is read, trying it out, doing it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from pathlib import PurePath

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.core.people import People
from clientela.core.powers import Power
from clientela.customers.actions.tags import clean
from clientela.customers.doors import refuse_import
from clientela.exchange import headings, staging
from clientela.exchange.actions import bringing
from clientela.exchange.csv_files import BLOCK, Encodings, delimiter_of, first_line, lines
from clientela.exchange.events import ImportBegan
from clientela.exchange.models import Import, ImportLine, ImportPart
from clientela.exchange.online_retail import LARGEST_FILE, FileNotReadable
from clientela.exchange.sealing import seal
from clientela.jobs import actions as jobs
from clientela.jobs.kinds import Result
from clientela.jobs.models import Item, Job
from clientela.journal.actions import Subject, record
from clientela.segments import actions as segments

JOB, DRY_JOB = "customers.import", "customers.import_dry"
# How long a file is kept that was never brought in, and how long one that was: so long it can be undone.
KEPT, KEPT_DONE = timedelta(days=7), timedelta(days=30)


def receive(name: str, content: Iterable[bytes], *, by: Actor) -> Import:
    """Take a file of customers in, sealed; nothing is brought in yet. Raises `FileNotReadable`."""
    by.must(Power.CUSTOMERS_IMPORT)
    refuse_import()
    with transaction.atomic():
        source = Import.objects.create(name=_name(name), made_by_id=by.id, header=[])
        encodings, size = Encodings(), 0
        for number, part in enumerate(_blocks(content)):
            size += len(part)
            if size > LARGEST_FILE:
                raise FileNotReadable(_("The file is larger than 200 MB."))
            encodings.look(part)
            sealed = seal(part, staging.place(source.pk, number))
            ImportPart.objects.create(source=source, number=number, content=sealed)
        source.encoding = encodings.found() if size else ""
        _read_header(source)
        source.save()
    return source


def _name(given: str) -> str:
    """What people know the file by: the last part of its path, without signs that can't be shown."""
    last = PurePath(given.replace("\\", "/")).name
    return "".join(letter for letter in last if letter.isprintable())[:255] or "customers.csv"


def _blocks(content: Iterable[bytes]) -> Iterable[bytes]:
    rest = bytearray()
    for piece in content:
        rest += piece
        while len(rest) >= BLOCK:
            yield bytes(rest[:BLOCK])
            del rest[:BLOCK]
    if rest:
        yield bytes(rest)


def _read_header(source: Import) -> None:
    if not source.encoding:
        raise FileNotReadable(_("This file is empty. Choose another one."))
    head = first_line(staging.parts(source), source.encoding)
    source.delimiter = delimiter_of(head)
    found = next(lines(staging.parts(source), source.encoding, source.delimiter), None)
    header = [cell.strip() for cell in found.cells] if found else []
    source.header, source.places = header, headings.guessed(header)
    if not any(source.header):
        raise FileNotReadable(_("The file has no line with headings."))


def arrange(
    import_id: int,
    *,
    by: Actor,
    places: Mapping[str, int] | None = None,
    fills_only: bool = False,
    tags: Sequence[str] = (),
    makes_segment: bool = False,
    has_permission: bool = False,
) -> Import:
    """Say how a file is to be brought in; `places` says which column holds what, else the headings do.

    Raises `Refused`, `NotThere`, `ImportBegun`.
    """
    by.must(Power.CUSTOMERS_IMPORT)
    with transaction.atomic():
        source = _waiting(import_id)
        source.places = dict(source.places if places is None else places)
        if not source.places.keys() & {"email", "phone", "last_name", "first_name"}:
            raise Refused(_("Say which column holds the email address."), field="email", code="no_email")
        if any(not 0 <= place < len(source.header) for place in source.places.values()):
            raise Refused(_("The file has no such column."), field="email", code="no_column")
        source.fills_only, source.has_permission = fills_only, has_permission
        source.tags, source.makes_segment = clean(tags), makes_segment
        if makes_segment and not source.tags:
            moment = date_format(timezone.localtime(), "Y-m-d H:i")
            source.tags = [_("import %(moment)s") % {"moment": moment}]
        source.dry_job_id, source.dry_counts = None, {}
        source.save()
    return source


class ImportBegun(Refused):
    """It is too late to change how the file is read."""

    code = "import_begun"
    sentence = _("This file is being brought in already.")


def _waiting(import_id: int) -> Import:
    source = Import.objects.select_for_update().filter(pk=import_id, gone_at=None).first()
    if source is None:
        raise NotThere
    if source.job_id:
        raise ImportBegun
    return source


def try_out(import_id: int, *, by: Actor) -> Job:
    """Go through the whole file and say what would become of each line: a job that changes nothing."""
    by.must(Power.CUSTOMERS_IMPORT)
    with transaction.atomic():
        source = _waiting(import_id)
        job = jobs.start(DRY_JOB, {"import": source.pk}, by=by)
        source.dry_job_id, source.dry_counts = job.pk, {}
        source.save(update_fields=["dry_job_id", "dry_counts"])
    return job


def bring_in(import_id: int, *, by: Actor) -> Job:
    """Bring a file in, as a job; the segment of it is made at once. Raises `ImportBegun`, `ImportClosed`."""
    by.must(Power.CUSTOMERS_IMPORT)
    refuse_import()
    with transaction.atomic():
        source = _waiting(import_id)
        job = jobs.start(JOB, {"import": source.pk}, by=by)
        source.job_id, source.counts = job.pk, {}
        if source.makes_segment:
            source.segment_id = _segment(source, by)
        source.save(update_fields=["job_id", "counts", "segment_id"])
    return job


def _segment(source: Import, by: Actor) -> int:
    quoted = source.tags[0].replace("\\", "\\\\").replace("'", "\\'")
    name = _("Import of %(file)s") % {"file": source.name}
    return segments.save(name[:200], f"customer_tags CONTAINS '{quoted}'", by=by).pk


def lay_out(import_id: int, *, by: Actor, writes: bool) -> Import:
    """Lay the lines of a file ready for the job that works on them. Raises `FileNotReadable`."""
    by.must(Power.CUSTOMERS_IMPORT)
    source = Import.objects.select_for_update().get(pk=import_id)
    staging.lay_out(source)
    if writes:
        # The lines are all that is needed from now on.
        source.parts.all().delete()
        fact = ImportBegan(source.lines, source.fills_only, source.has_permission)
        record(fact, by=by, subject=Subject("import", source.pk))
    return source


def work(
    import_id: int, numbers: Sequence[int], *, by: Actor, job_id: int, writes: bool
) -> dict[int, Result]:
    """Bring some lines in (or say what would become of them), and count."""
    by.must(Power.CUSTOMERS_IMPORT)
    refuse_import()
    source = Import.objects.select_for_update().get(pk=import_id)
    results = bringing.bring(source, numbers, by=by, job_id=job_id, writes=writes)
    column = "counts" if writes else "dry_counts"
    setattr(source, column, bringing.counted(results, getattr(source, column)))
    source.save(update_fields=[column])
    return results


def sweep(*, by: Actor) -> int:
    """Remove the contents of files whose time is over. Gives of how many."""
    by.must_be()
    old = Import.objects.filter(gone_at=None)
    gone = old.filter(job_id=None, made_at__lt=Now() - KEPT) | old.filter(made_at__lt=Now() - KEPT_DONE)
    return _emptied(list(gone.values_list("pk", flat=True)))


def forget(people: People, *, by: Actor) -> None:
    """Remove the lines about these people, what an undo needs of them, and all files not brought in yet."""
    by.must_be()
    _emptied(list(Import.objects.filter(gone_at=None, job_id=None).values_list("pk", flat=True)))
    begun = dict(Import.objects.exclude(job_id=None).values_list("job_id", "pk"))
    ImportLine.objects.filter(source__in=begun.values(), key__in=list(people.emails)).delete()
    ids = list(people.ids)
    theirs = Item.objects.filter(job__in=list(begun)).filter(Q(before__id__in=ids) | Q(before__added__in=ids))
    for job_id, key in theirs.values_list("job_id", "key"):
        ImportLine.objects.filter(source=begun[job_id], line=key).delete()
    theirs.update(before=None)


def _emptied(ids: Sequence[int]) -> int:
    with transaction.atomic():
        ImportPart.objects.filter(source__in=list(ids)).delete()
        ImportLine.objects.filter(source__in=list(ids)).delete()
        return Import.objects.filter(pk__in=list(ids), gone_at=None).update(gone_at=Now())
