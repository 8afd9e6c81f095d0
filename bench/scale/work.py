"""Bulk work on one store by its own actions and jobs, beside the same rows written by plain SQL or COPY."""

import csv
import io
import random
import re
import secrets
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psycopg

from bench.scale import raw

_FIRST = ("Emma", "Noah", "Liv", "Oskar", "Ida", "Jonas", "Maja", "Émile", "Nora", "Lucas", "Åse", "Zoë")
_LAST = ("Hansen", "Berg", "Lund", "Dahl", "Holm", "Moen", "Nilsen", "Strand", "Vik", "Lie", "Ærø", "Smith")
_STREETS = ("Storgata", "Kirkeveien", "Mill Lane", "Torvet", "Parkveien", "Skolegata", "Havneveien")
_TOWNS = (("Oslo", "0155"), ("Bergen", "5003"), ("Trondheim", "7010"), ("Stavanger", "4006"))
PAGE, PAGES = 50, 20


@dataclass
class Done:
    """One kind of work: on how many, seconds of ours and by hand, and the MiB by which the process grew."""

    what: str
    count: int
    ours: float
    by_hand: float
    grew: float
    note: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.by_hand


def settle() -> None:
    """What a store that has run for a while has: standings reckoned, statistics known, dead rows gone."""
    from clientela.config.embedded import Cluster, default_data_dir
    from clientela.core.actor import SYSTEM
    from clientela.segments import actions

    actions.reckon_all(by=SYSTEM)
    with psycopg.connect(Cluster(default_data_dir()).url("owner"), autocommit=True) as database:
        database.execute("VACUUM ANALYZE")


def measure(size: int) -> list[Done]:
    """Tag and export everybody, edit some pages, bring as many in as there are, and delete these."""
    mark = secrets.token_hex(3)
    done = [_tagging(mark), _editing(), _exporting()]
    return [*done, *_importing(size, mark)]


