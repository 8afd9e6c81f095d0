from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0005_ways_in")]

    operations = [
        AddIndexConcurrently(
            model_name="account",
            index=models.Index(
                condition=models.Q(("quarantined_at__isnull", False)),
                fields=["-quarantined_at"],
                name="accounts_held_back",
            ),
        ),
        AddIndexConcurrently(
            model_name="account",
            index=models.Index(
                condition=models.Q(("foreign_hash", ""), _negated=True),
                fields=["id"],
                name="accounts_foreign",
            ),
        ),
    ]
