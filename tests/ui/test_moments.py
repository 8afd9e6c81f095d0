"""Moments in words, in the reader's language and on the store's clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from clientela.ui import moments
from tests.ui.test_components import drawn

NOW = datetime(2026, 3, 12, 9, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "before", "words"),
    [
        ("en", timedelta(seconds=20), "Just now"),
        ("en", timedelta(minutes=12), "12 minutes ago"),
        ("en", timedelta(hours=-2), "in 2 hours"),
        ("en", timedelta(days=3), "3 days ago"),
        ("en", timedelta(days=30), "10 Feb 2026"),
        ("nb", timedelta(minutes=12), "for 12 minutter siden"),
        ("de", timedelta(days=1, hours=13), "vor 2 Tagen"),
    ],
)
def test_how_long_ago(language: str, before: timedelta, words: str) -> None:
    with translation.override(language):
        assert moments.ago(NOW - before, NOW) == words


def test_the_whole_names_weekday_and_zone() -> None:
    with timezone.override("Europe/Oslo"), translation.override("en"):
        words = moments.whole(NOW)
    assert words.startswith("Thursday") and "10:00:05" in words and "Central European" in words


def test_a_day_has_no_time() -> None:
    day = date(2026, 3, 12)
    assert moments.ago(day) == moments.moment(day) == "12 Mar 2026"
    assert moments.machine(day) == "2026-03-12"


def test_the_component_tells_people_and_programs() -> None:
    with timezone.override("Europe/Oslo"):
        html = drawn('<c-date :when="when" told="moment" />', when=NOW)
    assert 'datetime="2026-03-12T09:00:05Z"' in html
    assert ">12 Mar 2026, 10:00</time>" in html
    assert 'title="Thursday' in html
