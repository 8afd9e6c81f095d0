"""Who in the store gets a copy of each new order."""

from django.db import migrations, models

import clientela.messaging.models

ROW = "INSERT INTO messaging_notification_settings (id, version) VALUES (1, 1) ON CONFLICT DO NOTHING"


class Migration(migrations.Migration):
    """The settings, and their one row."""

    dependencies = [("messaging", "0005_sms")]

    operations = [
        migrations.CreateModel(
            name="NotificationSettings",
            fields=[
                ("id", models.SmallAutoField(primary_key=True, serialize=False)),
                ("version", models.IntegerField(default=1)),
                (
                    "new_orders_to",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        help_text="Email addresses that get a copy of each new order, with commas between.",
                        max_length=1000,
                        validators=[clientela.messaging.models.mail_addresses],
                        verbose_name="Tell of new orders",
                    ),
                ),
            ],
            options={
                "db_table": "messaging_notification_settings",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="messaging_notification_one_row"
                    )
                ],
            },
        ),
        migrations.RunSQL(ROW, migrations.RunSQL.noop),
    ]
