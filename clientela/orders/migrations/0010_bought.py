from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("orders", "0009_attention")]

    operations = [
        AddIndexConcurrently(
            model_name="orderline",
            index=models.Index(fields=["product_id", "order"], name="orders_line_product"),
        ),
    ]
