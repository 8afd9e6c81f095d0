
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='SignUp',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('email', models.CharField(max_length=255)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('wording', models.TextField()),
                ('asked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'messaging_sign_up',
            },
        ),
        migrations.CreateModel(
            name='MarketingSettings',
            fields=[
                ('id', models.SmallAutoField(primary_key=True, serialize=False)),
                ('version', models.IntegerField(default=1)),
                ('double_opt_in', models.BooleanField(db_default=False, default=False, help_text='Whoever signs up gets an email and counts once they say yes there (double opt-in).', verbose_name='Ask again by email')),
            ],
            options={
                'db_table': 'messaging_marketing',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='messaging_marketing_one_row')],
            },
        ),
    ]
