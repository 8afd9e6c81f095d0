import clientela.accounts.models.settings
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_by_age'),
        ('customers', '0002_comments_by_time'),
    ]

    operations = [
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('sign_up', 'Sign Up'), ('sign_in_failed', 'Sign In Failed')], max_length=14)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('network', models.CharField(blank=True, max_length=45)),
                ('block', models.CharField(blank=True, max_length=50)),
                ('domain', models.CharField(blank=True, max_length=255)),
                ('customer_id', models.BigIntegerField(null=True)),
                ('score', models.SmallIntegerField(default=0)),
                ('reasons', models.CharField(blank=True, max_length=120)),
            ],
            options={
                'db_table': 'accounts_attempt',
            },
        ),
        migrations.CreateModel(
            name='Ceremony',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('purpose', models.CharField(choices=[('add', 'Add'), ('sign_in', 'Sign In'), ('prove', 'Prove'), ('provider', 'Provider')], max_length=10)),
                ('value', models.CharField(max_length=100, unique=True)),
                ('browser_hash', models.CharField(max_length=64)),
                ('pending', models.TextField(blank=True)),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'accounts_ceremony',
            },
        ),
        migrations.CreateModel(
            name='Identity',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('subject', models.CharField(max_length=255)),
                ('linked_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'accounts_identity',
            },
        ),
        migrations.CreateModel(
            name='Passkey',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('handle', models.UUIDField()),
                ('credential_id', models.CharField(max_length=1400, unique=True)),
                ('public_key', models.BinaryField()),
                ('sign_count', models.BigIntegerField(default=0)),
                ('transports', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ('aaguid', models.CharField(blank=True, max_length=36)),
                ('may_back_up', models.BooleanField(default=False)),
                ('is_backed_up', models.BooleanField(default=False)),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'accounts_passkey',
            },
        ),
        migrations.CreateModel(
            name='Provider',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('issuer', models.URLField(max_length=300, unique=True)),
                ('client_id', models.CharField(max_length=300)),
                ('client_secret', models.TextField(blank=True)),
                ('is_on', models.BooleanField(default=True)),
                ('added_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                'db_table': 'accounts_provider',
            },
        ),
        migrations.AddField(
            model_name='account',
            name='foreign_hash',
            field=models.TextField(blank=True, db_default=''),
        ),
        migrations.AddField(
            model_name='account',
            name='quarantine_reason',
            field=models.CharField(blank=True, db_default='', max_length=120),
        ),
        migrations.AddField(
            model_name='account',
            name='quarantined_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='account',
            name='released_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='accountsettings',
            name='alerts_new_device',
            field=models.BooleanField(db_default=True, default=True, verbose_name='Tell customers when a new device signs in'),
        ),
        migrations.AddField(
            model_name='accountsettings',
            name='guards_sign_up',
            field=models.BooleanField(db_default=True, default=True, help_text="They can't sign in until you release them, or an order of theirs is paid.", verbose_name='Hold back suspicious new accounts'),
        ),
        migrations.AddField(
            model_name='accountsettings',
            name='idle_days',
            field=models.PositiveSmallIntegerField(db_default=30, default=30, help_text='Days, from 1 to 365.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='Signed out when unused for'),
        ),
        migrations.AddField(
            model_name='accountsettings',
            name='login_link',
            field=models.BooleanField(db_default=True, default=True, help_text='It goes by itself while customer accounts are disabled.', verbose_name="Login link in the store's header"),
        ),
        migrations.AddField(
            model_name='accountsettings',
            name='longest_days',
            field=models.PositiveSmallIntegerField(db_default=90, default=90, help_text='Days, from 1 to 365.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='Signed out in any case after'),
        ),
        migrations.AddField(
            model_name='accountsettings',
            name='members_only',
            field=models.BooleanField(db_default=False, default=False, help_text='Visitors are asked to sign in before they see products.', verbose_name='Only signed-in customers see the store'),
        ),
        migrations.AddField(
            model_name='accountsettings',
            name='methods',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10, validators=[clientela.accounts.models.settings.a_method]), db_default=models.Value(['password', 'code', 'passkey']), default=clientela.accounts.models.settings.first_methods, help_text='Password alone is the classic kind, code by email the new kind; they go together.', size=None, verbose_name='Ways to sign in'),
        ),
        migrations.AddField(
            model_name='accountsettings',
            name='multipass',
            field=models.BooleanField(db_default=False, default=False, help_text='Your own site signs customers in with a token that it encrypts.', verbose_name='Multipass'),
        ),
        migrations.AddField(
            model_name='accountsettings',
            name='multipass_former',
            field=models.TextField(blank=True, db_default='', help_text='Still taken while your site changes over. Empty it when it has.', verbose_name='Former Multipass secret'),
        ),
        migrations.AddField(
            model_name='accountsettings',
            name='multipass_secret',
            field=models.TextField(blank=True, db_default='', verbose_name='Multipass secret'),
        ),
        migrations.AddField(
            model_name='accountsettings',
            name='multipass_takes_over',
            field=models.BooleanField(db_default=False, default=False, help_text='Otherwise a customer with a password or passkey keeps to it.', verbose_name='Multipass signs in whoever has the address'),
        ),
        migrations.AddField(
            model_name='accountsettings',
            name='newsletter_form',
            field=models.BooleanField(db_default=True, default=True, verbose_name='Newsletter form in the footer'),
        ),
        migrations.AddField(
            model_name='accountsettings',
            name='registration',
            field=models.CharField(choices=[('open', 'Open to everybody'), ('invitation', 'By invitation'), ('closed', 'Closed')], db_default='open', default='open', max_length=10, verbose_name='Who may create an account'),
        ),
        migrations.AddField(
            model_name='accountsettings',
            name='storefront',
            field=models.BooleanField(db_default=True, default=True, help_text='Switch it off where your own storefront sells by the APIs; account pages stay.', verbose_name='This storefront'),
        ),
        migrations.AddField(
            model_name='link',
            name='pending',
            field=models.TextField(blank=True, db_default=''),
        ),
        migrations.AddField(
            model_name='session',
            name='may_change',
            field=models.BooleanField(db_default=True, default=True),
        ),
        migrations.AddField(
            model_name='session',
            name='method',
            field=models.CharField(blank=True, db_default='', max_length=10),
        ),
        migrations.AddField(
            model_name='session',
            name='reason',
            field=models.CharField(blank=True, db_default='', max_length=300),
        ),
        migrations.AddField(
            model_name='session',
            name='staff_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='session',
            name='until',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='challenge',
            name='purpose',
            field=models.CharField(choices=[('register', 'Register'), ('sign_in', 'Sign In'), ('proof', 'Proof'), ('email', 'Email')], max_length=10),
        ),
        migrations.AlterField(
            model_name='link',
            name='purpose',
            field=models.CharField(choices=[('reset', 'Reset'), ('invitation', 'Invitation'), ('email_change', 'Email Change'), ('email_undo', 'Email Undo'), ('order_claim', 'Order Claim'), ('unlock', 'Unlock')], max_length=14),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['kind', '-at'], name='accounts_attempt_by_time'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['block', '-at'], name='accounts_attempt_by_block'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['domain', '-at'], name='accounts_attempt_by_domain'),
        ),
        migrations.AddIndex(
            model_name='ceremony',
            index=models.Index(fields=['expires_at'], name='accounts_ceremony_over'),
        ),
        migrations.AddField(
            model_name='identity',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identities', to='accounts.account'),
        ),
        migrations.AddField(
            model_name='passkey',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passkeys', to='accounts.account'),
        ),
        migrations.AddField(
            model_name='identity',
            name='provider',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='identities', to='accounts.provider'),
        ),
        migrations.AddConstraint(
            model_name='identity',
            constraint=models.UniqueConstraint(fields=('provider', 'subject'), name='accounts_identity_once'),
        ),
        migrations.AddConstraint(
            model_name='identity',
            constraint=models.UniqueConstraint(fields=('account', 'provider'), name='accounts_identity_per_provider'),
        ),
    ]
