"""What the rows say after a kill: each customer is fully done or untouched, and nothing happened twice."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

# Asks one moment's rows; see `House.moment`.
Ask = Callable[..., list[Any]]

_JOB = "SELECT state, is_frozen, total, done, skipped, failed FROM jobs_job WHERE id = %(job)s"
# Each customer with what became of them by the job: result, version, facts, tags, and whether they are gone.
_CUSTOMERS = """
SELECT coalesce(i.outcome, 'waiting'), c.version, coalesce(f.facts, 0), coalesce(t.tags, 0),
       c.deleted_at IS NOT NULL, count(*)
  FROM customers_customer c
  LEFT JOIN jobs_item i ON i.job_id = %(job)s AND i.key = c.id
  LEFT JOIN (SELECT customer_id, count(*) AS facts FROM journal_event
              WHERE job_id = %(job)s GROUP BY 1) f ON f.customer_id = c.id
  LEFT JOIN (SELECT customer_id, count(*) AS tags FROM customers_customer_tag GROUP BY 1) t
    ON t.customer_id = c.id
 GROUP BY 1, 2, 3, 4, 5
"""
_OUTCOMES = "SELECT outcome, count(*) FROM jobs_item WHERE job_id = %(job)s GROUP BY 1"
# Each line of the file with its customer: result, whether the customer was there before, whether the result
# names them; version, name as in the file, addresses, tags, entries of consent, facts of having come, of
# changes by kind and in all.
_LINES = """
SELECT i.outcome, CASE WHEN c.id <= %(before)s THEN 'known' WHEN c.id IS NULL THEN 'nobody' ELSE 'new' END,
       coalesce(i.before->>'added', i.before->>'id') IS NOT DISTINCT FROM c.id::text,
       c.version, c.first_name = l.cells[2], c.email_consent,
       coalesce(a.rows, 0), coalesce(t.rows, 0), coalesce(e.rows, 0),
       coalesce(f.came, 0), coalesce(f.kinds, 0), coalesce(f.facts, 0), count(*)
  FROM exchange_import_line l
  JOIN jobs_item i ON i.job_id = %(job)s AND i.key = l.line
  LEFT JOIN customers_customer c ON c.email_key = l.key AND l.later IS NULL AND c.deleted_at IS NULL
  LEFT JOIN (SELECT customer_id, count(*) AS rows FROM customers_address GROUP BY 1) a
    ON a.customer_id = c.id
  LEFT JOIN (SELECT customer_id, count(*) AS rows FROM customers_customer_tag GROUP BY 1) t
    ON t.customer_id = c.id
  LEFT JOIN (SELECT customer_id, count(*) AS rows FROM customers_consent_entry GROUP BY 1) e
    ON e.customer_id = c.id
  LEFT JOIN (SELECT customer_id, count(*) FILTER (WHERE name = 'customer.created') AS came,
                    count(DISTINCT name) FILTER (WHERE job_id = %(job)s) AS kinds,
                    count(*) FILTER (WHERE job_id = %(job)s) AS facts
               FROM journal_event GROUP BY 1) f ON f.customer_id = c.id
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
"""
_OTHERS = """
SELECT count(*) FILTER (WHERE id > %(before)s), count(*) FILTER (WHERE id <= %(before)s AND version > 1)
  FROM customers_customer
"""
_COUNTS = "SELECT counts FROM exchange_import WHERE job_id = %(job)s"


@dataclass(frozen=True)
class Found:
    """What a look at the rows gave: how many are done, what is half, and how many happened twice."""

    state: str
    done: int
    total: int
    half: list[str]
    twice: int

    @property
    def holds(self) -> bool:
        return not self.half and not self.twice


def of_customers(ask: Ask, job: int, *, deletes: bool) -> Found:
    """Look at work on customers that are there: tags put on, or customers deleted."""
    whole = {
        "done": (2, 1, 0 if deletes else 1, deletes),
        "waiting": (1, 0, 0, False),
    }
    half, twice = [], 0
    for outcome, *was, count in ask(_CUSTOMERS, job=job):
        if tuple(was) != whole.get(outcome):
            half.append(f"{count} {outcome} with {was}")
        twice += count * (was[0] > 2 or was[1] > 1)
    return _found(ask, job, half, twice)


def of_lines(ask: Ask, job: int, before: int) -> Found:
    """Look at an import into a store that held so many customers before."""
    half, twice, met = [], 0, Counter[str]()
    for outcome, who, is_named, *was, count in ask(_LINES, job=job, before=before):
        if not (_is_whole(outcome, who, was) and (is_named or outcome != "done")):
            half.append(f"{count} {outcome} {who} with {is_named} {was}")
        met[who if outcome == "done" else "left"] += count
        *_rest, came, kinds, facts = was
        twice += count * (came > 1 or facts > kinds or (was[0] or 0) > 2)
    # Whoever came or changed belongs to a line.
    if (others := ask(_OTHERS, before=before)[0]) != (met["new"], met["known"]):
        half.append(f"{others} came and changed, {met} by lines")
    counts = ask(_COUNTS, job=job)[0][0]
    if (counts.get("added", 0), counts.get("changed", 0)) != (met["new"], met["known"]):
        half.append(f"{counts} said, {met} found")
    return _found(ask, job, half, twice)


def _is_whole(outcome: str, who: str, was: list[Any]) -> bool:
    version, has_name, consent, addresses, tags, consents, came, kinds, facts = was
    all_of_it = (has_name, consent, addresses, tags, consents) == (True, "subscribed", 1, 1, 1)
    if who == "new":
        return outcome == "done" and all_of_it and (version, came, facts) == (1, 1, 0)
    if who == "known" and outcome == "done":
        return all_of_it and (version, came) == (2, 0) and 0 < facts == kinds
    if who == "known":
        return (version, addresses, tags, consents, facts) == (1, 0, 0, 0, 0)
    return outcome != "done"


def _found(ask: Ask, job: int, half: list[str], twice: int) -> Found:
    """Add what the job says of itself: its counts are its results'."""
    state, is_frozen, total, done, skipped, failed = ask(_JOB, job=job)[0]
    found = Counter(dict(ask(_OUTCOMES, job=job)))
    said = Counter({"done": done, "skipped": skipped, "failed": failed, "waiting": 0})
    said["waiting"] = total - done - skipped - failed
    half += [] if said == found or not is_frozen else [f"{dict(said)} said, {dict(found)} found"]
    return Found(state, done, total, half, twice)
