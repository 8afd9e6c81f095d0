"""Changing the words of emails. A broken template is refused here, and can't stop an email later."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor, Kind
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.gate import actions as gate
from clientela.journal.actions import record
from clientela.messaging import examples, queries
from clientela.messaging.events import WordingChanged, WordingFailed, WordingReverted
from clientela.messaging.kinds import Notification
from clientela.messaging.liquid.engine import Problem, TemplateBroken
from clientela.messaging.liquid.words import said
from clientela.messaging.models import Wording
from clientela.messaging.rendering import Own, Rendered, refuse_lost, render, render_own
from clientela.post import actions as post
from clientela.post.letter import Letter
from clientela.post.models import Message
from clientela.staff.models import User
from clientela.store.models import Store


class TemplateWrong(Refused):
    """A template can't be read or filled; `details` say where: part, line, column."""

    code = "template_wrong"
    sentence = _("This template has a mistake.")


def _refusal(problem: Problem) -> TemplateWrong:
    problem = replace(problem, message=said(problem.message))
    where = _("Line %(line)s, column %(column)s: %(message)s") if problem.line else _("%(message)s")
    sentence = str(where) % problem.as_dict()
    return TemplateWrong(sentence, field=problem.part, **problem.as_dict())


def preview(
    kind: str, language: str, own: Own | None, *, by: Actor, values: Mapping[str, Any] | None = None
) -> Rendered:
    """The email as these words make it (the built-in ones where there are none), by default of sample data.

    Raises `TemplateWrong`, `NotThere`.
    """
    by.must(Power.SETTINGS_VIEW)
    notification, store = queries.kind(kind), Store.current()
    shown = examples.values(notification, language) if values is None else notification.whole(values)
    if own is None:
        return render(notification, shown, language, store)
    try:
        return render_own(own, shown, language, store)
    except TemplateBroken as broken:
        raise _refusal(broken.problem) from broken


def send_sample(
    kind: str, language: str, own: Own | None, *, by: Actor, values: Mapping[str, Any] | None = None
) -> Message:
    """Email these words to whoever asks, by default with sample data. Raises `TemplateWrong`, `TooMany`."""
    by.must(Power.SETTINGS_EDIT)
    by.must_be(Kind.STAFF)
    made = preview(kind, language, own, by=by, values=values)
    gate.take("mail.test", str(by.id), by=by)
    me = User.objects.get(pk=by.id)
    letter = Letter(
        kind=kind, to=me.email, subject=made.subject, text=made.text, html=made.html, language=language,
        staff_id=by.id,
    )  # fmt: skip
    sent = post.queue(letter, by=by)
    assert sent
    return sent


def save_wording(kind: str, language: str, own: Own, *, by: Actor) -> Wording:
    """Use these words for a notification from now on; they must be fillable with its sample.

    Raises `TemplateWrong`, `NotThere`.
    """
    by.must(Power.SETTINGS_EDIT)
    newest = queries.current(kind, language)
    if newest and Own.of(newest) == own:
        return newest
    if not own.subject.strip() or not own.body.strip():
        part = "body" if own.subject.strip() else "subject"
        raise TemplateWrong(_("Write something here, or go back to the built-in words."), field=part)
    _refuse_unusable(queries.kind(kind), language, own)
    with transaction.atomic():
        made = Wording.objects.create(
            kind=kind, language=language, subject=own.subject, body=own.body, is_html=own.is_html,
            staff_id=by.id if by.is_staff else None,
        )  # fmt: skip
        record(WordingChanged(kind, language), by=by)
    return made


def _refuse_unusable(notification: Notification, language: str, own: Own) -> None:
    """Fill the words as the outbox will, with markers where secrets stand."""
    values = examples.values(notification, language, is_sealed=True)
    try:
        refuse_lost(notification, values, render_own(own, values, language, Store.current()))
    except TemplateBroken as broken:
        raise _refusal(broken.problem) from broken


def revert(kind: str, language: str, *, by: Actor) -> None:
    """Use the built-in words for a notification again. Raises `NotThere`."""
    by.must(Power.SETTINGS_EDIT)
    queries.kind(kind)
    if queries.current(kind, language) is None:
        return
    with transaction.atomic():
        Wording.objects.create(
            kind=kind, language=language, is_default=True, staff_id=by.id if by.is_staff else None
        )
        record(WordingReverted(kind, language), by=by)


def restore(kind: str, version_id: int, *, by: Actor) -> None:
    """Use the words of an earlier version again, as the newest one. Raises `TemplateWrong`, `NotThere`."""
    by.must(Power.SETTINGS_EDIT)
    version = queries.version(kind, version_id)
    if version.is_default:
        revert(kind, version.language, by=by)
    else:
        save_wording(kind, version.language, Own.of(version), by=by)


def note_failure(wording: Wording, problem: Problem, *, by: Actor) -> None:
    """Write down that the store's own words failed on a real email; the log hears of it once a version."""
    by.anyone_may()
    problem = _without_values(problem, wording)
    with transaction.atomic():
        first = Wording.objects.filter(pk=wording.pk, failed_at=None).update(failed_at=Now())
        Wording.objects.filter(pk=wording.pk).update(failed_at=Now(), problem=problem.as_dict())
        if first:
            record(WordingFailed(wording.kind, wording.language, problem.message[:300]), by=by)


def _without_values(problem: Problem, wording: Wording) -> Problem:
    """The problem with the template's own words alone: what a customer's values held isn't written down."""
    source = f"{wording.subject}\n{wording.body}"
    kept = re.sub(r"'([^']*)'", lambda word: word[0] if word[1] in source else "'…'", problem.message)
    return replace(problem, message=kept)
