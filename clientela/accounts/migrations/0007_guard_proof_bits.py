import django.core.validators
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("accounts", "0006_held_back")]

    operations = [
        migrations.AddField(
            model_name="accountsettings",
            name="proof_bits",
            field=models.PositiveSmallIntegerField(
                db_default=16,
                default=16,
                help_text="From 14 (old phones don't notice) to 20 (a second). It rises by itself under attack.",
                validators=[
                    django.core.validators.MinValueValidator(14),
                    django.core.validators.MaxValueValidator(20),
                ],
                verbose_name="Work asked of browsers",
            ),
        ),
        AddConstraintNotValid(
            model_name="accountsettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("proof_bits__range", (14, 20))), name="accounts_proof_bits"
            ),
        ),
        ValidateConstraint(model_name="accountsettings", name="accounts_proof_bits"),
    ]
