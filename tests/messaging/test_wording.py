"""The store's own words for its emails: whatever is wrong with them, the email goes out."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import NotAllowed, NotThere
from clientela.journal.facts import KINDS as FACTS
from clientela.journal.models import Event
from clientela.messaging import queries
from clientela.messaging.actions import notify, preview, restore, revert, save_wording
from clientela.messaging.actions.wording import TemplateWrong, note_failure
from clientela.messaging.liquid.engine import Problem
from clientela.messaging.models import Wording
from clientela.messaging.rendering import Own
from clientela.post.models import Message
from tests.post.letters import delivered

KIND = "account.code"
VALUES = {"code": "042137", "minutes": 10, "time": "today"}
MINE = Own("Hello from {{ shop.name }}", "# Welcome\n\n! {{ code }}\n\nFor {{ minutes }} minutes.")


def sent(language: str = "en") -> Message:
    message = notify(KIND, "ann@example.com", VALUES, by=SYSTEM, language=language)
    assert message
    return message


def test_the_stores_own_words_are_used(db: None) -> None:
    """In the language they were written for, with the secret still sealed."""
    save_wording(KIND, "en", MINE, by=SYSTEM)
    message, other = sent(), sent("nb")
    assert message.subject == "Hello from My store" and "Welcome" in message.html
    assert "042137" not in message.html and delivered(message).state == "sent"
    assert "Welcome" not in other.html


def test_html_as_hosted_platforms_have_it(db: None) -> None:
    """A page of its own keeps its look; scripts, handlers, forms and frames are gone; text is made of it."""
    body = (
        "<!doctype html><html><head><style>p { color: #333333; }</style></head><body onload='x()'>"
        "<script>alert(1)</script><p onclick='x()'>Hi {{ shop.name }}, {{ code }}</p><form action='/x'>"
        "<input name='a'></form><iframe src='https://evil.example'></iframe>"
        "<a href='javascript:alert(1)'>bad</a> <a href='https://shop.example/a'>good</a></body></html>"
    )
    save_wording(KIND, "en", Own("Code", body, is_html=True), by=SYSTEM)
    message = sent()
    for gone in ("script", "onclick", "onload", "<form", "<input", "iframe", "javascript"):
        assert gone not in message.html.lower()
    assert "color" in message.html and "My store" in message.html and 'class="card"' not in message.html
    assert "good (https://shop.example/a)" in message.text and "<" not in message.text


def test_html_without_a_page_stands_in_ours(db: None) -> None:
    save_wording(KIND, "en", Own("Code", "<p>Hi <b>{{ code }}</b></p>", is_html=True), by=SYSTEM)
    assert 'class="card"' in sent().html


@pytest.mark.parametrize("evil", ["<img src=x onerror=alert(1)>", "</style><script>alert(1)</script>"])
def test_a_value_is_never_markup(db: None, evil: str) -> None:
    """WB-04: names in HTML templates are escaped."""
    save_wording(KIND, "en", Own("{{ time }}", "<p>{{ time }}</p>{{ code }}", is_html=True), by=SYSTEM)
    message = notify(KIND, "ann@example.com", {**VALUES, "time": evil}, by=SYSTEM, language="en")
    assert message and "<img" not in message.html and "<script" not in message.html
    assert "alert(1)" in message.text


def test_a_subject_is_one_line(db: None) -> None:
    """TP-04: neither the template nor a value makes a header."""
    save_wording(KIND, "en", Own("A\r\nBcc: x@example.com {{ time }}", "{{ code }}"), by=SYSTEM)
    message = notify(KIND, "ann@example.com", {**VALUES, "time": "b\r\nBcc: y"}, by=SYSTEM, language="en")
    assert message and "\n" not in message.subject and "\r" not in message.subject


@pytest.mark.parametrize(
    ("own", "field", "line", "column"),
    [
        (Own("{{ code", "x"), "subject", 1, 1),
        (Own("x", "Hello\n{{ kode }}"), "body", 2, 4),
        (Own("x", "{% for i in (1..99999999) %}x{% endfor %}"), "body", 1, 4),
        (Own("x", "{% include 'x' %}"), "body", 1, 4),
        (Own("x", " "), "body", 0, 0),
        (Own("", "x"), "subject", 0, 0),
    ],
)
def test_a_mistake_is_refused_with_its_place(db: None, own: Own, field: str, line: int, column: int) -> None:
    """Before saving: which part, line and column, in words; nothing is kept."""
    with pytest.raises(TemplateWrong) as wrong:
        save_wording(KIND, "en", own, by=SYSTEM)
    assert wrong.value.field == field and str(wrong.value.sentence)
    if line:
        assert (wrong.value.details["line"], wrong.value.details["column"]) == (line, column)
    assert not Wording.objects.exists()


def test_a_template_that_fails_later_stops_no_security_email(db: None) -> None:
    """TP-03: the built-in words go out, the failure is on record once, and staff can see it."""
    own = "{% for i in (1..minutes) %}{% for j in (1..minutes) %}x{% endfor %}{% endfor %}{{ code }}"
    save_wording(KIND, "en", Own("x", own), by=SYSTEM)
    for _ in range(2):
        message = notify(KIND, "ann@example.com", {**VALUES, "minutes": 999}, by=SYSTEM, language="en")
        assert message and "Your code for My store" in message.text
    failed = queries.current(KIND, "en")
    assert failed and failed.failed_at and failed.problem["part"] == "body"
    assert Event.objects.filter(name="notification.failed").count() == 1


def test_the_log_says_a_failure_in_the_readers_words(db: None) -> None:
    """Not in the engine's: what a fact keeps is said by whoever shows it."""
    own = save_wording(KIND, "en", Own("x", "{{ code }}"), by=SYSTEM)
    note_failure(own, Problem("expected tag endif, found end of file", "body", 1, 1), by=SYSTEM)
    event, kind = Event.objects.get(name="notification.failed"), FACTS["notification.failed"]
    said = str(kind.sentence).format(**kind.told(event.data))
    assert said.startswith("Notification Sign-in code could not be written") and "“if” is begun here" in said
    with translation.override("nb"):
        said = str(kind.sentence).format(**kind.told(event.data))
    assert "expected" not in said and "«endif»" in said and "Innloggingskode" in said


