from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="wrongaddress",
            name="is_military",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
