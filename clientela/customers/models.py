"""Who the store knows: customers with their addresses, tags, consent and notes."""

from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.core import places
from clientela.core.places import Place
from clientela.customers.doors import CustomerSettings as CustomerSettings
from clientela.customers.fields import Metafield as Metafield
from clientela.customers.fields import MetafieldDefinition as MetafieldDefinition

MOST_TAGS = 250
LONGEST_TAG = 255
LONGEST_NOTE = 5000


class AccountState(models.TextChoices):
    """Whether and how a customer can sign in."""

    NONE = "none", _("No account")
    INVITED = "invited", _("Invited")
    ENABLED = "enabled", _("Active")
    DECLINED = "declined", _("Declined")
    DEACTIVATED = "deactivated", _("Deactivated")


class Consent(models.TextChoices):
    """Whether marketing may be sent through a channel."""

    NOT_SUBSCRIBED = "not_subscribed", _("Not subscribed")
    PENDING = "pending", _("Pending")
    SUBSCRIBED = "subscribed", _("Subscribed")
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    REDACTED = "redacted", _("Redacted")
    INVALID = "invalid", _("Invalid")


class OptIn(models.TextChoices):
    """How consent was given."""

    SINGLE = "single", _("Single opt-in")
    DOUBLE = "double", _("Double opt-in")
    UNKNOWN = "unknown", _("Unknown")


class Channel(models.TextChoices):
    """What consent is for."""

    EMAIL = "email", _("Email")
    SMS = "sms", _("SMS")


class Source(models.TextChoices):
    """How the store came to know a customer."""

    NEWSLETTER = "newsletter", _("Newsletter")
    REGISTRATION = "registration", _("Account registration")
    ORDER = "order", _("Order")
    ABANDONED_CHECKOUT = "abandoned_checkout", _("Abandoned checkout")
    STAFF = "staff", _("Staff")
    IMPORT = "import", _("Import")
    API = "api", _("API")


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Questions about customers."""

    def known(self) -> "CustomerQuerySet":
        """Those that exist for staff: not in the bin, not merged into another."""
        return self.filter(deleted_at=None)

    def with_email(self, key: str) -> "CustomerQuerySet":
        """The one with this canonical email, if any."""
        return self.known().filter(email_key=key)


class Customer(models.Model):
    """A person or business contact whom the store knows. Need not be able to sign in."""

    id = models.BigAutoField(primary_key=True)
    version = models.IntegerField(default=1)
    first_name = models.CharField(max_length=255, blank=True)
    last_name = models.CharField(max_length=255, blank=True)
    name_key = models.CharField(max_length=200, blank=True, db_collation="C")
    email = models.CharField(max_length=255, blank=True)
    email_key = models.CharField(max_length=255, null=True, db_collation="C")
    email_verified_at = models.DateTimeField(null=True)
    phone = models.CharField(max_length=20, null=True)
    language = models.CharField(max_length=10, blank=True)
    birthday = models.DateField(null=True)
    note = models.TextField(blank=True)
    tax_exempt = models.BooleanField(default=False)
    tax_exemptions = ArrayField(models.CharField(max_length=60), default=list)
    source = models.CharField(max_length=20, choices=Source.choices)
    account_state = models.CharField(max_length=12, choices=AccountState.choices, default=AccountState.NONE)
    email_consent = models.CharField(max_length=16, choices=Consent.choices, default=Consent.NOT_SUBSCRIBED)
    sms_consent = models.CharField(max_length=16, choices=Consent.choices, default=Consent.NOT_SUBSCRIBED)
    data_sale_opt_out = models.BooleanField(default=False)
    multipass_identifier = models.CharField(max_length=255, null=True)
    default_address = models.ForeignKey(
        "Address", null=True, on_delete=models.SET_NULL, related_name="default_of"
    )
    # Stored figures, kept in the same transaction as the order (lesson 10). Money in minor units.
    orders_count = models.IntegerField(default=0)
    amount_spent = models.BigIntegerField(default=0)
    first_order_at = models.DateTimeField(null=True)
    last_order_at = models.DateTimeField(null=True)
    # Words that higher apps push down (company names, order numbers), and all words as the search index.
    words_elsewhere = ArrayField(models.CharField(max_length=60), default=list)
    words = SearchVectorField(null=True)
    added_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())
    deleted_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_from")
    erased_at = models.DateTimeField(null=True)

    objects = CustomerQuerySet.as_manager()

    if TYPE_CHECKING:
        default_address_id: int | None

    class Meta:
        db_table = "customers_customer"
        constraints = [
            models.UniqueConstraint(
                fields=["email_key"], name="customers_email_once", condition=Q(deleted_at=None)
            ),
            models.UniqueConstraint(
                fields=["phone"], name="customers_phone_once", condition=Q(deleted_at=None)
            ),
            models.UniqueConstraint(
                fields=["multipass_identifier"], name="customers_multipass_once", condition=Q(deleted_at=None)
            ),
            models.CheckConstraint(
                condition=Q(email="", email_key=None) | (~Q(email="") & Q(email_key__isnull=False)),
                name="customers_email_has_key",
            ),
            models.CheckConstraint(
                condition=Q(phone=None) | Q(phone__startswith="+"), name="customers_phone_e164"
            ),
            models.CheckConstraint(condition=Q(orders_count__gte=0), name="customers_orders_not_negative"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(deleted_at__isnull=False), name="customers_merged_is_gone"
            ),
        ]
        indexes = [
            GinIndex(fields=["words"], name="customers_words"),
            models.Index(
                fields=["-added_at", "-id"], name="customers_by_added", condition=Q(deleted_at=None)
            ),
            models.Index(
                fields=["-updated_at", "-id"], name="customers_by_updated", condition=Q(deleted_at=None)
            ),
            models.Index(fields=["name_key", "id"], name="customers_by_name", condition=Q(deleted_at=None)),
            models.Index(
                fields=["-amount_spent", "-id"], name="customers_by_spent", condition=Q(deleted_at=None)
            ),
            models.Index(
                fields=["-orders_count", "-id"], name="customers_by_orders", condition=Q(deleted_at=None)
            ),
            models.Index(
                models.F("last_order_at").desc(nulls_last=True),
                models.F("id").desc(),
                name="customers_by_last_order",
                condition=Q(deleted_at=None),
            ),
            # Segments ask for the domain of addresses.
            models.Index(
                models.Func("email_key", models.Value("@"), models.Value(2), function="split_part"),
                name="customers_by_domain",
                condition=Q(deleted_at=None),
            ),
            # By which door they came, those deleted since as well.
            models.Index(fields=["source", "-added_at"], name="customers_by_source"),
        ]

    def __str__(self) -> str:
        return f"customer #{self.pk}"

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def display_name(self) -> str:
        """The name, else the email, else the phone."""
        return self.name or self.email or self.phone or _("Customer %(id)s") % {"id": self.pk}

    @property
    def is_known(self) -> bool:
        return self.deleted_at is None


class Address(models.Model):
    """A postal address of a customer. Equal ones are folded into one."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    first_name = models.CharField(max_length=255, blank=True)
    last_name = models.CharField(max_length=255, blank=True)
    company = models.CharField(max_length=255, blank=True)
    line1 = models.CharField(max_length=255, blank=True)
    line2 = models.CharField(max_length=255, blank=True)
    city = models.CharField(max_length=255, blank=True)
    region = models.CharField(max_length=255, blank=True)
    postcode = models.CharField(max_length=255, blank=True)
    country = models.CharField(max_length=2)
    phone = models.CharField(max_length=255, blank=True)
    is_pinned = models.BooleanField(default=False)
    used_at = models.DateTimeField(db_default=Now())
    digest = models.CharField(max_length=64)

    class Meta:
        db_table = "customers_address"
        constraints = [
            models.UniqueConstraint(fields=["customer", "digest"], name="customers_address_once"),
        ]
        indexes = [
            models.Index(fields=["customer", "-is_pinned", "-used_at"], name="customers_address_recent"),
            # Segments ask who lives in a country or region.
            models.Index(fields=["country", "region", "customer"], name="customers_address_where"),
        ]

    def __str__(self) -> str:
        return f"address #{self.pk}"

    @property
    def place(self) -> Place:
        """The address as a value."""
        return Place(**{name: getattr(self, name) for name in places.FIELDS})

    @property
    def lines(self) -> list[str]:
        """As printed on a parcel."""
        return places.lines(self.place)


