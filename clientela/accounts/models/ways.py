"""Ways in beside password and code: passkeys, and outside providers of identity."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from clientela.accounts.models.accounts import Account


class Passkey(models.Model):
    """A passkey of a customer: its public half, and what the authenticator said of itself."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    # Whom it belongs to, in its own words: random, the same for all of an account's (security PK-04).
    handle = models.UUIDField()
    credential_id = models.CharField(max_length=1400, unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    transports = ArrayField(models.CharField(max_length=20), default=list)
    aaguid = models.CharField(max_length=36, blank=True)
    # Whether it can be, and is, copied to the maker's cloud (security PK-06).
    may_back_up = models.BooleanField(default=False)
    is_backed_up = models.BooleanField(default=False)
    added_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_passkey"

    def __str__(self) -> str:
        return self.name


class Ceremony(models.Model):
    """What a passkey or a provider is asked for: one browser, one purpose, once, within minutes."""

    class Purpose(models.TextChoices):
        ADD = "add"
        SIGN_IN = "sign_in"
        PROVE = "prove"
        PROVIDER = "provider"
        LINK = "link"

    id = models.BigAutoField(primary_key=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    # The challenge of a passkey, or the `state` sent to a provider.
    value = models.CharField(max_length=100, unique=True)
    browser_hash = models.CharField(max_length=64)
    # What waits for the answer (nonce, code verifier, the way back), sealed.
    pending = models.TextField(blank=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_ceremony"
        indexes = [models.Index(fields=["expires_at"], name="accounts_ceremony_over")]

    def __str__(self) -> str:
        return f"{self.purpose} ceremony"


class Provider(models.Model):
    """An outside OpenID Connect provider by which customers may sign in."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=60)
    issuer = models.URLField(max_length=300, unique=True)
    client_id = models.CharField(max_length=300)
    # Sealed, bound to this row (security SC-01).
    client_secret = models.TextField(blank=True)
    is_on = models.BooleanField(default=True)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "accounts_provider"

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """Who a customer is at an outside provider: the provider's own lasting name for them."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="identities")
    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="identities")
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_identity"
        constraints = [
            models.UniqueConstraint(fields=["provider", "subject"], name="accounts_identity_once"),
            models.UniqueConstraint(fields=["account", "provider"], name="accounts_identity_per_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.provider_id} identity of {self.account_id}"
