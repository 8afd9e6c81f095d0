from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0003_has_sold'),
    ]

    operations = [
        migrations.AddField(
            model_name='store',
            name='mails_per_minute',
            field=models.PositiveIntegerField(db_default=0, default=0, help_text='At most so many leave the store. 0 sends as fast as the server takes them.', verbose_name='Emails per minute'),
        ),
    ]
