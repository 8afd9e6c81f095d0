"""The doors by which staff bring customers in, with their switches."""

from django.db import migrations, models


ROW = "INSERT INTO customers_settings (id, version) VALUES (1, 1) ON CONFLICT DO NOTHING"


class Migration(migrations.Migration):
    """The settings, and their one row."""

    dependencies = [
        ('customers', '0003_policy_by_source'),
    ]

    operations = [
        migrations.CreateModel(
            name='CustomerSettings',
            fields=[
                ('id', models.SmallAutoField(primary_key=True, serialize=False)),
                ('version', models.IntegerField(default=1)),
                ('by_hand', models.BooleanField(db_default=True, default=True, help_text='By hand, or by inviting a new address. Customers who are there can be edited still.', verbose_name='Staff add customers')),
                ('imports', models.BooleanField(db_default=True, default=True, help_text='From a file or another shop, on the page or the command line.', verbose_name='Import customers')),
            ],
            options={
                'db_table': 'customers_settings',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='customers_settings_one_row')],
            },
        ),
        migrations.RunSQL(ROW, migrations.RunSQL.noop),
    ]
