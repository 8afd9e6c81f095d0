"""How long a customer stays signed in, by the database's clock."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clientela.accounts.models import Session
from clientela.accounts.queries import session_of
from clientela.core.seals import new_token, token_hash
from tests.cast import Cast


@pytest.mark.parametrize(
    ("idle_days", "old_days", "stays"),
    [(29, 29, True), (31, 31, False), (1, 89, True), (1, 91, False)],
)
def test_thirty_days_idle_and_ninety_in_all(cast: Cast, idle_days: int, old_days: int, stays: bool) -> None:
    """SE-06: a customer's session ends after 30 days without a visit, and after 90 days whatever happens."""
    token, now = new_token(), timezone.now()
    session = Session.objects.create(customer=cast.ingrid, token_hash=token_hash(token))
    Session.objects.filter(pk=session.pk).update(
        seen_at=now - timedelta(days=idle_days), started_at=now - timedelta(days=old_days)
    )
    assert (session_of(token) is not None) == stays
