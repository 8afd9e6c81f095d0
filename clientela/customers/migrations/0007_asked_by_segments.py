from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("customers", "0006_bin_newest")]

    operations = [
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(
                models.Func("email_key", models.Value("@"), models.Value(2), function="split_part"),
                name="customers_by_domain",
                condition=models.Q(("deleted_at", None)),
            ),
        ),
        AddIndexConcurrently(
            model_name="address",
            index=models.Index(fields=["country", "region", "customer"], name="customers_address_where"),
        ),
    ]
