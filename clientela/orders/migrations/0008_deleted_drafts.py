"""Drafts can be deleted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """One more state; nothing of the table changes."""

    dependencies = [("orders", "0007_sifting")]

    operations = [
        migrations.AlterField(
            model_name="draft",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("invoiced", "Invoice sent"),
                    ("paying", "Being paid"),
                    ("completed", "Completed"),
                    ("deleted", "Deleted"),
                ],
                default="open",
                max_length=10,
            ),
        ),
    ]
