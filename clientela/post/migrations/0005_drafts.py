"""Emails that somebody looks at before they are sent; messages found by the name a provider gave them."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from clientela.post.models import Message


class Migration(migrations.Migration):
    """One state and two indexes more."""

    atomic = False
    dependencies = [("post", "0004_message_about")]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="state",
            field=models.CharField(choices=Message.State.choices, default="queued", max_length=10),
        ),
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                fields=["queued_at"], name="post_message_drafts", condition=models.Q(state="draft")
            ),
        ),
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                fields=["provider", "provider_id"],
                name="post_message_reported",
                condition=~models.Q(provider_id=""),
            ),
        ),
    ]
