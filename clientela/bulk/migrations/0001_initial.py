
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('segments', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('subject', models.CharField(max_length=255)),
                ('text', models.TextField()),
                ('sender_id', models.BigIntegerField(null=True)),
                ('staff_id', models.BigIntegerField()),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('job_id', models.BigIntegerField(null=True)),
                ('selection', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mailings', to='segments.selection')),
            ],
            options={
                'db_table': 'bulk_mailing',
            },
        ),
    ]
