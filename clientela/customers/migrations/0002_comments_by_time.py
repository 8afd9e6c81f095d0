from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("customers", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="comment",
            index=models.Index(fields=["written_at"], name="customers_comment_by_time"),
        ),
    ]
