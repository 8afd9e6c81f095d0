"""The bin is read from the newest: those deleted together have one moment, so the index tells them apart."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """One index more."""

    atomic = False
    dependencies = [("customers", "0005_fields_removed")]

    operations = [
        AddIndexConcurrently(
            model_name="binentry",
            index=models.Index(fields=["-purge_at", "-customer"], name="customers_bin_newest"),
        ),
    ]
