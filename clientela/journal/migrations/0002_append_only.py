"""The log is append-only: the database refuses changes, and the app's role may not even try (PR-07)."""

from django.db import migrations

APPEND_ONLY = """
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER journal_event_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_event
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
CREATE TRIGGER journal_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal_seal
  FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse();
DO $$ BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'clientela_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON journal_event, journal_seal FROM clientela_app;
  END IF;
END $$;
"""
UNDO = """
DROP TRIGGER journal_event_append_only ON journal_event;
DROP TRIGGER journal_seal_append_only ON journal_seal;
DROP FUNCTION journal_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(APPEND_ONLY, UNDO)]