def test_words_that_take_too_long_rest_for_an_hour(db: None) -> None:
    """TP-03: the next code doesn't wait for them; changed ones are tried at once, and the old ones later."""
    steps = " | upcase | downcase" * 200
    slow = "{% for i in (1..minutes) %}{{ time" + steps + " | size }}{% endfor %}{{ code }}"
    save_wording(KIND, "en", Own("Mine", slow), by=SYSTEM)

    def subject(**more: object) -> str:
        message = notify(KIND, "ann@example.com", VALUES | more, by=SYSTEM, language="en")
        assert message
        return message.subject

    heavy = {"minutes": 9999, "time": "a" * 9000}
    assert subject(**heavy) != "Mine"
    failed = queries.current(KIND, "en")
    assert failed and failed.rests and failed.trouble == "This takes too long or too much memory."
    assert subject() != "Mine"
    Wording.objects.update(failed_at=timezone.now() - timedelta(minutes=61))
    assert subject() == "Mine"
    Wording.objects.update(failed_at=timezone.now())
    save_wording(KIND, "en", Own("Mended", "{{ code }}"), by=SYSTEM)
    assert subject(**heavy) == "Mended"
    assert Event.objects.filter(name="notification.failed").count() == 1


def test_back_to_the_built_in_words_and_forth(db: None) -> None:
    """History: every version stays, restoring is a new one."""
    first = save_wording(KIND, "en", MINE, by=SYSTEM)
    assert save_wording(KIND, "en", MINE, by=SYSTEM) == first
    revert(KIND, "en", by=SYSTEM)
    revert(KIND, "en", by=SYSTEM)
    assert queries.current(KIND, "en") is None and "Welcome" not in sent().html
    restore(KIND, first.pk, by=SYSTEM)
    assert "Welcome" in sent().html
    assert [version.is_default for version in queries.versions(KIND, "en")] == [False, True, False]
    assert set(queries.changed()) == {(KIND, "en")}


def test_preview_keeps_nothing(db: None) -> None:
    assert "Welcome" in preview(KIND, "en", MINE, by=SYSTEM).html
    assert preview(KIND, "en", None, by=SYSTEM).subject
    assert not Wording.objects.exists()


def test_who_may(db: None) -> None:
    for refused in (
        lambda: save_wording(KIND, "en", MINE, by=visitor()),
        lambda: revert(KIND, "en", by=visitor()),
        lambda: preview(KIND, "en", MINE, by=visitor()),
    ):
        with pytest.raises(NotAllowed):
            refused()
    with pytest.raises(NotThere):
        save_wording("no.such", "en", MINE, by=SYSTEM)


@pytest.mark.parametrize(
    ("body", "is_html"),
    [
        ("Hello, {{ minutes }}", False),
        ("{{ code | slice: 0, 3 }}", False),
        ("{{ code | upcase }}", False),
        ("{{ code }}{{ code | truncate: 12 }}", False),
        ("{% comment %}{{ code }}{% endcomment %}", False),
        ("<style>.a { content: '{{ code }}' }</style><p>Hi</p>", True),
        ("<!-- {{ code }} --><p>Hi</p>", True),
    ],
)
def test_words_that_lose_the_code_are_refused(db: None, body: str, is_html: bool) -> None:
    """TP-03, CD-08: what the reader waits for must reach them; saved by other ways, ours go out instead."""
    with pytest.raises(TemplateWrong) as wrong:
        save_wording(KIND, "en", Own("Hi", body, is_html), by=SYSTEM)
    assert wrong.value.field == "body" and "code" in str(wrong.value.sentence)
    Wording.objects.create(kind=KIND, language="en", subject="Hi", body=body, is_html=is_html)
    message = sent()
    assert "Your code for" in message.text and queries.failed().count() == 1


def test_a_link_that_is_only_nice_to_have_may_go(db: None) -> None:
    save_wording("order.confirmation", "en", Own("Hi", "Thank you"), by=SYSTEM)
    with pytest.raises(TemplateWrong):
        save_wording("order.confirmation", "en", Own("Hi", "{{ order_status_url | slice: 0, 9 }}"), by=SYSTEM)
