"""The same rows as bulk work leaves, by plain SQL and COPY in one transaction each: seconds."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

# By hand it may be one statement for all, however long it takes.
_UNBOUND = "SET LOCAL statement_timeout = 0"
# What tagging leaves: the tag on each, a fact each, the row's version and search words, a result each.
_TAG = (
    """
INSERT INTO customers_customer_tag (customer_id, tag_id)
SELECT c.id, t.id FROM customers_customer c, customers_tag t
 WHERE t.key = %(tag)s AND c.deleted_at IS NULL
""",
    """
UPDATE customers_customer SET version = version + 1, updated_at = now(),
       words = coalesce(words, '') || array_to_tsvector(ARRAY['raw', %(tag)s])
 WHERE deleted_at IS NULL
""",
    """
INSERT INTO journal_event (name, actor_kind, actor_id, customer_id, subject_kind, job_id, data)
SELECT 'customer.tags_added', 'system', 0, id, '', %(job)s, '{"tags": ["raw"]}'
  FROM customers_customer WHERE deleted_at IS NULL
""",
    """
INSERT INTO jobs_item (job_id, key, outcome, reason)
SELECT %(job)s, id, 'waiting', '' FROM customers_customer WHERE deleted_at IS NULL
""",
    "UPDATE jobs_item SET outcome = 'done' WHERE job_id = %(job)s",
)
_EDIT = (
    """
UPDATE customers_customer SET note = %(note)s, language = 'nb', version = version + 1, updated_at = now()
 WHERE id = ANY(%(ids)s)
""",
    """
INSERT INTO journal_event (name, actor_kind, actor_id, customer_id, subject_kind, data)
SELECT name, 'system', 0, id, '', '{}'
  FROM unnest(%(ids)s::bigint[]) id, (VALUES ('customer.changed'), ('customer.note_changed')) facts(name)
""",
    """
INSERT INTO jobs_item (job_id, key, outcome, reason, before)
SELECT %(job)s, id, 'done', '', '{"was": {"note": "", "language": ""}, "made": {"language": "nb"}}'
  FROM unnest(%(ids)s::bigint[]) id
""",
)
_EXPORT = """
COPY (
SELECT c.id, c.first_name, c.last_name, c.email, c.email_consent = 'subscribed', a.company, a.line1, a.line2,
       a.city, a.region, a.country, a.postcode, a.phone, c.phone, c.sms_consent = 'subscribed',
       c.amount_spent / 100.0, c.orders_count, c.note, c.tax_exempt, tags.names
  FROM customers_customer c
  LEFT JOIN customers_address a ON a.id = c.default_address_id
  LEFT JOIN (SELECT r.customer_id, string_agg(t.name, ', ' ORDER BY t.key) AS names
               FROM customers_customer_tag r JOIN customers_tag t ON t.id = r.tag_id GROUP BY r.customer_id
       ) tags ON tags.customer_id = c.id
 WHERE c.deleted_at IS NULL ORDER BY c.id
) TO STDOUT (FORMAT csv)
"""
# Those that were copied in by hand: gone from every list, in the bin, a fact and a result each.
_GOING = "SELECT r.customer_id FROM customers_customer_tag r JOIN customers_tag t ON t.id = r.tag_id"
_GOING += " WHERE t.key = %(tag)s"
_DELETE = (
    f"""
UPDATE customers_customer SET deleted_at = now(), updated_at = now(), version = version + 1
 WHERE id IN ({_GOING})
""",
    f"""
INSERT INTO customers_bin_entry (customer_id, deleted_by_id, purge_at)
SELECT customer_id, 0, now() + interval '30 days' FROM ({_GOING}) going
""",
    f"""
INSERT INTO journal_event (name, actor_kind, actor_id, customer_id, subject_kind, job_id, data)
SELECT 'customer.deleted', 'system', 0, customer_id, '', %(job)s, '{{"for_good": false}}'
  FROM ({_GOING}) going
""",
    f"""
INSERT INTO jobs_item (job_id, key, outcome, reason)
SELECT %(job)s, customer_id, 'waiting', '' FROM ({_GOING}) going
""",
    "UPDATE jobs_item SET outcome = 'done' WHERE job_id = %(job)s",
)


def _by_hand(statements: Sequence[str], values: dict[str, object]) -> float:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_UNBOUND)
        began = time.perf_counter()
        for statement in statements:
            cursor.execute(statement, values)
    return time.perf_counter() - began


def _job() -> int:
    from clientela.jobs.models import Job

    return Job.objects.create(kind="by hand", actor_kind="system", state="done").pk


def tag(name: str) -> float:
    """Tag everybody."""
    from clientela.customers.models import Tag

    Tag.objects.create(name=name, key=name)
    return _by_hand(_TAG, {"tag": name, "job": _job()})


def edit(ids: Sequence[int], note: str) -> float:
    """Write note and language of these customers."""
    return _by_hand(_EDIT, {"ids": list(ids), "note": note, "job": _job()})


def export(file: IO[bytes]) -> float:
    """Everybody into a file."""
    from django.db import connection, transaction

    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_UNBOUND)
        with cursor.copy(_EXPORT) as rows:
            for block in rows:
                file.write(block)
    return time.perf_counter() - began


def delete(tag: str, job: int) -> float:
    """Those of a tag, who have nothing."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM jobs_item WHERE job_id = %s", [job])
    return _by_hand(_DELETE, {"tag": tag, "job": job})


