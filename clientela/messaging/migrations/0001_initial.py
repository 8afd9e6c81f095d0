import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Wording',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=60)),
                ('language', models.CharField(max_length=10)),
                ('subject', models.TextField(blank=True)),
                ('body', models.TextField(blank=True)),
                ('is_html', models.BooleanField(default=False)),
                ('is_default', models.BooleanField(default=False)),
                ('staff_id', models.BigIntegerField(null=True)),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('problem', models.JSONField(db_default={}, default=dict)),
                ('failed_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'messaging_wording',
                'indexes': [models.Index(fields=['kind', 'language', '-id'], name='messaging_wording_newest')],
            },
        ),
    ]
