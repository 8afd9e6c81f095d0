"""What the database wants after much was written at once."""

import os

import psycopg

from clientela.config.embedded import Cluster, default_data_dir


def look_over() -> None:
    """Let the database tidy its tables and count what they hold, so that it finds the quick ways at once.

    Only a table's owner may ask for that; whatever isn't reached is left to autovacuum.
    """
    url = os.environ.get("DATABASE_OWNER_URL") or os.environ.get("DATABASE_URL")
    with psycopg.connect(url or Cluster(default_data_dir()).url("owner"), autocommit=True) as owner:
        owner.execute("SET statement_timeout = 0")
        owner.execute("VACUUM (ANALYZE)")
