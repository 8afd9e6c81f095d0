"""People who work here: their own table, their own sign-in, apart from customers."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils import timezone

from clientela.core import emails
from clientela.core.actor import Actor, Kind
from clientela.core.powers import Power
from clientela.core.scopes import Scope, powers_of
from clientela.staff.agents import device
from clientela.staff.roles import POWERS, Role

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
# Between the password and the second factor.
HALFWAY = timedelta(minutes=15)
# How long a proof is fresh enough for the deeds that ask for one (security AC-05).
FRESH = timedelta(minutes=5)


class UserManager(BaseUserManager["User"]):
    """Finds staff by the canonical form of their address."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email_key=emails.canonical(username or ""))

    def joined(self) -> models.QuerySet["User"]:
        """Those who may sign in: switched on, and not merely invited."""
        return self.filter(is_active=True).exclude(password="")

    def lacking_second_factor(self) -> models.QuerySet["User"]:
        """Those who may sign in and have neither app nor passkey; the demo's people need none."""
        own = OuterRef("pk")
        apps, passkeys = App.objects.filter(user=own), Passkey.objects.filter(user=own)
        return self.joined().filter(~Exists(apps), ~Exists(passkeys), is_demo=False)


class User(AbstractBaseUser):
    """A member of staff with a role. A customer never becomes one."""

    id = models.BigAutoField(primary_key=True)
    email = models.CharField(max_length=255)
    email_key = models.CharField(max_length=255, unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=Role.choices)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    # The demo's accounts sign in by password alone, on this machine only (security AC-05).
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    # Whom a passkey belongs to, in its own words: random, tells nothing (security PK-03, PK-04).
    handle = models.BinaryField(max_length=64, null=True, unique=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email_key"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "name"]

    class Meta:
        db_table = "staff_user"

    def __str__(self) -> str:
        return self.name

    @property
    def is_invited(self) -> bool:
        """Whether they were invited and haven't chosen a password yet."""
        return not self.password

    @property
    def needs_second_factor(self) -> bool:
        """Whether a password alone isn't enough: for all but the demo's people."""
        return not self.is_demo

    @property
    def powers(self) -> frozenset[Power]:
        """What the role allows; nothing once switched off."""
        return POWERS[Role(self.role)] if self.is_active else frozenset()

    def as_actor(self, ip: str = "") -> Actor:
        """The actor this member of staff is."""
        return Actor(Kind.STAFF, self.pk, self.name, self.powers, ip=ip)


class SessionQuerySet(models.QuerySet["Session"]):
    """Questions about staff sessions."""

    def alive(self) -> "SessionQuerySet":
        """Those that may still be used, by the database's clock."""
        return self.filter(
            Q(is_whole=True) | Q(started_at__gt=Now() - HALFWAY),
            ended_at=None,
            user__is_active=True,
            seen_at__gt=Now() - IDLE,
            started_at__gt=Now() - LONGEST,
        )


class Session(models.Model):
    """One signed-in browser of a member of staff; only a digest of its token is kept."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    token_hash = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    proved_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    ip = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    # False between the password and the second factor: such a session opens no page but those of proving.
    is_whole = models.BooleanField(default=False, db_default=False)

    objects = SessionQuerySet.as_manager()

    class Meta:
        db_table = "staff_session"

    def __str__(self) -> str:
        return f"session of {self.user_id}"

    @property
    def wants_touch(self) -> bool:
        """Whether `seen_at` is old enough to be written again."""
        seen: Any = self.seen_at
        return bool(timezone.now() - seen > timedelta(minutes=1))

    @property
    def device(self) -> str:
        """The browser in words."""
        return device(self.agent)

    @property
    def is_fresh(self) -> bool:
        """Whether it was proved a few minutes ago who sits there."""
        proved: Any = self.proved_at
        return bool(timezone.now() - proved <= FRESH)


class LinkQuerySet(models.QuerySet["Link"]):
    """Questions about one-time links."""

    def open(self) -> "LinkQuerySet":
        """Those that still lead somewhere, by the database's clock."""
        return self.filter(used_at=None, ended_at=None, expires_at__gt=Now(), user__is_active=True)


class Link(models.Model):
    """A one-time link to join or to set a new password; only a digest of its token is kept."""

    class Purpose(models.TextChoices):
        INVITATION = "invitation"
        RESET = "reset"

    id = models.BigAutoField(primary_key=True)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        db_table = "staff_link"

    def __str__(self) -> str:
        return f"{self.purpose} link of {self.user_id}"


class App(models.Model):
    """An authenticator app: a secret that the phone and we share, kept sealed."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="apps")
    name = models.CharField(max_length=60)
    secret = models.TextField()
    # The step of the last code that was taken: none counts twice.
    last_step = models.BigIntegerField(default=0)
    added_at = models.DateTimeField(db_default=Now())
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "staff_app"

    def __str__(self) -> str:
        return self.name


class Passkey(models.Model):
    """A passkey: its public half, and what the authenticator said of itself."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
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
        db_table = "staff_passkey"

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """One of ten ways in for whoever lost phone and passkey; only a keyed digest is kept."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    code_mac = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "staff_recovery_code"

    def __str__(self) -> str:
        return f"recovery code of {self.user_id}"


class Challenge(models.Model):
    """What a passkey is asked to sign: for one browser and one ceremony, once, within five minutes."""

    class Ceremony(models.TextChoices):
        ADD = "add"
        SIGN_IN = "sign_in"
        PROVE = "prove"

    id = models.BigAutoField(primary_key=True)
    ceremony = models.CharField(max_length=10, choices=Ceremony.choices)
    value = models.CharField(max_length=100, unique=True)
    browser_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "staff_challenge"

    def __str__(self) -> str:
        return f"{self.ceremony} challenge"


class TokenQuerySet(models.QuerySet["Token"]):
    """Questions about API tokens."""

    def alive(self) -> "TokenQuerySet":
        """Those that open something: not revoked, not over, made by somebody who still works here."""
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=Now()), ended_at=None, made_by__is_active=True
        )


class Token(models.Model):
    """A key for programs. It can do what its scopes say, and never more than whoever made it."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="tokens")
    token_hash = models.CharField(max_length=64, unique=True)
    # The last letters, by which people tell tokens apart.
    ending = models.CharField(max_length=4)
    scopes = ArrayField(models.CharField(max_length=60), default=list)
    may_create_customers = models.BooleanField(default=False)
    networks = ArrayField(models.CharField(max_length=50), default=list)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        db_table = "staff_token"

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Whether its time has passed."""
        over: Any = self.expires_at
        return bool(over and over <= timezone.now())

    @property
    def powers(self) -> frozenset[Power]:
        """What it may do today: its scopes, within what its maker may do."""
        return powers_of(map(Scope, self.scopes)) & self.made_by.powers


class Notice(models.Model):
    """That a colleague mentioned somebody on a customer's timeline."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    # Without a foreign key: `staff` stands below `customers`.
    customer_id = models.BigIntegerField()
    author_id = models.BigIntegerField()
    text = models.CharField(max_length=300)
    told_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "staff_notice"
        indexes = [
            models.Index(fields=["user", "-id"], name="staff_notice_newest"),
            models.Index(fields=["user"], name="staff_notice_unread", condition=Q(read_at=None)),
        ]

    def __str__(self) -> str:
        return f"notice #{self.pk}"


class Presence(models.Model):
    """That somebody has a page open right now: a profile, an order; to look at it, or to change it."""

    class Mode(models.TextChoices):
        VIEW = "view"
        EDIT = "edit"

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="presences")
    # Without a foreign key: `staff` stands below whatever is looked at.
    kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    mode = models.CharField(max_length=4, choices=Mode.choices)
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "staff_presence"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "user", "mode"], name="staff_presence_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.kind} {self.subject_id}"
