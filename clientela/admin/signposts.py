"""Pages and settings that the search leads to, by their words in every language that Clientela speaks.

A new page is one line in `PAGES`; the navigation, settings and their topics are here by themselves. Words
that stand nowhere on a page are declared beside it: `words` here, of the navigation and of a topic, `WORDS`
of a row of settings. They are plain words of any languages, or a text that is translated.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import NamedTuple

from django.conf import settings
from django.urls import resolve
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clientela.admin import frame
from clientela.admin.door import powers_of
from clientela.admin.topics import ACCOUNTS_AT_CHECKOUT, TOPICS, Topic
from clientela.admin.views import rates
from clientela.core import words
from clientela.core.actor import Actor
from clientela.core.powers import Power

Text = str | Promise
# How well words fit; a title that answers them adds up to three to the first, less one in another language.
BY_WORDS, BY_TEXT = 2, 1
# Shorter beginnings stand in every sentence.
SHORTEST_IN_TEXT = 3


@dataclass(frozen=True)
class Signpost:
    """Where a search may lead: a page, or a setting on its page."""

    title: Text
    url: str
    icon: str
    about: Text = ""
    # More words it is found by, never shown.
    words: Text = ""
    # What stands on it.
    texts: tuple[Text, ...] = ()


_TOKENS = Signpost(
    _("API tokens"),
    "/admin/settings/tokens",
    "key-square",
    _("Keys for programs"),
    "apinycklar api-nøgler chiavi",
)
_BRAND = Signpost(
    _("Brand"),
    "/admin/settings/brand",
    "palette",
    _("Logo, colours, font and greeting"),
    pgettext_lazy("search words", "look, design, theme, logo, favicon, corners, email footer"),
)
_SHIPPING = Signpost(
    rates.SHIPPING.title,
    rates.SHIPPING.path,
    rates.SHIPPING.icon,
    rates.SHIPPING.about,
    pgettext_lazy("search words", "delivery, postage, free shipping"),
)
_TAXES = Signpost(
    rates.TAXES.title,
    rates.TAXES.path,
    rates.TAXES.icon,
    rates.TAXES.about,
    pgettext_lazy("search words", "VAT, sales tax, tax rates"),
)
_CHECKOUT = Signpost(
    _("Checkout"),
    "/admin/settings/checkout",
    "shopping-cart",
    _("Whether shoppers need an account, and what else the checkout is made of"),
    pgettext_lazy("search words", "customer accounts, guest checkout, policy"),
    (ACCOUNTS_AT_CHECKOUT.title, ACCOUNTS_AT_CHECKOUT.about),
)
_NOTIFICATIONS = Signpost(
    _("Notifications"),
    "/admin/settings/notifications",
    "mail-check",
    _("The words of every email that goes to customers, in each language"),
    pgettext_lazy("search words", "email templates, texts, wording, order confirmation, shipping notice"),
)
_SENDERS = Signpost(
    _("Senders"),
    "/admin/settings/senders",
    "at-sign",
    _("Addresses of yours that emails to customers may come from"),
    pgettext_lazy("search words", "from address, sender, email address, verify"),
)
_HELD = Signpost(
    _("Held addresses"),
    "/admin/settings/held",
    "mail-minus",
    _("They get only what law or security needs"),
    pgettext_lazy("search words", "suppression list, bounces, spam complaints, blocked addresses"),
)
_PROVIDERS = Signpost(
    _("Outside providers"),
    "/admin/settings/providers",
    "log-in",
    _("Customers sign in with an account they have elsewhere"),
    pgettext_lazy("search words", "OpenID Connect, single sign-on, SSO, Google, Keycloak, social login"),
)
_FIELDS = Signpost(
    _("Customer fields"),
    "/admin/settings/fields",
    "list-plus",
    _("What your store keeps about customers beyond the usual"),
    pgettext_lazy("search words", "custom fields, metafields, attributes, preferences"),
)
# Pages of settings that are no topic: each stands on the page of all settings.
_LISTS = (_CHECKOUT, _BRAND, _SHIPPING, _TAXES, _NOTIFICATIONS, _SENDERS, _PROVIDERS, _FIELDS, _HELD, _TOKENS)
PAGES: tuple[Signpost, ...] = (
    *(Signpost(entry.label, entry.url, entry.icon, words=entry.words) for entry in frame.ENTRIES),
    Signpost(
        _("Add customer"),
        "/admin/customers/new",
        "user-plus",
        words=pgettext_lazy("search words", "new customer, create customer"),
    ),
    Signpost(
        _("Add field"),
        "/admin/settings/fields/new",
        "list-plus",
        words=pgettext_lazy("search words", "new custom field, metafield definition"),
    ),
    Signpost(
        _("Invite customers"),
        "/admin/invitations",
        "mail-plus",
        words=pgettext_lazy("search words", "account invitations, bulk invite"),
    ),
    Signpost(
        _("Drafts"),
        "/admin/drafts",
        "file-pen",
        words=pgettext_lazy("search words", "draft orders, invoices"),
    ),
    Signpost(
        _("New draft"),
        "/admin/drafts/new",
        "file-pen",
        words=pgettext_lazy("search words", "draft order, new order, invoice"),
    ),
    Signpost(
        _("Add product"),
        "/admin/products/new",
        "plus",
        words=pgettext_lazy("search words", "new product, create product"),
    ),
    Signpost(
        _("Invite a colleague"),
        "/admin/staff/invite",
        "user-plus",
        words=pgettext_lazy("search words", "add staff, new user"),
    ),
    *_LISTS,
    Signpost(
        _("Make a token"),
        "/admin/settings/tokens/new",
        "key-square",
        words=pgettext_lazy("search words", "new API token, key"),
    ),
    Signpost(
        _("Your account"),
        "/admin/account",
        "user-cog",
        words=pgettext_lazy("search words", "my account, my name, my language"),
    ),
    Signpost(
        _("Change the password"),
        "/admin/account/password",
        "lock-keyhole",
        words=pgettext_lazy("search words", "my password, new password"),
    ),
    Signpost(
        _("Where you are logged in"),
        "/admin/account/sessions",
        "monitor-smartphone",
        words=pgettext_lazy("search words", "my sessions, browsers, devices, sign out"),
    ),
    Signpost(
        _("Components"), "/admin/ui", "blocks", words=pgettext_lazy("search words", "kit, design, look")
    ),
    Signpost(
        _("See the store"), "/", "store", words=pgettext_lazy("search words", "shop, storefront, front page")
    ),
)


def _topic(topic: Topic) -> Signpost:
    """The page of a topic, found by whatever stands on it."""
    known = topic.settings
    cards = [text for card in topic.cards for text in (card.title, card.about)]
    fields = [known[column] for card in topic.cards for column in card.columns]
    more = [text for field in fields for text in (field.label, field.help, field.words)]
    return Signpost(topic.title, topic.url, topic.icon, topic.about, topic.words, (*cards, *more))


def _settings(topic: Topic) -> Iterator[Signpost]:
    """Each setting of a topic, found by its label, key, words and help."""
    for card in topic.cards:
        for column in card.columns:
            found = topic.settings[column]
            choices = [label for _value, label in found.field.choices or ()]
            texts = (found.help, found.key, *choices)
            yield Signpost(
                found.label, f"{topic.url}#setting-{column}", topic.icon, topic.title, found.words, texts
            )


class _Known(NamedTuple):
    """A signpost with its words of all languages, folded, and the powers that open its page."""

    post: Signpost
    titles: Mapping[str, list[str]]
    near: frozenset[str]
    all: frozenset[str]
    powers: frozenset[Power]

    def fit(self, asked: list[str]) -> int:
        here = translation.get_language()
        best = max(words.fit(asked, title) - (spoken != here) for spoken, title in self.titles.items())
        if best > 0:
            return best + BY_WORDS
        if _has_all(asked, self.near):
            return BY_WORDS
        is_long = max(map(len, asked)) >= SHORTEST_IN_TEXT
        return BY_TEXT if is_long and _has_all(asked, self.all) else 0


def _has_all(asked: list[str], known: frozenset[str]) -> bool:
    return all(any(word.startswith(part) for word in known) for part in asked)


def _spoken(*texts: Text) -> dict[str, list[str]]:
    """The words of texts in every language that Clientela speaks."""
    spoken = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            spoken[code] = words.searchable(map(str, texts))
    return spoken


def _known(post: Signpost) -> _Known:
    titles, also, texts = _spoken(post.title), _spoken(post.words), _spoken(post.about, *post.texts)
    near = frozenset(chain(*titles.values(), *also.values()))
    powers = powers_of(resolve(post.url.partition("#")[0]).func)
    return _Known(post, titles, near, near.union(*texts.values()), powers)


@cache
def _pages() -> tuple[_Known, ...]:
    return tuple(_known(post) for post in PAGES)


@cache
def _topics() -> tuple[_Known, ...]:
    return tuple(_known(_topic(topic)) for topic in TOPICS)


@cache
def _single_settings() -> tuple[_Known, ...]:
    return tuple(_known(post) for topic in TOPICS for post in _settings(topic))


def _open_to(by: Actor, known: Iterable[_Known]) -> list[_Known]:
    return [entry for entry in known if all(by.can(power) for power in entry.powers)]


def _fitting(text: str, known: Iterable[_Known], by: Actor) -> list[tuple[int, Signpost]]:
    asked = words.split(text)
    fits = [(entry.fit(asked), entry.post) for entry in _open_to(by, known)] if asked else []
    return sorted((found for found in fits if found[0]), key=lambda found: -found[0])


def pages(text: str, *, by: Actor) -> list[tuple[int, Signpost]]:
    """The pages open to somebody that a search finds, best first, each with how well it fits."""
    return _fitting(text, _pages(), by)


def settings_found(text: str, *, by: Actor) -> list[tuple[int, Signpost]]:
    """The settings and their pages that a search finds, best first, each with how well it fits."""
    return _fitting(text, (*_single_settings(), *_topics()), by)


def settings_pages(text: str, *, by: Actor) -> list[Signpost]:
    """The pages of settings open to somebody: all, or those on which the words of a search stand."""
    known = [*_topics(), *(entry for entry in _pages() if entry.post in _LISTS)]
    fits = {post.url for _fit, post in _fitting(text, known, by)}
    return [entry.post for entry in _open_to(by, known) if entry.post.url in fits or not text]
