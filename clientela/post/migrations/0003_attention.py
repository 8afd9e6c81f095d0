from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("post", "0002_messages")]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                fields=["queued_at"],
                name="post_message_failed",
                condition=models.Q(("state__in", ["failed", "bounced", "expired", "unknown"])),
            ),
        ),
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                fields=["queued_at"],
                name="post_message_by_staff",
                condition=models.Q(("staff_id__isnull", False)),
            ),
        ),
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                fields=["again_of"], name="post_message_again", condition=models.Q(("again_of__isnull", False))
            ),
        ),
    ]
