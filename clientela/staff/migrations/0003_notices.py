
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('staff', '0002_second_factor'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('customer_id', models.BigIntegerField()),
                ('author_id', models.BigIntegerField()),
                ('text', models.CharField(max_length=300)),
                ('told_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('read_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'staff_notice',
                'indexes': [models.Index(fields=['user', '-id'], name='staff_notice_newest'), models.Index(condition=models.Q(('read_at', None)), fields=['user'], name='staff_notice_unread')],
            },
        ),
    ]
