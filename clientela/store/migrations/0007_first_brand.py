"""The look that every store has from the start: its colour so far."""

from django.db import migrations

FIRST = """
WITH brand AS (
  INSERT INTO store_brand (number, revision, accent, header, font, font_file, corners, logo, logo_width, mark,
    greetings, footer, staff_id, changed_at)
  SELECT 1, 1, lower(accent), '', 'sans', '', 'soft', '', 160, '', '{}', '', 0, now() FROM store_store
  RETURNING id)
UPDATE store_store SET brand_id = brand.id FROM brand
"""


class Migration(migrations.Migration):
    dependencies = [("store", "0006_brand")]
    operations = [migrations.RunSQL(FIRST, migrations.RunSQL.noop)]
