import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0005_mail_ways'),
    ]

    operations = [
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField(null=True)),
                ('revision', models.PositiveIntegerField()),
                ('accent', models.CharField(max_length=7)),
                ('header', models.CharField(blank=True, max_length=7)),
                ('font', models.CharField(choices=[('sans', 'Sans serif: plain and clear'), ('serif', 'Serif: like a book'), ('humanist', 'Humanist: soft and friendly'), ('mono', 'Monospaced: technical'), ('own', 'Your own font')], default='sans', max_length=10)),
                ('font_file', models.CharField(blank=True, max_length=120)),
                ('corners', models.CharField(choices=[('square', 'Square'), ('soft', 'Soft'), ('round', 'Round')], default='soft', max_length=10)),
                ('logo', models.CharField(blank=True, max_length=120)),
                ('logo_width', models.PositiveIntegerField(default=160)),
                ('mark', models.CharField(blank=True, max_length=120)),
                ('greetings', models.JSONField(blank=True, default=dict)),
                ('footer', models.CharField(blank=True, max_length=200)),
                ('staff_id', models.BigIntegerField(default=0)),
                ('changed_at', models.DateTimeField()),
                ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.brand')),
            ],
            options={
                'db_table': 'store_brand',
            },
        ),
        migrations.AddField(
            model_name='store',
            name='brand',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='store.brand'),
        ),
        migrations.AddConstraint(
            model_name='brand',
            constraint=models.UniqueConstraint(fields=('number',), name='store_brand_number', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='brand',
            constraint=models.CheckConstraint(condition=models.Q(('accent__regex', '^#[0-9a-f]{6}$'), ('header__regex', '^(#[0-9a-f]{6})?$')), name='store_brand_colours'),
        ),
        migrations.AddConstraint(
            model_name='brand',
            constraint=models.CheckConstraint(condition=models.Q(('logo__regex', '^(logo-[0-9]+x[0-9]+-[0-9a-f]{64}\\.png)?$'), ('mark__regex', '^(mark-[0-9a-f]{64}\\.png)?$'), ('font_file__regex', '^(font-(variable-)?[0-9a-f]{64}\\.woff2)?$')), name='store_brand_files'),
        ),
    ]

