"""A ceremony may add a provider to an account."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_guard_proof_bits'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ceremony',
            name='purpose',
            field=models.CharField(choices=[('add', 'Add'), ('sign_in', 'Sign In'), ('prove', 'Prove'), ('provider', 'Provider'), ('link', 'Link')], max_length=10),
        ),
    ]
