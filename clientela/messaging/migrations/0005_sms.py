
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0004_written'),
    ]

    operations = [
        migrations.AddField(
            model_name='marketingsettings',
            name='sms_via',
            field=models.CharField(choices=[('off', 'Not at all'), ('console', "The server's own console (for trying out)")], db_default='off', default='off', max_length=10, verbose_name='Send text messages through'),
        ),
    ]
