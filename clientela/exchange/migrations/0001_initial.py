import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('job_id', models.BigIntegerField(null=True)),
                ('selection_id', models.BigIntegerField()),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), size=None)),
                ('made_by_id', models.BigIntegerField(default=0)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('customers', models.IntegerField(default=0)),
                ('gone_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'exchange_export',
            },
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=255)),
                ('made_by_id', models.BigIntegerField(default=0)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('encoding', models.CharField(max_length=20)),
                ('delimiter', models.CharField(max_length=1)),
                ('header', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('places', models.JSONField(default=dict)),
                ('fills_only', models.BooleanField(default=False)),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=255), default=list, size=None)),
                ('makes_segment', models.BooleanField(default=False)),
                ('segment_id', models.BigIntegerField(null=True)),
                ('has_permission', models.BooleanField(default=False)),
                ('sorted_by', models.JSONField(null=True)),
                ('lines', models.IntegerField(default=0)),
                ('dry_job_id', models.BigIntegerField(null=True)),
                ('dry_counts', models.JSONField(default=dict)),
                ('job_id', models.BigIntegerField(null=True)),
                ('counts', models.JSONField(default=dict)),
                ('gone_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'exchange_import',
            },
        ),
        migrations.CreateModel(
            name='ExportPart',
            fields=[
                ('pk', models.CompositePrimaryKey('export_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField()),
                ('customer_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('content', models.BinaryField(null=True)),
                ('export', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='exchange.export')),
            ],
            options={
                'db_table': 'exchange_export_part',
            },
        ),
        migrations.CreateModel(
            name='ImportLine',
            fields=[
                ('pk', models.CompositePrimaryKey('source_id', 'line', blank=True, editable=False, primary_key=True, serialize=False)),
                ('line', models.BigIntegerField()),
                ('key', models.CharField(blank=True, max_length=255)),
                ('cells', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('later', models.BigIntegerField(null=True)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='exchange.import')),
            ],
            options={
                'db_table': 'exchange_import_line',
            },
        ),
        migrations.CreateModel(
            name='ImportPart',
            fields=[
                ('pk', models.CompositePrimaryKey('source_id', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField()),
                ('content', models.BinaryField()),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='exchange.import')),
            ],
            options={
                'db_table': 'exchange_import_part',
            },
        ),
    ]
