"""Reading the store's own words."""

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation

from clientela.core.errors import NotThere
from clientela.messaging.kinds import KINDS, Notification
from clientela.messaging.models import Wording, Written
from clientela.messaging.rendering import Own

MOST_VERSIONS = 100


def kind(name: str) -> Notification:
    """A notification by its name. Raises `NotThere`."""
    if name not in KINDS:
        raise NotThere
    return KINDS[name]


def current(name: str, language: str) -> Wording | None:
    """The store's own words for a notification, or nothing where the built-in ones count."""
    newest = Wording.objects.filter(kind=name, language=language).order_by("-pk").first()
    return None if newest is None or newest.is_default else newest


def changed() -> dict[tuple[str, str], Wording]:
    """The words in force that aren't the built-in ones, by kind and language."""
    newest = Wording.objects.order_by("kind", "language", "-pk").distinct("kind", "language")
    return {(row.kind, row.language): row for row in newest.defer("body") if not row.is_default}


def failed() -> "QuerySet[Wording]":
    """The words in force that failed on a real email; the built-in ones went out instead."""
    newer = Wording.objects.filter(
        kind=OuterRef("kind"), language=OuterRef("language"), pk__gt=OuterRef("pk")
    )
    return Wording.objects.filter(~Exists(newer), is_default=False, failed_at__isnull=False).defer("body")


def built_in(notification: Notification, language: str) -> Own:
    """The words that a notification came with, in a language."""
    with translation.override(language):
        return Own(str(notification.subject), str(notification.body))


def versions(name: str, language: str) -> list[Wording]:
    """What the words were, newest first."""
    return list(Wording.objects.filter(kind=name, language=language).order_by("-pk")[:MOST_VERSIONS])


def version(name: str, version_id: int) -> Wording:
    """One version of a notification's words. Raises `NotThere`."""
    found = Wording.objects.filter(kind=name, pk=version_id).first()
    if found is None:
        raise NotThere
    return found


def written(message_id: int, staff_id: int) -> Written | None:
    """What somebody wrote behind a draft of theirs, to change it."""
    return Written.objects.filter(pk=message_id, staff_id=staff_id).first()