def _watched(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and MiB of memory that the process reached beyond what it held before."""
    Path("/proc/self/clear_refs").write_text("5")  # The high-water mark begins anew.
    before, began = _mib("VmRSS"), time.perf_counter()
    work()
    return time.perf_counter() - began, _mib("VmHWM") - before


def _mib(name: str) -> float:
    found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


def _run(job: Any) -> None:
    from clientela.core.actor import SYSTEM
    from clientela.jobs import running

    running.run(job.pk, by=SYSTEM)
    job.refresh_from_db()
    assert job.state == "done", job.problem


def _everybody() -> int:
    from clientela.core.actor import SYSTEM
    from clientela.segments.actions import select

    return select(is_everybody=True, by=SYSTEM).pk


def _tagging(mark: str) -> Done:
    from clientela.bulk import actions
    from clientela.bulk.actions.starting import TAG
    from clientela.core.actor import SYSTEM

    job = actions.start(TAG, _everybody(), by=SYSTEM, tags=[f"ours-{mark}"])
    ours, grew = _watched(lambda: _run(job))
    by_hand = raw.tag(f"raw-{mark}")
    return Done("Tag", job.done, ours, by_hand, grew)


def _editing() -> Done:
    """Pages of the bulk editor, two cells in each of fifty rows; each page is one request of the editor."""
    from clientela.bulk import actions
    from clientela.core.actor import SYSTEM
    from clientela.customers.models import Customer

    wanted = list(Customer.objects.known().order_by("-added_at", "-pk").values_list("pk", flat=True))
    pages = [wanted[at : at + PAGE] for at in range(0, PAGE * PAGES, PAGE)]

    def edit(page: Sequence[int], note: str) -> None:
        outcome = actions.edit_rows({pk: {"note": note, "language": "nb"} for pk in page}, {}, by=SYSTEM)
        assert len(outcome.saved) == len(page)

    edit(pages[0], "to warm up")
    ours = by_hand = grew = 0.0
    for number, page in enumerate(pages):
        took, more = _watched(partial(edit, page, f"ours {number}"))
        ours, grew = ours + took, max(grew, more)
        by_hand += raw.edit(page, f"by hand {number}")
    return Done("Edit", PAGE * PAGES, ours, by_hand, grew, f"{PAGES} pages of {PAGE}, two cells each")


def _exporting() -> Done:
    from clientela.core.actor import SYSTEM
    from clientela.exchange.actions import exporting
    from clientela.jobs.models import Job

    made = exporting.export(_everybody(), by=SYSTEM)
    ours, grew = _watched(lambda: _run(Job.objects.get(pk=made.job_id)))
    made.refresh_from_db()
    lines = sum(part.count(b"\n") for part in exporting.contents(made))
    assert lines > made.customers
    with tempfile.TemporaryFile() as file:
        by_hand = raw.export(file)
    exporting.remove(made.pk, by=SYSTEM)
    return Done("Export", made.customers, ours, by_hand, grew)


def _importing(size: int, mark: str) -> list[Done]:
    """As many new customers as the store has; the same rows by COPY; then both are deleted again."""
    from clientela.bulk import actions
    from clientela.bulk.actions.starting import DELETE
    from clientela.core.actor import SYSTEM
    from clientela.exchange.actions import importing
    from clientela.exchange.models import Import
    from clientela.jobs.models import Job
    from clientela.segments.actions import select

    with tempfile.TemporaryDirectory(prefix="clientela-bench-") as folder:
        before = raw.spots()
        source = importing.receive(f"{mark}.csv", _file(size, mark), by=SYSTEM)
        importing.arrange(source.pk, tags=[f"brought-{mark}"], has_permission=True, by=SYSTEM)
        job = importing.bring_in(source.pk, by=SYSTEM)
        ours, grew = _watched(lambda: _run(job))
        source.refresh_from_db()
        assert source.counts == {"added": size}, source.counts
        twin = Import.objects.create(name="by hand", made_by_id=0, header=[])
        other = Job.objects.create(kind="by hand", actor_kind="system", state="done")
        copies = raw.copies(Path(folder), before, (job.pk, other.pk), (source.pk, twin.pk), mark)
        by_hand = raw.copy_in(copies)
    brought = Done("Import", size, ours, by_hand, grew, f"{len(copies)} tables, all indexes live")
    chosen = select(query=f"customer_tags CONTAINS 'brought-{mark}'", by=SYSTEM)
    job = actions.start(DELETE, chosen.pk, by=SYSTEM)
    ours, grew = _watched(lambda: _run(job))
    assert job.done == size, (job.done, job.skipped)
    return [brought, Done("Delete", size, ours, raw.delete(f"by-hand-{mark}", other.pk), grew)]


def _file(size: int, mark: str) -> Iterator[bytes]:
    """A file as the field's shops export it."""
    from clientela.exchange.columns import FIELD_HEADER

    chance, text = random.Random(mark), io.StringIO()
    writer = csv.DictWriter(text, FIELD_HEADER, restval="")
    writer.writeheader()
    for number in range(size):
        writer.writerow(_line(chance, number, mark))
        if text.tell() > 1 << 20:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _phones(mark: str) -> int:
    """Where this file's numbers begin, so that another one hardly has the same."""
    return 40_000_000 + int(mark, 16) % 9_000_000


def _line(chance: random.Random, number: int, mark: str) -> dict[str, str]:
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    town, postcode = chance.choice(_TOWNS)
    return {
        "First Name": first,
        "Last Name": last,
        "Email": f"{mark}.{number}@shop{number % 40}.example",
        "Accepts Email Marketing": "yes" if number % 2 else "no",
        "Default Address Address1": f"{chance.choice(_STREETS)} {chance.randint(1, 200)}",
        "Default Address City": town,
        "Default Address Country Code": "NO",
        "Default Address Zip": f"'{postcode}",
        "Phone": f"'+47{_phones(mark) + number // 3}" if number % 3 == 0 else "",
        "Accepts SMS Marketing": "no",
        "Note": "Asked for a smaller size." if number % 10 == 0 else "",
        "Tax Exempt": "no",
        "Tags": "wholesale, newsletter" if number % 4 == 0 else "",
    }
