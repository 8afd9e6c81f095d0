"""Settings: the index with its search box, and a page for each topic."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.admin import signposts
from clientela.admin.door import StaffRequest, fresh, needs
from clientela.admin.forms.settings import SettingsForm
from clientela.admin.frame import SeeOther, show
from clientela.admin.hook import mail_hook
from clientela.admin.topics import TOPICS, WAYS, Topic, optional_ways
from clientela.core.errors import ChangedMeanwhile, Refused, TooMany
from clientela.core.powers import Power
from clientela.post import actions as post
from clientela.store import actions
from clientela.ui.posting import shown_at


@needs(Power.SETTINGS_VIEW)
@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """All pages of settings, or those on which the words searched for stand, in any language."""
    q = request.GET.get("q", "").strip()[:200]
    pages = signposts.settings_pages(q, by=request.actor)
    return show(request, "admin/settings.html", {"pages": pages, "q": q}, current="settings")


def _asks_proof(request: StaffRequest, name: str) -> bool:
    """Whether a page with passwords is saved, or another address for links in emails (security AC-05)."""
    found = next((topic for topic in TOPICS if topic.name == name), None)
    if found is None or request.method != "POST":
        return False
    columns = {column for card in found.cards for column in card.columns}
    moves = "url" in columns and request.POST.get("url", request.store.url) != request.store.url
    # What was kept while somebody proved themselves came from here.
    return moves or "kept" in request.POST or any(found.settings[c].is_secret for c in columns)


@needs(Power.SETTINGS_VIEW)
@fresh(when=_asks_proof)
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


@needs(Power.SETTINGS_EDIT)
@shown_at("/admin/settings/mail")
@require_POST
def send_test(request: StaffRequest) -> HttpResponse:
    """Send oneself an email by the settings as they are saved, and say what the server answered."""
    try:
        post.send_test(request.staff.email, language=request.staff.language, by=request.actor)
    except TooMany:
        raise
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("The test email to %(to)s was taken.") % {"to": request.staff.email})
    return SeeOther("/admin/settings/mail")


def _form(request: StaffRequest, found: Topic, data: Mapping[str, Any] | None) -> SettingsForm:
    known = found.settings
    chosen = [known[column] for card in found.cards for column in card.columns]
    row = chosen[0].model.current()
    return SettingsForm(chosen, row, data, locked=not request.actor.can(Power.SETTINGS_EDIT))


def _page(
    request: StaffRequest, found: Topic, form: SettingsForm, *, is_conflict: bool = False
) -> HttpResponse:
    cards = [
        (
            card,
            [
                (form[name], WAYS.get(column, ()), optional_ways(card, column))
                for column in card.columns
                for name in form.names(column)
            ],
        )
        for card in found.cards
    ]
    context = {"topic": found, "form": form, "cards": cards, "is_conflict": is_conflict}
    if found.name == "mail":
        context["hook"] = mail_hook(request.store)
    status = 422 if form.errors or is_conflict else 200
    return show(request, "admin/settings_topic.html", context, current="settings", status=status)
