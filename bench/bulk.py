"""Work on all customers at once, beside the same rows written by plain SQL in one transaction."""

import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.ground import empty_store
from bench.invite import add_people

# What tagging leaves: the tag on each, a fact each, the row's version and search words, a result each.
_RAW_TAG = (
    """
INSERT INTO customers_customer_tag (customer_id, tag_id)
SELECT c.id, t.id FROM customers_customer c, customers_tag t WHERE t.key = %(tag)s
""",
    """
UPDATE customers_customer SET version = version + 1, updated_at = now(),
  words = coalesce(words, '') || array_to_tsvector(ARRAY[%(tag)s])
""",
    """
INSERT INTO journal_event (name, actor_kind, actor_id, customer_id, subject_kind, data)
SELECT 'customer.tags_added', 'system', 0, id, '', '{"tags": ["raw"]}' FROM customers_customer
""",
    """
INSERT INTO jobs_item (job_id, key, outcome, reason)
SELECT %(job)s, id, 'waiting', '' FROM customers_customer
""",
    "UPDATE jobs_item SET outcome = 'done' WHERE job_id = %(job)s",
)


@dataclass(frozen=True)
class Measured:
    """How long one kind of work took, in seconds, and by how much the process grew, in MiB."""

    what: str
    count: int
    ours: float
    raw: float
    grew: float

    @property
    def words(self) -> str:
        """The figures as a sentence."""
        return (
            f"{self.what} {self.count:,}: {self.ours:.1f} s, plain SQL {self.raw:.1f} s: "
            f"{self.ours / self.raw:.1f} times as long; the process grew by {self.grew:.0f} MiB."
        )


def measure(count: int) -> list[Measured]:
    """Tag so many customers by a job, then write as many rows by plain SQL."""
    with empty_store():
        add_people(1, count)
        return [_tagging(count)]


def _size() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _tagging(count: int) -> Measured:
    from clientela.bulk import actions
    from clientela.bulk.actions.starting import TAG
    from clientela.core.actor import SYSTEM
    from clientela.customers.models import CustomerTag, Tag
    from clientela.jobs import running
    from clientela.segments.actions import select

    before = _size()
    began = time.monotonic()
    job = actions.start(TAG, select(is_everybody=True, by=SYSTEM).pk, by=SYSTEM, tags=["ours"])
    running.run(job.pk, by=SYSTEM)
    ours = time.monotonic() - began
    assert CustomerTag.objects.count() == count
    Tag.objects.create(name="raw", key="raw")
    other = actions.start(TAG, select(is_everybody=True, by=SYSTEM).pk, by=SYSTEM, tags=["never"])
    return Measured(
        "Tagged", count, ours, _by_hand(_RAW_TAG, {"tag": "raw", "job": other.pk}), _size() - before
    )


def _by_hand(statements: Sequence[str], values: dict[str, object]) -> float:
    from django.db import connection, transaction

    began = time.monotonic()
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, values)
    return time.monotonic() - began
