"""The time by which everything here is judged: the database's own (security F20)."""

from datetime import datetime
from typing import cast

from django.db import connection


def now() -> datetime:
    """This moment, whatever the clock of the process says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        return cast(datetime, cursor.fetchone()[0])
