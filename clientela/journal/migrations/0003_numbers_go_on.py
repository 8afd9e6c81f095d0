"""The log's numbers go on in another PostgreSQL, which counts from the beginning.

Restoring a backup raises `journal_shift` so far that new facts stand behind every fact restored: nothing in the
append-only log is written anew, no reader's place and no seal changes.
"""

import clientela.journal.models
from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION journal_shift() RETURNS bigint LANGUAGE sql STABLE RETURN 0::bigint;
CREATE FUNCTION journal_tx() RETURNS bigint LANGUAGE sql VOLATILE
  RETURN pg_current_xact_id()::text::bigint + journal_shift();
"""
UNDO = "DROP FUNCTION journal_tx(); DROP FUNCTION journal_shift();"


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]
    operations = [
        migrations.RunSQL(FUNCTIONS, UNDO),
        migrations.AlterField(
            model_name="event",
            name="tx",
            field=models.BigIntegerField(db_default=clientela.journal.models.Place()),
        ),
    ]
