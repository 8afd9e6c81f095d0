"""What taking an import back would do, before it does it: counted by the database."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import BigIntegerField, Count
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.functional import Promise

from clientela.bulk import brought
from clientela.core import places
from clientela.customers.models import Customer
from clientela.jobs.models import Item, Job
from clientela.privacy.rules import TITLES, Reason

# Columns that an import fills.
_VALUES = (
    *("first_name", "last_name", "email", "email_key", "phone", "language", "birthday", "note"),
    "tax_exempt",
)


def _object(table: str, names: Sequence[str]) -> str:
    pairs = ", ".join(f"'{name}', {table}.{name}" for name in names)
    return f"jsonb_build_object({pairs})"


_CONSENT = "jsonb_build_object('email', c.email_consent, 'sms', c.sms_consent)"
_CHANGED = f"""
SELECT count(*), count(*) FILTER (WHERE c.id IS NULL),
       count(*) FILTER (WHERE c.id IS NOT NULL AND NOT (
           {_object("c", _VALUES)} @> coalesce(i.made->'values', '{{}}')
           AND {_CONSENT} @> coalesce(i.made->'consent', '{{}}')
           AND (i.made->'address' IS NULL OR {_object("a", places.FIELDS)} @> (i.made->'address'))))
  FROM (SELECT (before->>'id')::bigint AS id, before->'made' AS made
          FROM jobs_item WHERE job_id = %s AND outcome = 'done' AND before ? 'id') i
  LEFT JOIN customers_customer c ON c.id = i.id AND c.deleted_at IS NULL
  LEFT JOIN customers_address a ON a.id = c.default_address_id
"""  # noqa: S608 - the columns are ours


@dataclass(frozen=True)
class ImportBackPlan:
    """How many go to the bin, how many are put back (of `partly` something stays), and who stays and why."""

    binned: int
    put_back: int
    partly: int
    left_out: Sequence[tuple[str | Promise, int]] = ()


def plan(job: Job) -> ImportBackPlan:
    """What the undo of an import would do as things are now."""
    added, counts = _added(job)
    changed, gone, partly = _changed(job)
    left_out = [(_title(reason), count) for reason, count in counts.items() if reason]
    lost = gone + added - sum(counts.values())
    if lost:
        left_out.append((TITLES[Reason.GONE], lost))
    return ImportBackPlan(counts.get("", 0), changed - gone, partly, left_out)


def _title(reason: str) -> str | Promise:
    return brought.TITLES[reason] if reason in brought.TITLES else TITLES[Reason(reason)]


def _added(job: Job) -> tuple[int, dict[str, int]]:
    """How many it added, and of those who are there how many stay for which reason."""
    items = Item.objects.filter(job=job, outcome=Item.Outcome.DONE, before__has_key="added")
    ids = items.annotate(who=Cast(KT("before__added"), BigIntegerField())).values("who")
    rows = brought.judged(Customer.objects.known().filter(pk__in=ids)).order_by()
    return items.count(), dict(rows.values_list("stays").annotate(count=Count("pk")))


def _changed(job: Job) -> tuple[int, int, int]:
    """How many it changed, how many of them are gone, and of how many something changed since."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [job.pk])
        total, gone, partly = cursor.fetchone()
    return int(total), int(gone), int(partly)
