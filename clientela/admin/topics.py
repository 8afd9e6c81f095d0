"""What the settings pages hold: a topic for each, in cards."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.store import keys
from clientela.store.keys import Setting
from clientela.store.models import Store


class Card(NamedTuple):
    """One block of a settings page: its words on the left, the columns of its controls on the right."""

    title: str | Promise
    about: str | Promise
    columns: tuple[str, ...]
    # The ways of sending that it is for, where not for all.
    ways: tuple[str, ...] = ()


_VIA = Store.MailVia
_BY_API = tuple(way for way in _VIA.values if way not in {_VIA.MAILBOX, _VIA.SMTP})
# Settings that only some ways of sending know.
WAYS = {
    "mail_secret": (_VIA.MAILJET, _VIA.AMAZON_SES),
    "mail_region": (_VIA.AMAZON_SES,),
    "mail_domain": (_VIA.MAILGUN, _VIA.SCALEWAY),
    "mail_webhook_secret": tuple(way for way in _BY_API if way not in {_VIA.UNISENDER_GO, _VIA.SCALEWAY}),
}


def optional_ways(card: Card, column: str) -> tuple[str, ...] | None:
    """The ways of sending with which a setting may stay empty; nothing where no way has a say in it."""
    needed = Store.NEEDED_BY.get(column)
    if needed is None:
        return None
    return tuple(way for way in WAYS.get(column, card.ways) if way not in needed)


class Topic(NamedTuple):
    """One settings page, for settings of one group."""

    name: str
    title: str | Promise
    about: str | Promise
    icon: str
    group: str
    cards: tuple[Card, ...]
    # More words that the search finds it by, never shown.
    words: str | Promise = ""

    @property
    def url(self) -> str:
        return f"/admin/settings/{self.name}"

    @property
    def settings(self) -> dict[str, Setting]:
        """The settings of its group, by their columns."""
        return {setting.column: setting for setting in keys.group(self.group)}


# It stands on the page of customer accounts and on that of the checkout.
ACCOUNTS_AT_CHECKOUT = Card(
    _("Accounts at checkout"),
    _("Disabled: guests only. Optional: shoppers choose. Required: shoppers sign in."),
    ("policy",),
)
TOPICS: tuple[Topic, ...] = (
    Topic(
        "store",
        _("Store details"),
        _("Name and address of your store"),
        "store",
        "store",
        (
            Card(
                _("Your store"),
                _("What shoppers see on pages and in emails."),
                ("name", "url", "email", "phone"),
            ),
            Card(
                _("Address"),
                _("Where the store is. New address forms start with its country."),
                ("line1", "postcode", "city", "country"),
            ),
        ),
        words="company shop firma butik negozio azienda indirizzo adress",
    ),
    Topic(
        "money",
        _("Money and time"),
        _("Currency, tax and the store's clock"),
        "banknote",
        "store",
        (
            Card(
                _("Money"),
                _("How prices are shown."),
                ("currency", "prices_include_tax"),
            ),
            Card(
                _("Time"),
                _("Days and times in the admin and in emails are by this clock."),
                ("time_zone",),
            ),
        ),
        words="vat moms mva iva tax skatt tasse prices priser prezzi money penger pengar timezone clock",
    ),
    Topic(
        "languages",
        _("Languages"),
        _("Languages that your store speaks"),
        "languages",
        "store",
        (
            Card(
                _("Languages"),
                _("Pages and emails are in the shopper's language where it is ticked here."),
                ("languages",),
            ),
        ),
        words="translation locale language språk sprog lingue översättning oversettelse traduzione",
    ),
    Topic(
        "mail",
        _("Mail"),
        _("How emails leave your store"),
        "mail",
        "store",
        (
            Card(
                _("Sending"),
                _("The built-in mailbox keeps every email here, so that nothing leaves yet."),
                ("mail_via", "mails_per_minute"),
            ),
            Card(
                _("Mail server"),
                _("What your mail provider tells you."),
                ("smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_password"),
                (_VIA.SMTP,),
            ),
            Card(
                _("Mail provider"),
                _("What your mail provider shows in its own settings."),
                (
                    "mail_key",
                    "mail_secret",
                    "mail_region",
                    "mail_domain",
                    "mail_url",
                    "mail_webhook_secret",
                ),
                _BY_API,
            ),
            Card(
                _("Mail that comes back"),
                _("A mailbox of its own, read every five minutes: whose mail comes back is held from more."),
                (
                    "bounce_address",
                    "bounce_host",
                    "bounce_port",
                    "bounce_security",
                    "bounce_user",
                    "bounce_password",
                ),
                (_VIA.SMTP,),
            ),
        ),
        words="smtp email sender e-post epost outgoing posta",
    ),
    Topic(
        "accounts",
        _("Customer accounts"),
        _("Who can sign in, and by what rules; also part of checkout"),
        "users",
        "accounts",
        (
            ACCOUNTS_AT_CHECKOUT,
            Card(
                _("Signing in"),
                _("The kind of account, and what else customers may sign in with."),
                ("methods", "password_length", "reset_minutes"),
            ),
            Card(
                _("New accounts"),
                _("Who may create one. Those who have one sign in as before."),
                ("registration", "guards_sign_up", "proof_bits"),
            ),
            Card(
                _("Your store"),
                _("Who sees it, and what its pages offer."),
                ("members_only", "login_link", "storefront", "newsletter_form"),
            ),
            Card(
                _("Staying signed in"),
                _("How long a sign-in lasts in a browser."),
                ("idle_days", "longest_days", "alerts_new_device"),
            ),
            Card(
                _("Multipass"),
                _("Customers of your own site come in here without signing in again."),
                ("multipass", "multipass_takes_over"),
            ),
        ),
        words="kundkonton kundekonti kundekontoer conti cliente login registration inloggning accesso",
    ),
    Topic(
        "invitations",
        _("Invitations"),
        _("How fast many customers are invited, and when they are reminded"),
        "mail-plus",
        "invitations",
        (
            Card(
                _("Inviting customers"),
                _("Whoever is invited gets a link by email that works for 30 days."),
                ("remind_days", "per_minute"),
            ),
        ),
        words="invite bulk account inbjudan invitation inviti innbydelse kundekonto",
    ),
    Topic(
        "customers",
        _("Customers"),
        _("Whether staff add customers by hand, or bring files of them in"),
        "user-plus",
        "customers",
        (
            Card(
                _("Bringing customers in"),
                _("The doors that staff have. Those that shoppers have are under Customer accounts."),
                ("by_hand", "imports"),
            ),
        ),
        words="add import csv kunder kund kunde clienti aggiungere",
    ),
    Topic(
        "marketing",
        _("Marketing"),
        _("How customers agree to news, and how text messages leave"),
        "megaphone",
        "marketing",
        (
            Card(
                _("Newsletter"),
                _("A second question by email proves that the address is the reader's own."),
                ("double_opt_in",),
            ),
            Card(
                _("Text messages"),
                _("Consent is kept for text messages too. No gateway sends them yet."),
                ("sms_via",),
            ),
        ),
        words="newsletter consent opt-in sms nyhetsbrev nyhedsbrev samtycke samtykke consenso",
    ),
    Topic(
        "staff-notifications",
        _("Staff notifications"),
        _("Who in your store is told of what, by email"),
        "bell",
        "notifications",
        (
            Card(
                _("New orders"),
                _("Each address gets an email when an order is placed. Its words are under Notifications."),
                ("new_orders_to",),
            ),
        ),
        words="new order alert copy ny ordre beställning bestilling nuovo ordine varsel avisering notifica",
    ),
)
