"""Every step finds its checkout by the browser's token, however many were left standing."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """One index more."""

    atomic = False
    dependencies = [("checkout", "0003_started")]

    operations = [
        AddIndexConcurrently(
            model_name="checkout",
            index=models.Index(
                fields=["token_hash"], name="checkout_of_browser", condition=~models.Q(token_hash="")
            ),
        ),
    ]
