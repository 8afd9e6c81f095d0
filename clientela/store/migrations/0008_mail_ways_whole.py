import clientela.store.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('store', '0007_first_brand'),
    ]

    operations = [
        migrations.AddField(
            model_name='store',
            name='mail_region',
            field=models.CharField(blank=True, db_default='', default='', help_text='Where you use Amazon SES, such as eu-north-1.', max_length=40, validators=[clientela.store.models.a_region], verbose_name='Region'),
        ),
        migrations.AlterField(
            model_name='store',
            name='mail_domain',
            field=models.CharField(blank=True, db_default='', default='', help_text="Mailgun: the domain you send from; empty takes that of the sender. Scaleway: the project's ID.", max_length=255, verbose_name='Sending domain or project'),
        ),
        migrations.AlterField(
            model_name='store',
            name='mail_key',
            field=models.TextField(blank=True, db_default='', default='', help_text='From your mail provider. Some call it a token, Amazon the access key ID.', verbose_name='API key'),
        ),
        migrations.AlterField(
            model_name='store',
            name='mail_secret',
            field=models.TextField(blank=True, db_default='', default='', help_text='Mailjet and Amazon give two keys: this is the second.', verbose_name='Secret key'),
        ),
        migrations.AlterField(
            model_name='store',
            name='mail_via',
            field=models.CharField(choices=[('mailbox', 'Built-in mailbox (for trying out)'), ('smtp', 'SMTP server'), ('amazon_ses', 'Amazon SES'), ('brevo', 'Brevo'), ('mailersend', 'MailerSend'), ('mailgun', 'Mailgun'), ('mailjet', 'Mailjet'), ('mailtrap', 'Mailtrap'), ('mandrill', 'Mandrill'), ('postal', 'Postal'), ('postmark', 'Postmark'), ('resend', 'Resend'), ('scaleway', 'Scaleway'), ('sendgrid', 'SendGrid'), ('sparkpost', 'SparkPost'), ('unisender_go', 'Unisender Go')], default='mailbox', max_length=20, verbose_name='Send mail through'),
        ),
    ]
