"""Words that the account emails share."""

from babel.dates import format_datetime
from django.utils import timezone, translation

from clientela.core import money
from clientela.messaging.actions import spoken
from clientela.store.models import Store


def when(language: str) -> str:
    """The present time in the store's zone, as the email's language writes it."""
    store = Store.current()
    with translation.override(spoken(language, store)):
        return str(
            format_datetime(timezone.now(), "d MMMM y, HH:mm", tzinfo=store.zone, locale=money.locale())
        )
