"""Settings → Notifications: the words of every email, language by language."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.admin import wordings
from clientela.admin.documents import document
from clientela.admin.door import StaffRequest, fresh, needs
from clientela.admin.forms.notification import WordingForm
from clientela.admin.frame import SeeOther, show
from clientela.core.errors import NotThere, Refused, TooMany
from clientela.core.powers import Power
from clientela.messaging import actions, queries, rendering
from clientela.messaging.actions.wording import TemplateWrong
from clientela.messaging.kinds import Notification
from clientela.messaging.rendering import Own
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at

_PAGE = "/admin/settings/notifications/{kind}"
# What stands in the frame where words can't be filled.
_MISTAKE = Notification("mistake", "", "{{ title }}", "# {{ title }}\n\n{{ wrong }}", {}, {})


@needs(Power.SETTINGS_VIEW)
@require_safe
def notification_list(request: StaffRequest) -> HttpResponse:
    """Every email by topic."""
    context = {"groups": wordings.listed(request.store)}
    return show(request, "admin/notifications.html", context, current="settings")


def _language(request: StaffRequest) -> str:
    """The language that is asked for, where the store speaks it; else the store's own."""
    asked = request.POST.get("language") or request.GET.get("language", "")
    return asked if asked in request.store.languages and check_for_language(asked) else request.store.language


def _address(kind: str, language: str, more: str = "") -> str:
    return f"{_PAGE.format(kind=kind)}{more}?language={language}"


@needs(Power.SETTINGS_VIEW)
@require_safe
def notification(request: StaffRequest, kind: str) -> HttpResponse:
    """The words of an email in one language, and how they come out."""
    found, language = queries.kind(kind), _language(request)
    own = queries.current(kind, language)
    words = Own.of(own) if own else queries.built_in(found, language)
    return _page(request, found, language, WordingForm.of(words), words)


def _page(
    request: StaffRequest, found: Notification, language: str, form: WordingForm, words: Own
) -> HttpResponse:
    own = queries.current(found.kind, language)
    mine, every = wordings.variables(found)
    context: dict[str, Any] = {
        "kind": found,
        "path": _PAGE.format(kind=found.kind),
        "language": language,
        "languages": [(code, wordings.spoken(code)) for code in request.store.languages],
        "own": own,
        "form": form,
        "variables": mine,
        "every": every,
        "wanted": request.POST.get("customer", ""),
        "look": wordings.look(found, language, words, request.POST.get("customer", ""), by=request.actor),
    }
    if not request.actor.can(Power.SETTINGS_EDIT):
        for field in form.fields.values():
            field.disabled = True
    status = 422 if form.errors else 200
    return show(request, "admin/notification.html", context, current="settings", status=status)


@needs(Power.SETTINGS_EDIT)
@shown_at(_PAGE)
@fresh()
@require_POST
def save(request: StaffRequest, kind: str) -> HttpResponse:
    """Use the words that were typed from now on."""
    found, language, form = queries.kind(kind), _language(request), WordingForm(request.POST)
    if form.is_valid():
        try:
            actions.save_wording(kind, language, form.own(), by=request.actor)
        except TemplateWrong as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("Saved. Emails are written in these words from now on."))
            return SeeOther(_address(kind, language))
    return _page(request, found, language, form, form.own())


@needs(Power.SETTINGS_EDIT)
@shown_at(_PAGE)
@require_POST
def send_test(request: StaffRequest, kind: str) -> HttpResponse:
    """Email the words that were typed to whoever asks; they stay in the form, saved or not."""
    found, language, form = queries.kind(kind), _language(request), WordingForm(request.POST)
    if form.is_valid():
        shown = wordings.values(found, language, request.POST.get("customer", ""), by=request.actor)
        try:
            sent = actions.send_sample(kind, language, form.own(), by=request.actor, values=shown)
        except TooMany:
            raise
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("A test is on its way to %(address)s.") % {"address": sent.to})
    return _page(request, found, language, form, form.own())


@needs(Power.SETTINGS_EDIT)
@shown_at(_PAGE)
@fresh()
@require_POST
def revert(request: StaffRequest, kind: str) -> HttpResponse:
    """Go back to the words that came with Clientela."""
    language = _language(request)
    actions.revert(kind, language, by=request.actor)
    messages.success(request, _("The built-in words are used again. Yours are in the history."))
    return SeeOther(_address(kind, language))


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


@needs(Power.SETTINGS_VIEW)
@require_safe
def history(request: StaffRequest, kind: str) -> HttpResponse:
    """Who changed the words, when, and what."""
    found, language = queries.kind(kind), _language(request)
    versions = wordings.history(found, language)
    compared = wordings.compared(found, versions, _number(request.GET.get("version", "")))
    if versions and compared is None:
        raise NotThere
    context = {
        "kind": found,
        "path": _PAGE.format(kind=kind),
        "language": language,
        "languages": [(code, wordings.spoken(code)) for code in request.store.languages],
        "versions": versions,
        "compared": compared,
    }
    return show(request, "admin/notification_history.html", context, current="settings")


@needs(Power.SETTINGS_EDIT)
@shown_at(f"{_PAGE}/history")
@fresh()
@require_POST
def restore(request: StaffRequest, kind: str) -> HttpResponse:
    """Use the words of an earlier version again."""
    version = queries.version(kind, _number(request.POST.get("version", "")) or 0)
    try:
        actions.restore(kind, version.pk, by=request.actor)
    except TemplateWrong as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther(_address(kind, version.language, "/history"))
    messages.success(request, _("The words of that version are used again."))
    return SeeOther(_address(kind, version.language))


def _typed(request: StaffRequest, found: Notification, language: str) -> Own:
    """The words that were typed; where none were sent, those in force."""
    if request.method == "POST" and "body" in request.POST:
        return WordingForm(request.POST).own()
    own = queries.current(found.kind, language)
    return Own.of(own) if own else queries.built_in(found, language)


@needs(Power.SETTINGS_VIEW)
@xframe_options_sameorigin
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: StaffRequest, kind: str) -> HttpResponse:
    """The email as the words make it, as a document of its own for the frame. Nothing is kept."""
    found, language = queries.kind(kind), _language(request)
    words = _typed(request, found, language)
    look = wordings.look(found, language, words, request.POST.get("customer", ""), by=request.actor)
    if look.made:
        return document(look.made.html, request.store)
    values = {"title": _("Mistake"), "wrong": str(look.wrong.sentence if look.wrong else "")}
    page = rendering.render(_MISTAKE, values, request.staff.language, request.store).html
    return document(page, request.store)


@needs(Power.SETTINGS_VIEW)
@shown_at(_PAGE)
@require_POST
def check(request: StaffRequest, kind: str) -> HttpResponse:
    """Beside the frame: subject and plain text, mistakes, and names that stand for nothing."""
    found, language = queries.kind(kind), _language(request)
    words = _typed(request, found, language)
    wanted = request.POST.get("customer", "").strip()
    look = wordings.look(found, language, words, wanted, by=request.actor)
    return render(request, "admin/parts/wording_look.html", {"look": look, "wanted": wanted})
