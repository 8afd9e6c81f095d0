
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('customers', '0003_policy_by_source'),
    ]

    operations = [
        migrations.CreateModel(
            name='Borders',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('recency', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), size=None)),
                ('frequency', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('money', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('spend', django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(), default=list, size=None)),
                ('drawn_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'db_table': 'segments_borders',
            },
        ),
        migrations.CreateModel(
            name='Segment',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('version', models.IntegerField(default=1)),
                ('name', models.CharField(max_length=255, unique=True)),
                ('query', models.TextField()),
                ('made_by_id', models.BigIntegerField(default=0)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('edited_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'segments_segment',
                'indexes': [models.Index(fields=['-edited_at', '-id'], name='segments_newest')],
            },
        ),
        migrations.CreateModel(
            name='Selection',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('query', models.TextField(blank=True)),
                ('search', models.CharField(blank=True, max_length=200)),
                ('is_everybody', models.BooleanField(default=False)),
                ('made_by_id', models.BigIntegerField(default=0)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'segments_selection',
                'indexes': [models.Index(fields=['made_at'], name='segments_selection_made')],
                'constraints': [models.CheckConstraint(condition=models.Q(('is_everybody', True), models.Q(('ids', []), _negated=True), models.Q(('query', ''), _negated=True), models.Q(('search', ''), _negated=True), _connector='OR'), name='segments_selection_named')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('customer', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='standing', serialize=False, to='customers.customer')),
                ('rfm_group', models.CharField(blank=True, choices=[('champions', 'Champions'), ('loyal', 'Loyal'), ('active', 'Active buyers'), ('new', 'New buyers'), ('promising', 'Promising'), ('needs_attention', 'Needs attention'), ('at_risk', 'At risk'), ('almost_lost', 'Almost lost'), ('previously_loyal', 'Previously loyal'), ('dormant', 'Dormant'), ('prospects', 'Prospects')], max_length=16)),
                ('spend_tier', models.CharField(blank=True, choices=[('high', 'High'), ('medium', 'Medium'), ('low', 'Low')], max_length=6)),
                ('reckoned_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'segments_standing',
                'indexes': [models.Index(fields=['rfm_group', 'customer'], name='segments_by_group'), models.Index(fields=['spend_tier', 'customer'], name='segments_by_tier')],
            },
        ),
    ]
