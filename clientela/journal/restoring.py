"""The log after a restored backup: its numbers go on (decision 4)."""

from django.db import connection

from clientela.core.actor import Actor

_HIGHEST = """
SELECT greatest((SELECT max(tx) FROM journal_event), (SELECT max(tx) FROM journal_reader),
                (SELECT max(last_tx) FROM journal_seal), 0),
       pg_current_xact_id()::text::bigint
"""


def go_on(*, by: Actor) -> int:
    """Number new facts from behind the last one restored, so that no reader misses any. Gives the shift.

    Needs the role that owns the tables. Safe to call again.
    """
    by.must_be()
    with connection.cursor() as cursor:
        cursor.execute(_HIGHEST)
        highest, here = cursor.fetchone()
        shift = max(0, int(highest) + 1 - int(here))
        cursor.execute(
            "CREATE OR REPLACE FUNCTION journal_shift() RETURNS bigint LANGUAGE sql STABLE"
            f" RETURN {shift:d}::bigint"
        )
    return shift
