from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("accounts", "0003_limits")]

    operations = [
        AddIndexConcurrently(
            model_name="account",
            index=models.Index(fields=["created_at"], name="accounts_by_age"),
        ),
    ]
