
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0003_subscribed_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Written',
            fields=[
                ('message_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('staff_id', models.BigIntegerField()),
                ('sender_id', models.BigIntegerField(null=True)),
                ('subject', models.CharField(max_length=255)),
                ('text', models.TextField()),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'messaging_written',
                'indexes': [models.Index(fields=['staff_id', 'written_at'], name='messaging_written_by')],
            },
        ),
    ]
