import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('post', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pace',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('next_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('paused_until', models.DateTimeField(null=True)),
                ('paused_version', models.IntegerField(db_default=0, default=0)),
            ],
            options={
                'db_table': 'post_pace',
            },
        ),
        migrations.CreateModel(
            name='Sender',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(blank=True, max_length=80)),
                ('email', models.CharField(max_length=255)),
                ('key', models.CharField(db_collation='C', max_length=255, unique=True)),
                ('verified_at', models.DateTimeField(null=True)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('asked_at', models.DateTimeField(null=True)),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'post_sender',
            },
        ),
        migrations.CreateModel(
            name='Suppression',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('key', models.CharField(db_collation='C', max_length=255, unique=True)),
                ('address', models.CharField(max_length=255)),
                ('reason', models.CharField(choices=[('bounced', 'Mail came back'), ('complained', 'Marked as spam'), ('staff', 'Held back by staff')], max_length=10)),
                ('words', models.TextField(blank=True)),
                ('message_id', models.BigIntegerField(null=True)),
                ('since', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'post_suppression',
            },
        ),
        migrations.AddField(
            model_name='message',
            name='about_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='about_kind',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='message',
            name='again_of',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='is_essential',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='message',
            name='paced_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='problem',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='message',
            name='provider',
            field=models.CharField(blank=True, db_default='', default='', max_length=20),
        ),
        migrations.AddField(
            model_name='message',
            name='provider_id',
            field=models.CharField(blank=True, db_default='', default='', max_length=255),
        ),
        migrations.AddField(
            model_name='message',
            name='reply_to',
            field=models.CharField(blank=True, db_default='', default='', max_length=255),
        ),
        migrations.AddField(
            model_name='message',
            name='reported_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='staff_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='stream',
            field=models.CharField(choices=[('transactional', 'Transactional'), ('marketing', 'Marketing')], db_default='transactional', default='transactional', max_length=13),
        ),
        migrations.AddField(
            model_name='message',
            name='unsubscribe_url',
            field=models.CharField(blank=True, db_default='', default='', max_length=500),
        ),
        migrations.AlterField(
            model_name='message',
            name='state',
            field=models.CharField(choices=[('queued', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent'), ('delivered', 'Delivered'), ('failed', 'Failed'), ('bounced', 'Bounced'), ('complained', 'Marked as spam'), ('suppressed', 'Held back'), ('expired', 'Not sent in time'), ('unknown', 'Unknown')], default='queued', max_length=10),
        ),
    ]
