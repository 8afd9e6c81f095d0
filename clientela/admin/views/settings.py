"""Settings: the index with its search box, and a page for each topic."""

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings as django_settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from clientela.admin.door import StaffRequest, fresh, needs
from clientela.admin.forms.settings import SettingsForm
from clientela.admin.frame import SeeOther, show
from clientela.core import words
from clientela.core.errors import ChangedMeanwhile, Refused
from clientela.core.powers import Power
from clientela.store import actions, keys
from clientela.store.keys import Setting


class Card(NamedTuple):
    """One block of a settings page: its words on the left, the columns of its controls on the right."""

    title: str | Promise
    about: str | Promise
    columns: tuple[str, ...]


class Topic(NamedTuple):
    """One settings page, for settings of one group."""

    name: str
    title: str | Promise
    about: str | Promise
    icon: str
    group: str
    cards: tuple[Card, ...]


TOPICS: tuple[Topic, ...] = (
    Topic(
        "store",
        gettext_lazy("Store details"),
        gettext_lazy("Name, address and look of your store"),
        "store",
        "store",
        (
            Card(
                gettext_lazy("Your store"),
                gettext_lazy("What shoppers see on pages and in emails."),
                ("name", "url", "email", "phone", "accent"),
            ),
            Card(
                gettext_lazy("Address"),
                gettext_lazy("Where the store is. New address forms start with its country."),
                ("line1", "postcode", "city", "country"),
            ),
        ),
    ),
    Topic(
        "money",
        gettext_lazy("Money and time"),
        gettext_lazy("Currency, tax and the store's clock"),
        "banknote",
        "store",
        (
            Card(
                gettext_lazy("Money"),
                gettext_lazy("How prices are shown."),
                ("currency", "prices_include_tax"),
            ),
            Card(
                gettext_lazy("Time"),
                gettext_lazy("Days and times in the admin and in emails are by this clock."),
                ("time_zone",),
            ),
        ),
    ),
    Topic(
        "languages",
        gettext_lazy("Languages"),
        gettext_lazy("Languages that your store speaks"),
        "languages",
        "store",
        (
            Card(
                gettext_lazy("Languages"),
                gettext_lazy("Pages and emails are in the shopper's language where it is ticked here."),
                ("languages",),
            ),
        ),
    ),
    Topic(
        "mail",
        gettext_lazy("Mail"),
        gettext_lazy("How emails leave your store"),
        "mail",
        "store",
        (
            Card(
                gettext_lazy("Sending"),
                gettext_lazy("The built-in mailbox keeps every email here, so that nothing leaves yet."),
                ("mail_via",),
            ),
            Card(
                gettext_lazy("Mail server"),
                gettext_lazy("What your mail provider tells you."),
                ("smtp_host", "smtp_port", "smtp_security", "smtp_user", "smtp_password"),
            ),
        ),
    ),
    Topic(
        "accounts",
        gettext_lazy("Customer accounts"),
        gettext_lazy("Who can sign in, and by what rules; also part of checkout"),
        "users",
        "accounts",
        (
            Card(
                gettext_lazy("Accounts at checkout"),
                gettext_lazy("Disabled: guests only. Optional: shoppers choose. Required: shoppers sign in."),
                ("policy",),
            ),
            Card(
                gettext_lazy("Passwords"),
                gettext_lazy("Rules for passwords and links to reset them."),
                ("password_length", "reset_minutes"),
            ),
        ),
    ),
)


def _settings(topic: Topic) -> dict[str, Setting]:
    return {setting.column: setting for setting in keys.group(topic.group)}


def _texts(topic: Topic) -> list[str | Promise]:
    known = _settings(topic)
    cards = [text for card in topic.cards for text in (card.title, card.about)]
    labels = [t for card in topic.cards for c in card.columns for t in (known[c].label, known[c].help)]
    return [topic.title, topic.about, *cards, *labels]


@cache
def _all_words() -> dict[str, list[str]]:
    """The words under which each page is found: its texts in every language that Clientela speaks."""
    found: dict[str, list[str]] = {}
    for code, _name in django_settings.LANGUAGES:
        with translation.override(code):
            for topic in TOPICS:
                found.setdefault(topic.name, []).extend(words.searchable(map(str, _texts(topic))))
    return found


def _finds(topic: Topic, asked: list[str]) -> bool:
    return all(any(word.startswith(part) for word in _all_words()[topic.name]) for part in asked)


@needs(Power.SETTINGS_VIEW)
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """All topics, or those in which the words searched for stand, in any language."""
    q = request.GET.get("q", "").strip()[:200]
    topics = [topic for topic in TOPICS if _finds(topic, words.split(q))]
    return show(request, "admin/settings.html", {"topics": topics, "q": q}, current="settings")


def _changes_secret(request: StaffRequest, name: str) -> bool:
    """Whether a page with passwords is saved, which asks for a fresh proof (security AC-05)."""
    found = next((topic for topic in TOPICS if topic.name == name), None)
    columns = {column for card in found.cards for column in card.columns} if found else set()
    return request.method == "POST" and any(_settings(found)[c].is_secret for c in columns if found)


@needs(Power.SETTINGS_VIEW)
@fresh(when=_changes_secret)
@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: StaffRequest, name: str) -> HttpResponse:
    """The settings of one topic."""
    found = next((topic for topic in TOPICS if topic.name == name), None)
    if found is None:
        raise Http404
    form = _form(request, found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_settings(form.texts(), version=form.cleaned_data["version"], by=request.actor)
        except ChangedMeanwhile:
            fresh = _form(request, found, None)
            return _page(request, found, fresh, is_conflict=True)
        except Refused as refused:
            form.show(refused)
        else:
            messages.success(request, _("Settings saved."))
            return SeeOther(f"/admin/settings/{name}")
    return _page(request, found, form)


def _form(request: StaffRequest, found: Topic, data: Mapping[str, Any] | None) -> SettingsForm:
    known = _settings(found)
    chosen = [known[column] for card in found.cards for column in card.columns]
    row = chosen[0].model.current()
    return SettingsForm(chosen, row, data, locked=not request.actor.can(Power.SETTINGS_EDIT))


def _page(
    request: StaffRequest, found: Topic, form: SettingsForm, *, is_conflict: bool = False
) -> HttpResponse:
    cards = [
        (card, [form[name] for column in card.columns for name in form.names(column)]) for card in found.cards
    ]
    context = {"topic": found, "form": form, "cards": cards, "is_conflict": is_conflict}
    status = 422 if form.errors or is_conflict else 200
    return show(request, "admin/settings_topic.html", context, current="settings", status=status)
