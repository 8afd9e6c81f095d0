"""Every installation is one store: its settings row is there from the start."""

from django.db import migrations

ROW = """
INSERT INTO store_store (id, version, name, url, email, phone, line1, postcode, city, country, currency, time_zone,
  languages, prices_include_tax, accent, mail_via, smtp_host, smtp_port, smtp_security, smtp_user, smtp_password)
VALUES (1, 1, 'My store', 'http://localhost:8000', 'store@example.com', '', '', '', '', 'GB', 'GBP', 'Europe/London',
  ARRAY['en', 'nb'], true, '#2f5d50', 'mailbox', '', 587, 'starttls', '', '')
ON CONFLICT DO NOTHING
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]
    operations = [migrations.RunSQL(ROW, migrations.RunSQL.noop)]
