"""Products keep the addresses that they had before."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    """One table more."""

    dependencies = [("catalog", "0002_option_names")]

    operations = [
        migrations.CreateModel(
            name="OldHandle",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("handle", models.SlugField(max_length=120, unique=True)),
                ("left_at", models.DateTimeField(db_default=Now())),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_handles",
                        to="catalog.product",
                    ),
                ),
            ],
            options={"db_table": "catalog_old_handle"},
        ),
    ]
