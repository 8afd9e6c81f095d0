"""Emails are found by the address they went to."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.functions import Lower


class Migration(migrations.Migration):
    """One index more."""

    atomic = False
    dependencies = [("post", "0005_drafts")]

    operations = [
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                Lower("to"), name="post_message_to", condition=models.Q(("customer_id__isnull", True))
            ),
        ),
    ]
