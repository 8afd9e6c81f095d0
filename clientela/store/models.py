"""What the store is: its name, address, money, time, languages and mail."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from clientela.core import emails, money, places
from clientela.core.seals import seal, unseal
from clientela.store import one_row
from clientela.store.brand import Brand
from clientela.store.look import Look


def a_currency(code: str) -> None:
    """Refuse what isn't an ISO 4217 code."""
    if not money.is_currency(code):
        raise ValidationError(_("Enter a currency code like GBP."))


def a_time_zone(name: str) -> None:
    """Refuse what isn't an IANA time zone."""
    if name not in available_timezones():
        raise ValidationError(_("Choose a time zone like Europe/London."))


def a_country(code: str) -> None:
    """Refuse what isn't a country code."""
    if code not in places.country_codes():
        raise ValidationError(_("Choose a country."))


def a_mail_address(address: str) -> None:
    """Refuse what mail can't be sent to."""
    if not emails.is_valid(address):
        raise ValidationError(_("Enter an email address like name@example.com."))


def a_language(code: str) -> None:
    """Refuse a language that Clientela isn't translated into."""
    if code not in dict(settings.LANGUAGES):
        raise ValidationError(_("Choose languages that Clientela speaks."))


def a_hex_colour(text: str) -> None:
    """Refuse what isn't a colour like #2f5d50."""
    if len(text) != 7 or text[0] != "#" or any(c not in "0123456789abcdefABCDEF" for c in text[1:]):
        raise ValidationError(_("Enter a colour like #2f5d50."))


def a_safe_address(url: str) -> None:
    """Refuse an address to which keys would go in the clear, unless it is this machine's."""
    parts = urlsplit(url)
    is_here = parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or not (parts.scheme == "https" or is_here):
        raise ValidationError(_("Enter an address that starts with https://."))


def a_region(text: str) -> None:
    """Refuse what isn't the name of a region, of which the host's name is made that keys are used with."""
    if not re.fullmatch(r"[a-z]{2,4}(-[a-z]{2,12}){1,3}-\d{1,2}", text):
        raise ValidationError(_("Enter a region like eu-north-1."))


class SettingsRow(models.Model):
    """Settings of one subject: a table with one row and a column each."""

    id = models.SmallAutoField(primary_key=True)
    version = models.IntegerField(default=1)
    SEALED: ClassVar[frozenset[str]] = frozenset()
    # Where a secret is sent, by columns: it isn't sent to another place unless it is given again.
    GOES_TO: ClassVar[Mapping[str, frozenset[str]]] = {}
    # More words that the search finds a setting by: plain ones of any languages, or a text to translate.
    WORDS: ClassVar[Mapping[str, str | Promise]] = {}

    class Meta:
        abstract = True

    @classmethod
    def current(cls) -> Self:
        """The settings in force."""
        return one_row.read(cls)

    def put_secret(self, column: str, text: str) -> None:
        """Keep a secret encrypted, bound to this row and column."""
        place = f"{self._meta.db_table}|1|{column}"
        setattr(self, column, seal(text, purpose="settings", place=place) if text else "")

    def secret(self, column: str) -> str:
        """The secret in plain text; empty where there is none. Raises `SealBroken`."""
        sealed: Any = getattr(self, column)
        if not sealed:
            return ""
        return str(unseal(sealed, purpose="settings", place=f"{self._meta.db_table}|1|{column}"))


