"""Words that the account emails share."""

from babel.dates import format_date, format_time
from django.utils import timezone, translation

from clientela.core import money
from clientela.messaging.actions import spoken
from clientela.store.models import Store


def when(language: str) -> str:
    """The present time in the store's zone, as the email's language writes it."""
    store = Store.current()
    with translation.override(spoken(language, store)):
        now, locale = timezone.now().astimezone(store.zone), money.locale()
        return f"{format_date(now.date(), 'long', locale=locale)}, {format_time(now, 'short', locale=locale)}"
