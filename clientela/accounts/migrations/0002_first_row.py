"""A fresh store has accounts, optional at checkout."""

from django.db import migrations

ROW = """
INSERT INTO accounts_settings (id, version, policy, password_length, reset_minutes)
VALUES (1, 1, 'optional', 8, 60) ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(ROW, migrations.RunSQL.noop)]
