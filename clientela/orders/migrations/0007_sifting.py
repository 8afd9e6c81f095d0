from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("orders", "0006_drafts")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(fields=["financial_status", "-placed_at", "-id"], name="orders_by_money"),
        ),
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(fields=["fulfillment_status", "-placed_at", "-id"], name="orders_by_sending"),
        ),
    ]
