"""People who work here: their own table, their own sign-in, apart from customers."""

from datetime import timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from clientela.core import emails
from clientela.core.actor import Actor, Kind
from clientela.core.powers import Power
from clientela.staff.roles import POWERS, Role

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)


class UserManager(BaseUserManager["User"]):
    """Finds staff by the canonical form of their address."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email_key=emails.canonical(username or ""))


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

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email_key"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email", "name"]

    class Meta:
        db_table = "staff_user"

    def __str__(self) -> str:
        return self.name

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
            ended_at=None, user__is_active=True, seen_at__gt=Now() - IDLE, started_at__gt=Now() - LONGEST
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
