from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("customers", "0002_comments_by_time")]

    operations = [
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(fields=["source", "-added_at"], name="customers_by_source"),
        ),
    ]
