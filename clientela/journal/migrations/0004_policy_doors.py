from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models.fields.json import KT


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("journal", "0003_numbers_go_on")]

    operations = [
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(
                KT("data__how"),
                models.OrderBy(models.F("at"), descending=True),
                condition=models.Q(("name", "account.enabled")),
                name="journal_event_ways_in",
            ),
        ),
        AddIndexConcurrently(
            model_name="event",
            index=models.Index(
                condition=models.Q(("actor_kind", "token"), ("name", "customer.created")),
                fields=["actor_id", "-at"],
                name="journal_event_by_token",
            ),
        ),
    ]
