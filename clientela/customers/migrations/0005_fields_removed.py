from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_doors")]

    operations = [
        migrations.AddField(
            model_name="metafielddefinition",
            name="removed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="metafielddefinition",
            name="version",
            field=models.IntegerField(db_default=1, default=1),
        ),
    ]
