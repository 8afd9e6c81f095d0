import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('gate', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Block',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('network', 'Network'), ('domain', 'Domain')], max_length=7)),
                ('value', models.CharField(max_length=255)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('made_by', models.BigIntegerField(default=0)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('until', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'gate_block',
                'constraints': [models.UniqueConstraint(fields=('kind', 'value'), name='gate_block_once')],
            },
        ),
        migrations.CreateModel(
            name='Spent',
            fields=[
                ('digest', models.CharField(max_length=80, primary_key=True, serialize=False)),
                ('expires_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'gate_spent',
                'indexes': [models.Index(fields=['expires_at'], name='gate_spent_over')],
            },
        ),
    ]
