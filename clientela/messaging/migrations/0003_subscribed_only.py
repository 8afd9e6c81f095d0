"""Marketing to whoever hasn't agreed to it can't leave: the database itself holds it back."""

from django.db import migrations

ROW = "INSERT INTO messaging_marketing (id, version, double_opt_in) VALUES (1, 1, false) ON CONFLICT DO NOTHING"
GUARD = """
CREATE FUNCTION messaging_subscribed_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.unsubscribe_url = '' THEN
    RAISE EXCEPTION 'marketing needs a way out' USING ERRCODE = 'check_violation';
  END IF;
  IF NOT EXISTS (
    SELECT 1 FROM customers_customer c
     WHERE c.id = NEW.customer_id AND c.email = NEW."to" AND c.email_consent = 'subscribed'
       AND c.deleted_at IS NULL
  ) THEN
    NEW.state := 'suppressed';
    NEW.problem := 'not_subscribed';
    NEW.secrets := '';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER messaging_subscribed_only BEFORE INSERT OR UPDATE OF state ON post_message FOR EACH ROW
  WHEN (NEW.stream = 'marketing' AND NEW.state IN ('queued', 'sending'))
  EXECUTE FUNCTION messaging_subscribed_only();
"""
AWAY = """
DROP TRIGGER messaging_subscribed_only ON post_message;
DROP FUNCTION messaging_subscribed_only();
"""


class Migration(migrations.Migration):
    """A trigger, and the row of the settings."""

    dependencies = [
        ("messaging", "0002_marketing"),
        ("customers", "0001_initial"),
        ("post", "0005_drafts"),
    ]
    operations = [
        migrations.RunSQL(ROW, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD, AWAY),
    ]
