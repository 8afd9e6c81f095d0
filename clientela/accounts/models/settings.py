"""How accounts work in this store: policy, ways in, who may register, how long a sign-in lasts."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q, Value
from django.utils.translation import gettext_lazy as _

from clientela.store.keys import settings_group
from clientela.store.models import SettingsRow


class Policy(models.TextChoices):
    """Whether checkout has accounts."""

    DISABLED = "disabled", _("Disabled")
    OPTIONAL = "optional", _("Optional")
    REQUIRED = "required", _("Required")


class Method(models.TextChoices):
    """A way to sign in."""

    PASSWORD = "password", _("Password")
    CODE = "code", _("Code by email")
    PASSKEY = "passkey", _("Passkey")
    OIDC = "oidc", _("Outside provider")


class Registration(models.TextChoices):
    """Who may make an account."""

    OPEN = "open", _("Open to everybody")
    INVITATION = "invitation", _("By invitation")
    CLOSED = "closed", _("Closed")


def a_method(name: str) -> None:
    """Refuse what is no way to sign in."""
    if name not in Method.values:
        raise ValidationError(_("Choose among password, code, passkey and oidc."))


def first_methods() -> list[str]:
    """How a fresh store lets customers in."""
    return [Method.PASSWORD.value, Method.CODE.value, Method.PASSKEY.value]


@settings_group("accounts")
class AccountSettings(SettingsRow):
    """Customer accounts: policy, ways in, registration, passwords, sessions, Multipass."""

    policy = models.CharField(
        _("Customer accounts"), max_length=10, choices=Policy.choices, default=Policy.OPTIONAL
    )
    methods = ArrayField(
        models.CharField(max_length=10, validators=[a_method]),
        verbose_name=_("Ways to sign in"),
        default=first_methods,
        db_default=Value(["password", "code", "passkey"]),
        help_text=_("Password alone is the classic kind, code by email the new kind; they go together."),
    )
    registration = models.CharField(
        _("Who may create an account"),
        max_length=10,
        choices=Registration.choices,
        default=Registration.OPEN,
        db_default=Registration.OPEN,
    )
    members_only = models.BooleanField(
        _("Only signed-in customers see the store"),
        default=False,
        db_default=False,
        help_text=_("Visitors are asked to sign in before they see products."),
    )
    login_link = models.BooleanField(
        _("Login link in the store's header"),
        default=True,
        db_default=True,
        help_text=_("It goes by itself while customer accounts are disabled."),
    )
    storefront = models.BooleanField(
        _("This storefront"),
        default=True,
        db_default=True,
        help_text=_("Switch it off where your own storefront sells by the APIs; account pages stay."),
    )
    newsletter_form = models.BooleanField(_("Newsletter form in the footer"), default=True, db_default=True)
    password_length = models.PositiveSmallIntegerField(
        _("Shortest password"),
        default=8,
        help_text=_("Letters, from 8 to 15."),
        validators=[MinValueValidator(8), MaxValueValidator(15)],
    )
    reset_minutes = models.PositiveIntegerField(
        _("Reset links last"),
        default=60,
        help_text=_("Minutes, from 5 to 1,440 (a day)."),
        validators=[MinValueValidator(5), MaxValueValidator(1440)],
    )
    idle_days = models.PositiveSmallIntegerField(
        _("Signed out when unused for"),
        default=30,
        db_default=30,
        help_text=_("Days, from 1 to 365."),
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    longest_days = models.PositiveSmallIntegerField(
        _("Signed out in any case after"),
        default=90,
        db_default=90,
        help_text=_("Days, from 1 to 365."),
        validators=[MinValueValidator(1), MaxValueValidator(365)],
    )
    alerts_new_device = models.BooleanField(
        _("Tell customers when a new device signs in"), default=True, db_default=True
    )
    multipass = models.BooleanField(
        _("Multipass"),
        default=False,
        db_default=False,
        help_text=_("Your own site signs customers in with a token that it encrypts."),
    )
    multipass_secret = models.TextField(_("Multipass secret"), blank=True, db_default="")
    multipass_former = models.TextField(
        _("Former Multipass secret"),
        blank=True,
        db_default="",
        help_text=_("Still taken while your site changes over. Empty it when it has."),
    )
    multipass_takes_over = models.BooleanField(
        _("Multipass signs in whoever has the address"),
        default=False,
        db_default=False,
        help_text=_("Otherwise a customer with a password or passkey keeps to it."),
    )
    guards_sign_up = models.BooleanField(
        _("Hold back suspicious new accounts"),
        default=True,
        db_default=True,
        help_text=_("They can't sign in until you release them, or an order of theirs is paid."),
    )
    proof_bits = models.PositiveSmallIntegerField(
        _("Work asked of browsers"),
        default=16,
        db_default=16,
        help_text=_("From 14 (old phones don't notice) to 20 (a second). It rises by itself under attack."),
        validators=[MinValueValidator(14), MaxValueValidator(20)],
    )

    SEALED = frozenset({"multipass_secret", "multipass_former"})
    WORDS = {
        "policy": "guest checkout registration kundkonton kundekonti kundekontoer conti cliente",
        "methods": "sign in login kind classic new inloggning innlogging accesso",
        "registration": "invite only sign up registrering registrazione",
        "members_only": "password page wholesale members private medlem soci",
        "login_link": "header menu",
        "storefront": "headless api butik negozio",
        "newsletter_form": "nyhetsbrev footer",
        "password_length": "lösenord adgangskode lunghezza",
        "reset_minutes": "forgot glömt glemt reimposta",
        "idle_days": "session timeout logout",
        "longest_days": "session timeout logout",
        "multipass": "single sign-on sso",
        "guards_sign_up": "bot spam fake quarantine",
        "proof_bits": "captcha altcha bot spam proof of work",
    }

    class Meta:
        db_table = "accounts_settings"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="accounts_settings_one_row"),
            models.CheckConstraint(
                condition=Q(password_length__range=(8, 15)), name="accounts_password_length"
            ),
            models.CheckConstraint(
                condition=Q(reset_minutes__range=(5, 1440)), name="accounts_reset_minutes"
            ),
            models.CheckConstraint(condition=Q(proof_bits__range=(14, 20)), name="accounts_proof_bits"),
        ]

    def __str__(self) -> str:
        return "account settings"

    def clean(self) -> None:
        """Refuse a store that nobody could sign in to. Raises `ValidationError`."""
        if not self.methods:
            raise ValidationError({"methods": _("Choose at least one way to sign in.")})
        if self.policy == Policy.DISABLED and self.members_only:
            raise ValidationError({"members_only": _("A members' store needs customer accounts.")})

    @property
    def is_off(self) -> bool:
        """Whether the store has no customer accounts at all."""
        return self.policy == Policy.DISABLED

    def allows(self, method: Method) -> bool:
        """Whether customers may sign in this way."""
        return not self.is_off and method in self.methods

    @property
    def may_lack_password(self) -> bool:
        """Whether an account is of use without a password: people sign in by a code, or passwords are off."""
        return self.allows(Method.CODE) or not self.allows(Method.PASSWORD)
