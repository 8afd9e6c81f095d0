"""Invitations, rounds of them, and their settings with their one row."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


ROW = "INSERT INTO invitations_settings (id, version) VALUES (1, 1) ON CONFLICT DO NOTHING"


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0006_held_back'),
        ('customers', '0002_comments_by_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='Ask',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('email_key', models.CharField(max_length=255)),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'invitations_ask',
            },
        ),
        migrations.CreateModel(
            name='InvitationSettings',
            fields=[
                ('id', models.SmallAutoField(primary_key=True, serialize=False)),
                ('version', models.IntegerField(default=1)),
                ('remind_days', models.PositiveSmallIntegerField(db_default=7, default=7, help_text='Days, once. 0 reminds nobody.', validators=[django.core.validators.MaxValueValidator(28)], verbose_name='Remind after')),
                ('per_minute', models.PositiveIntegerField(db_default=300, default=300, help_text='When many are invited at once. 0 sends as fast as mail leaves.', validators=[django.core.validators.MaxValueValidator(60000)], verbose_name='Invitations per minute')),
            ],
            options={
                'db_table': 'invitations_settings',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='invitations_settings_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('scope', models.CharField(choices=[('everybody', 'All customers without an account'), ('picked', 'Customers who were picked')], max_length=10)),
                ('customer_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('subject', models.CharField(blank=True, max_length=255)),
                ('message', models.TextField(blank=True)),
                ('per_minute', models.PositiveIntegerField()),
                ('remind_days', models.PositiveSmallIntegerField()),
                ('staff_id', models.BigIntegerField()),
                ('job_id', models.BigIntegerField(null=True)),
                ('made_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('started_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'invitations_round',
                'indexes': [models.Index(fields=['-started_at'], name='invitations_round_by_start')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('subject', models.CharField(blank=True, max_length=255)),
                ('message', models.TextField(blank=True)),
                ('staff_id', models.BigIntegerField(null=True)),
                ('message_id', models.BigIntegerField(null=True)),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('sent_at', models.DateTimeField(null=True)),
                ('expires_at', models.DateTimeField(null=True)),
                ('opened_at', models.DateTimeField(null=True)),
                ('accepted_at', models.DateTimeField(null=True)),
                ('declined_at', models.DateTimeField(null=True)),
                ('reminded_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='customers.customer')),
                ('link', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='invitations', to='accounts.link')),
                ('round', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='invitations', to='invitations.round')),
            ],
            options={
                'db_table': 'invitations_invitation',
                'indexes': [models.Index(fields=['customer', '-id'], name='invitations_of_customer'), models.Index(fields=['round', 'id'], name='invitations_of_round'), models.Index(condition=models.Q(('accepted_at', None), ('declined_at', None), ('ended_at', None), ('sent_at__isnull', False), ('reminded_at', None)), fields=['sent_at'], name='invitations_to_remind'), models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['written_at'], name='invitations_unsent')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('declined_at', None), ('ended_at', None), ('sent_at__isnull', False)), fields=('customer',), name='invitations_one_open')],
            },
        ),
        migrations.RunSQL(ROW, migrations.RunSQL.noop),
    ]