class Tag(models.Model):
    """A word that staff put on customers; compared without regard to case, first spelling kept."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=LONGEST_TAG)
    key = models.CharField(max_length=LONGEST_TAG, unique=True, db_collation="C")

    class Meta:
        db_table = "customers_tag"

    def __str__(self) -> str:
        return self.name


class CustomerTag(models.Model):
    """A tag on a customer."""

    pk = models.CompositePrimaryKey("customer_id", "tag_id")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="tag_rows")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="customer_rows")

    class Meta:
        db_table = "customers_customer_tag"
        indexes = [models.Index(fields=["tag", "customer"], name="customers_tag_customers")]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.tag_id}"


class ConsentEntry(models.Model):
    """One line of the consent ledger: appended, never changed; bound to the address it was given for."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consent_entries")
    channel = models.CharField(max_length=5, choices=Channel.choices)
    contact = models.CharField(max_length=255, blank=True)
    state = models.CharField(max_length=16, choices=Consent.choices)
    level = models.CharField(max_length=8, choices=OptIn.choices)
    at = models.DateTimeField(db_default=Now())
    recorded_at = models.DateTimeField(db_default=Now())
    source = models.CharField(max_length=40)
    wording = models.TextField(blank=True)
    proof = models.JSONField(default=dict)

    class Meta:
        db_table = "customers_consent_entry"
        indexes = [
            models.Index(fields=["customer", "channel", "-at", "-id"], name="customers_consent_latest")
        ]

    def __str__(self) -> str:
        return f"{self.channel}: {self.state}"


class Comment(models.Model):
    """A remark of staff on a customer's timeline; editable for five minutes."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="comments")
    author_id = models.BigIntegerField()
    text = models.TextField()
    written_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "customers_comment"
        indexes = [
            models.Index(fields=["customer", "-written_at"], name="customers_comment_recent"),
            models.Index(fields=["written_at"], name="customers_comment_by_time"),
        ]

    def __str__(self) -> str:
        return f"comment #{self.pk}"


class Hold(models.Model):
    """Something pending that forbids other things: an erasure, a merge, a data request."""

    class Kind(models.TextChoices):
        ERASURE = "erasure", _("Erasure pending")
        MERGE = "merge", _("Merge under way")
        DATA_REQUEST = "data_request", _("Data request under way")

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="holds")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    since = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "customers_hold"
        constraints = [models.UniqueConstraint(fields=["customer", "kind"], name="customers_hold_once")]

    def __str__(self) -> str:
        return self.kind


class BinEntry(models.Model):
    """A deleted customer in the bin: until when they can be put back."""

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="bin_entry"
    )
    deleted_by_id = models.BigIntegerField()
    purge_at = models.DateTimeField()

    class Meta:
        db_table = "customers_bin_entry"
        indexes = [
            models.Index(fields=["purge_at"], name="customers_bin_due"),
            # Many deleted together have one moment.
            models.Index(fields=["-purge_at", "-customer"], name="customers_bin_newest"),
        ]

    def __str__(self) -> str:
        return f"bin: {self.customer_id}"
