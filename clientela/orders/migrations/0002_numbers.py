"""Order numbers come from a sequence: no two orders ever wait for one another to get one."""

from django.db import migrations

NUMBERS = "CREATE SEQUENCE orders_number START 1001 OWNED BY orders_order.number"


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]
    operations = [migrations.RunSQL(NUMBERS, "DROP SEQUENCE orders_number")]
