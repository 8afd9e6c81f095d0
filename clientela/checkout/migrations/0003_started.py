from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("checkout", "0002_frozen_terms")]

    operations = [
        AddIndexConcurrently(
            model_name="checkout",
            index=models.Index(fields=["started_at"], name="checkout_started"),
        ),
    ]