class Store(SettingsRow):
    """The store that this deployment serves."""

    class MailVia(models.TextChoices):
        MAILBOX = "mailbox", _("Built-in mailbox (for trying out)")
        SMTP = "smtp", _("SMTP server")
        AMAZON_SES = "amazon_ses", "Amazon SES"
        BREVO = "brevo", "Brevo"
        MAILERSEND = "mailersend", "MailerSend"
        MAILGUN = "mailgun", "Mailgun"
        MAILJET = "mailjet", "Mailjet"
        MAILTRAP = "mailtrap", "Mailtrap"
        MANDRILL = "mandrill", "Mandrill"
        POSTAL = "postal", "Postal"
        POSTMARK = "postmark", "Postmark"
        RESEND = "resend", "Resend"
        SCALEWAY = "scaleway", "Scaleway"
        SENDGRID = "sendgrid", "SendGrid"
        SPARKPOST = "sparkpost", "SparkPost"
        UNISENDER_GO = "unisender_go", "Unisender Go"

    class MailSecurity(models.TextChoices):
        STARTTLS = "starttls", _("STARTTLS")
        TLS = "tls", _("TLS")
        NONE = "none", _("None (only on this machine)")

    name = models.CharField(_("Store name"), max_length=80, default="My store")
    url = models.URLField(
        _("Store address"),
        default="http://localhost:8000",
        help_text=_("Where shoppers find the store. Links in emails start with it."),
    )
    email = models.CharField(
        _("Email of the store"),
        max_length=255,
        default="store@example.com",
        validators=[a_mail_address],
        help_text=_("Emails to customers come from this address."),
    )
    phone = models.CharField(_("Phone"), max_length=40, blank=True)
    line1 = models.CharField(_("Street address"), max_length=255, blank=True)
    postcode = models.CharField(_("Postcode"), max_length=20, blank=True)
    city = models.CharField(_("City"), max_length=120, blank=True)
    country = models.CharField(_("Country"), max_length=2, default="GB", validators=[a_country])
    currency = models.CharField(
        _("Currency"),
        max_length=3,
        default="GBP",
        validators=[a_currency],
        help_text=_("Prices and amounts spent are in this currency. It is fixed once there are orders."),
    )
    time_zone = models.CharField(
        _("Time zone"), max_length=60, default="Europe/London", validators=[a_time_zone]
    )
    languages = ArrayField(
        models.CharField(max_length=10, validators=[a_language]),
        verbose_name=_("Languages"),
        default=list,
        help_text=_("Languages that shoppers can choose, the store's own first."),
    )
    prices_include_tax = models.BooleanField(_("Prices include tax"), default=True)
    accent = models.CharField(_("Brand colour"), max_length=7, default="#2f5d50", validators=[a_hex_colour])
    mail_via = models.CharField(
        _("Send mail through"), max_length=20, choices=MailVia.choices, default=MailVia.MAILBOX
    )
    smtp_host = models.CharField(_("Mail server"), max_length=255, blank=True)
    smtp_port = models.PositiveIntegerField(_("Port"), default=587)
    smtp_security = models.CharField(
        _("Encryption"), max_length=10, choices=MailSecurity.choices, default=MailSecurity.STARTTLS
    )
    smtp_user = models.CharField(_("User name"), max_length=255, blank=True)
    smtp_password = models.TextField(_("Password"), blank=True)
    mails_per_minute = models.PositiveIntegerField(
        _("Emails per minute"),
        default=0,
        db_default=0,
        help_text=_("At most so many leave the store. 0 sends as fast as the server takes them."),
    )
    mail_key = models.TextField(
        _("API key"),
        blank=True,
        default="",
        db_default="",
        help_text=_("From your mail provider. Some call it a token, Amazon the access key ID."),
    )
    mail_secret = models.TextField(
        _("Secret key"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Mailjet and Amazon give two keys: this is the second."),
    )
    mail_region = models.CharField(
        _("Region"),
        max_length=40,
        blank=True,
        default="",
        db_default="",
        validators=[a_region],
        help_text=_("Where you use Amazon SES, such as eu-north-1."),
    )
    mail_domain = models.CharField(
        _("Sending domain or project"),
        max_length=255,
        blank=True,
        default="",
        db_default="",
        help_text=_(
            "Mailgun: the domain you send from; empty takes that of the sender. Scaleway: the project's ID."
        ),
    )
    mail_url = models.CharField(
        _("Address of the provider's API"),
        max_length=255,
        blank=True,
        default="",
        db_default="",
        validators=[a_safe_address],
        help_text=_("Where your provider told you one: for a server or a region of its own."),
    )
    mail_webhook_secret = models.TextField(
        _("Webhook secret"),
        blank=True,
        default="",
        db_default="",
        help_text=_("By this, reports of what arrived are known to be from your provider."),
    )
    bounce_address = models.CharField(
        _("Return address"),
        max_length=255,
        blank=True,
        default="",
        db_default="",
        validators=[a_mail_address],
        help_text=_("Emails that can't be delivered come back to it. Empty takes the sender's."),
    )
    bounce_host = models.CharField(_("IMAP server"), max_length=255, blank=True, default="", db_default="")
    bounce_port = models.PositiveIntegerField(_("IMAP port"), default=993, db_default=993)
    bounce_security = models.CharField(
        _("IMAP encryption"),
        max_length=10,
        choices=MailSecurity.choices,
        default=MailSecurity.TLS,
        db_default=MailSecurity.TLS.value,
    )
    bounce_user = models.CharField(_("IMAP user name"), max_length=255, blank=True, default="", db_default="")
    bounce_password = models.TextField(_("IMAP password"), blank=True, default="", db_default="")

    # The version of the look that shoppers see; `accent` is its colour, kept here too as a setting.
    brand = models.ForeignKey(Brand, null=True, editable=False, on_delete=models.PROTECT, related_name="+")
    # Whether anything was sold: amounts stand in the currency for good from then on.
    has_sold = models.BooleanField(default=False, db_default=False, editable=False)

    SEALED = frozenset({"smtp_password", "mail_key", "mail_secret", "mail_webhook_secret", "bounce_password"})
    GOES_TO = {
        "smtp_password": frozenset({"smtp_host"}),
        "mail_key": frozenset({"mail_url"}),
        "mail_secret": frozenset({"mail_url"}),
        "bounce_password": frozenset({"bounce_host"}),
    }
    # The ways of sending that can't do without a setting.
    NEEDED_BY = {
        "smtp_host": frozenset({MailVia.SMTP}),
        "mail_key": frozenset(MailVia) - {MailVia.MAILBOX, MailVia.SMTP},
        "mail_secret": frozenset({MailVia.MAILJET, MailVia.AMAZON_SES}),
        "mail_region": frozenset({MailVia.AMAZON_SES}),
        "mail_domain": frozenset({MailVia.SCALEWAY}),
        "mail_url": frozenset({MailVia.POSTAL, MailVia.UNISENDER_GO}),
    }
    WORDS = {
        "url": "domain web address domän domæne domene dominio",
        "currency": "money EUR USD GBP NOK SEK DKK valuta monnaie moneta",
        "time_zone": "clock UTC tidszon tidszone fuso orario",
        "languages": "translation språk sprog lingue",
        "prices_include_tax": "VAT MVA moms IVA imposte",
        "accent": "theme logo färg farve colore",
        "smtp_host": "SMTP outgoing e-post posta",
        "mail_key": "token provider leverantör leverandør fornitore",
        "bounce_address": "bounces undeliverable envelope studs retur rimbalzi",
    }

    class Meta:
        db_table = "store_store"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="store_store_one_row")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Check what concerns several settings at once."""
        if not self.languages:
            raise ValidationError({"languages": _("Choose at least one language.")})
        if Store.objects.filter(pk=1, has_sold=True).exclude(currency=self.currency).exists():
            raise ValidationError({"currency": _("There are orders already, so the currency is fixed.")})
        if missing := self._missing():
            raise ValidationError(missing)

    def _missing(self) -> dict[str, str | Promise]:
        """What the chosen way of sending can't do without."""
        sentences = {
            "smtp_host": _("Enter the mail server's name."),
            "mail_key": _("Enter the key that your mail provider gave you."),
            "mail_secret": _("Enter the second key that your provider gave you."),
            "mail_region": _("Enter the region in which you use Amazon SES."),
            "mail_domain": _("Enter the ID of your project at Scaleway."),
            "mail_url": _("Enter the address that your provider told you."),
            "bounce_user": _("Enter the mailbox's user name."),
        }
        needed = [column for column, ways in self.NEEDED_BY.items() if self.mail_via in ways]
        if self.bounce_host:
            needed.append("bounce_user")
        return {column: sentences[column] for column in needed if not getattr(self, column)}

    @property
    def sends_by_api(self) -> bool:
        """Whether mail leaves through a provider's own interface."""
        return self.mail_via not in {self.MailVia.MAILBOX, self.MailVia.SMTP}

    @classmethod
    def current(cls) -> "Store":
        """The settings in force, with the look that was published."""
        return one_row.read(cls, along="brand")

    @cached_property
    def look(self) -> Look:
        """How the store looks."""
        return Look.of(self.brand) if self.brand else Look(accent=self.accent.lower())

    @property
    def logo_link(self) -> str:
        """The whole address of the logo, for emails; empty where there is none."""
        return self.link(self.look.logo_url) if self.look.logo else ""

    @property
    def language(self) -> str:
        """The store's own language."""
        return self.languages[0] if self.languages else "en"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def link(self, path: str) -> str:
        """A whole address for a path of the store, never from what a request claims (security LK-05).

        Paths of the admin lead to the name of its own, where it has one.
        """
        if settings.ADMIN_HOST and (path == "/admin" or path.startswith("/admin/")):
            return f"{urlsplit(self.url).scheme}://{settings.ADMIN_HOST}{path}"
        return f"{self.url.rstrip('/')}{path}"