@dataclass(frozen=True)
class Copied:
    """Rows of a table in a file."""

    table: str
    columns: str
    file: Path


# Whose rows stand where, after which id.
_ROWS = {
    "customers_customer": "id > {customer}",
    "customers_address": "id > {address}",
    "customers_customer_tag": "customer_id > {customer}",
    "customers_consent_entry": "customer_id > {customer}",
    "journal_event": "customer_id > {customer} AND name = 'customer.created'",
    "jobs_item": "job_id = {job}",
    "exchange_import_line": "source_id = {source}",
}
# These give themselves.
_LEFT_OUT = {("customers_consent_entry", "id"), ("journal_event", "id"), ("journal_event", "tx")}
_NUMBERED = {"customer": "customers_customer", "address": "customers_address"}


def spots() -> dict[str, int]:
    """The last ids of customers and addresses."""
    from django.db import connection

    with connection.cursor() as cursor:
        found = {}
        for name, table in _NUMBERED.items():
            cursor.execute(f"SELECT coalesce(max(id), 0) FROM {table}")
            found[name] = int(cursor.fetchone()[0])
    return found


def copies(
    folder: Path, before: dict[str, int], jobs: tuple[int, int], sources: tuple[int, int], mark: str
) -> list[Copied]:
    """What an import left, in files, as rows of other customers: other ids, addresses, numbers and tag."""
    from django.db import connection

    from clientela.customers.models import Tag

    by_hand = Tag.objects.create(name=f"by-hand-{mark}", key=f"by-hand-{mark}").pk
    brought = Tag.objects.get(key=f"brought-{mark}").pk
    after = spots()
    customer, address = (after[name] - before[name] for name in _NUMBERED)
    instead = {
        ("customers_customer", "id"): f"id + {customer}",
        ("customers_address", "id"): f"id + {address}",
        "customer_id": f"customer_id + {customer}",
        "default_address_id": f"default_address_id + {address}",
        "email": "'h' || email",
        "email_key": "'h' || email_key",
        "phone": "'+46' || substr(phone, 4)",
        ("customers_address", "phone"): "phone",
        "tag_id": f"CASE WHEN tag_id = {brought} THEN {by_hand} ELSE tag_id END",
        "job_id": str(jobs[1]),
        ("journal_event", "job_id"): "job_id",
        "source_id": str(sources[1]),
    }
    spots_of = before | {"job": jobs[0], "source": sources[0]}
    made = [_written(folder, table, rows.format(**spots_of), instead) for table, rows in _ROWS.items()]
    with connection.cursor() as cursor:
        for name, table in _NUMBERED.items():
            # These numbers are given by hand; nobody else may get them.
            count = after[name] - before[name]
            cursor.execute(
                "SELECT count(nextval(%s)) FROM generate_series(1, %s)", [f"{table}_id_seq", count]
            )
    return made


def _written(folder: Path, table: str, rows: str, instead: dict[Any, str]) -> Copied:
    from django.db import connection, transaction

    names = [column for column in _columns(table) if (table, column) not in _LEFT_OUT]
    values = ", ".join(instead.get((table, name)) or instead.get(name) or f'"{name}"' for name in names)
    file = folder / table
    with transaction.atomic(), connection.cursor() as cursor, file.open("wb") as out:
        cursor.execute(_UNBOUND)
        statement = f"COPY (SELECT {values} FROM {table} WHERE {rows} ORDER BY 1) TO STDOUT"
        with cursor.copy(statement) as found:
            for block in found:
                out.write(block)
    assert file.stat().st_size, table
    return Copied(table, ", ".join(f'"{name}"' for name in names), file)


def _columns(table: str) -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
            " AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
            [table],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_in(copies: Sequence[Copied]) -> float:
    """Copy the files in, all tables in one transaction."""
    from django.db import connection, transaction

    began = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_UNBOUND)
        for each in copies:
            statement = f"COPY {each.table} ({each.columns}) FROM STDIN"
            with cursor.copy(statement) as rows, each.file.open("rb") as file:
                while block := file.read(1 << 18):
                    rows.write(block)
    return time.perf_counter() - began
