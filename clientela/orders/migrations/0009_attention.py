from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("orders", "0008_deleted_drafts")]

    operations = [
        AddIndexConcurrently(
            model_name="order",
            index=models.Index(
                fields=["-placed_at", "-id"],
                name="orders_to_send",
                condition=models.Q(
                    ("cancelled_at", None), models.Q(("fulfillment_status", "FULFILLED"), _negated=True)
                ),
            ),
        ),
        AddIndexConcurrently(
            model_name="refund",
            index=models.Index(
                condition=models.Q(("state", "failed")), fields=["refunded_at"], name="orders_refund_failed"
            ),
        ),
        AddIndexConcurrently(
            model_name="draft",
            index=models.Index(
                condition=models.Q(("state", "invoiced")), fields=["invoiced_at"], name="orders_draft_invoiced"
            ),
        ),
    ]
