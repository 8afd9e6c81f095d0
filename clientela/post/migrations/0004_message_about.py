"""Emails are found by what they tell of."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """One index more."""

    atomic = False
    dependencies = [("post", "0003_attention")]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                fields=["about_kind", "about_id", "-id"],
                name="post_message_about",
                condition=models.Q(about_id__isnull=False),
            ),
        ),
    ]
