"""Merchants' templates are strangers' programs: they see what they are given, and can hurt nothing else."""

import itertools
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from clientela.messaging.liquid import filters
from clientela.messaging.liquid.engine import TemplateBroken, fill, lost, names
from clientela.messaging.liquid.sandbox import Sandbox
from clientela.messaging.liquid.words import said

SCRIPT = "<script>alert(1)</script>"
VALUES: dict[str, Any] = {
    "order": {
        "name": "#1001",
        "total_price": 125000,
        "shipping_address": {"lines": ["Anna <Berg>", "12 High Street"]},
        "line_items": [{"title": SCRIPT, "quantity": 2}, {"title": "Teapot", "quantity": 1}],
    },
    "words": SCRIPT,
    "_currency": "GBP",
    "_locale": "en_GB",
    "at": "2025-12-03T14:05:00+01:00",
    "never": None,
}


@pytest.fixture(scope="module")
def apart() -> Iterator[Sandbox]:
    """The process apart."""
    sandbox = Sandbox()
    yield sandbox
    sandbox.end()


def filled(sandbox: Sandbox, source: str, *, html: bool = True) -> str:
    return sandbox.fill([("body", source, html)], VALUES)["body"]


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("{{ order.name }}", "#1001"),
        ("{{ order.total_price | money }}", "£1,250.00"),
        ("{{ order.total_price | money_with_currency }}", "£1,250.00 GBP"),
        ("{{ order.total_price | money_without_currency }}", "1,250.00"),
        ("{{ order.total_price | money_without_trailing_zeros }}", "£1,250"),
        ("{{ order.shipping_address | format_address }}", "Anna &lt;Berg&gt;<br>12 High Street"),
        ("{% for line in order.line_items %}{{ line.quantity }} {% endfor %}", "2 1 "),
        ("{{ order.line_items | size | pluralize: 'item', 'items' }}", "items"),
        ("{% if order.nothing %}x{% else %}y{% endif %}", "y"),
        ("{{ order.nothing | default: 'none' }}", "none"),
        ("{{ at | date: format: 'date' }}", "3 December 2025"),
        ("{{ at | date: format: 'date_at_time' }}", "3 December 2025, 14:05"),
        ("{{ at | date: format: 'abbreviated_date' }}", "3 Dec 2025"),
        ("{{ at | date: format: 'basic' }}", "03/12/2025"),
        ("{{ at | date: '%A %-d %B %Y, %H:%M' }}", "Wednesday 3 December 2025, 14:05"),
        ("{{ at | date: '%Y-%m-%d %%B' }}", "2025-12-03 %B"),
        ("{{ 'soon' | date: '%Y' }}{{ never | date: format: 'date' }}", "soon"),
        ("{{ 'Wool blanket' | handle }}", "wool-blanket"),
        ("{{ 'See' | link_to: '/x?a=1&b=2' }}", '<a href="/x?a=1&amp;b=2" title="">See</a>'),
        ("{{ 'See' | link_to: 'javascript:alert(1)' }}", '<a href="#" title="">See</a>'),
    ],
)  # fmt: skip
def test_templates_of_the_hosted_platform_work(apart: Sandbox, source: str, made: str) -> None:
    """Its filters and objects give what its documents say."""
    assert filled(apart, source) == made


def test_dates_are_in_the_readers_language(apart: Sandbox) -> None:
    """Months and days by their names there, whichever way a template asks for them."""
    source = "{{ at | date: '%a %-d %b' }}; {{ at | date: '%A %-d. %B' }}; {{ at | date: format: 'date' }}"
    made = apart.fill([("body", source, False)], VALUES | {"_locale": "nb_NO"})["body"]
    assert made == "ons. 3 des.; onsdag 3. desember; 3. desember 2025"


ATTACKS = {
    "endless loop": "{% for i in (1..100000000) %}x{% endfor %}",
    "loops in loops": "{% for i in (1..999) %}{% for j in (1..999) %}{% endfor %}{% endfor %}",
    "empty loops": "{% for i in (1..9999999999) %}{% endfor %}",
    "doubling": "{% assign a = 'xxxxxxxxxx' %}" + "{% assign a = a | append: a %}" * 40,
    "powers": "{% assign a = 999999999 %}" + "{% assign a = a | times: a %}" * 40,
    "one step of powers": "{{ 999999999999 | times: 999999999999 }}",
    "join of a range": "{{ (1..99999999) | join: 'x' }}",
    "range as a list": "{{ (1..99999999) | reverse | size }}",
    "replace of nothing": "{% assign a = 'x' %}" + "{% assign a = a | replace: '', a %}" * 20,
    "huge capture": "{% capture a %}{% for i in (1..9999) %}" + "x" * 60 + "{% endfor %}{% endcapture %}",
    "huge output": "{% for i in (1..9999) %}" + "x" * 60 + "{% endfor %}",
    "table": "{% tablerow i in (1..100000) cols:1 %}x{% endtablerow %}",
    "deep blocks": "{% if words %}" * 200 + "{% endif %}" * 200,
    "deep conditions": "{% if " + "words and " * 5000 + "words %}{% endif %}",
    "braces": "{" * 150_000,
    "open braces": "{{" * 60_000,
    "long source": " " * 250_000,
    "class of a value": "{{ words.__class__ }}",
    "methods of a value": "{{ order.items }}",
    "globals": "{{ order.__init__.__globals__ }}",
    "subclasses": "{{ order['__class__'] }}",
    "files by include": "{% include '/etc/passwd' %}",
    "files by render": "{% render '../../etc/passwd' %}",
    "raw output": "{{ words | safe }}",
    "unknown filter": "{{ words | system: 'id' }}",
    "division": "{{ 1 | divided_by: 0 }}",
    "no end": "{% if words %}",
    "typo": "{{ ordr.name }}",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_ends_itself(apart: Sandbox, attack: str) -> None:
    """TP-01, TP-03: refused with a reason, and the next template is filled as if nothing had been."""
    with pytest.raises(TemplateBroken) as broken:
        filled(apart, ATTACKS[attack])
    assert broken.value.problem.message
    assert filled(apart, "{{ order.name }}") == "#1001"


def test_memory_is_bounded_where_no_rule_sees_it(apart: Sandbox) -> None:
    """TP-03: what gets past every rule of ours ends at the process's own walls."""
    child = [sys.executable, "-c", "import clientela.messaging.liquid.child as c, sys, io;"
             "sys.stdin = io.StringIO(''); c.main(); bytearray(700 * 1024 * 1024)"]  # fmt: skip
    ended = subprocess.run(child, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1 and "MemoryError" in ended.stderr


def test_the_process_holds_nothing_of_the_store(apart: Sandbox) -> None:
    """TP-02: no Django, no database, no environment; it starts and ends by itself."""
    filled(apart, "{{ order.name }}")
    child = apart._child
    assert child
    with open(f"/proc/{child.pid}/environ", "rb") as environ:  # noqa: PTH123
        assert b"DATABASE_URL" not in environ.read()
    with open(f"/proc/{child.pid}/maps") as maps:  # noqa: PTH123
        assert "psycopg" not in maps.read()


def test_a_process_that_died_is_replaced(apart: Sandbox) -> None:
    filled(apart, "x")
    assert apart._child
    apart._child.kill()
    apart._child.wait()
    assert filled(apart, "{{ order.name }}") == "#1001"


ORDINARY = sorted(filters.ALLOWED | set(filters.PLATFORM))
_ARGUMENTS = ("", ": 'x'", ": '', words", ": 3", ": words, words", ": words")


def test_no_filter_lets_markup_through() -> None:
    """TP-01, WB-04: whatever filters are chained, a value never becomes markup by them."""
    for first, second in itertools.product(ORDINARY, repeat=2):
        for argument in _ARGUMENTS:
            for source in (
                f"{{{{ words | {first}{argument} | {second} }}}}",
                f"{{{{ words | {first} | {second}{argument} }}}}",
                f"{{{{ '<i>' | {first}{argument} | {second}{argument} }}}}",
            ):
                try:
                    made = fill(source, VALUES, escapes=True)
                except TemplateBroken:
                    continue
                assert "<script" not in made.lower(), source


def test_problems_say_where(apart: Sandbox) -> None:
    """Line and column from 1, and the likely meant name."""
    with pytest.raises(TemplateBroken) as broken:
        filled(apart, "Hello\n  {{ order.total_price | mony }}")
    problem = broken.value.problem
    assert (problem.part, problem.line, problem.column) == ("body", 2, 26)
    assert problem.message == "unknown filter 'mony', perhaps money"


MISTAKES = [
    ("Hi {{ order | nope }}", 1, 15, "There is no filter “nope”."),
    ("{{ order | mony }}", 1, 12, "There is no filter “mony”; perhaps “money” is meant."),
    ("Hi\n{% nope %}", 2, 4, "There is no tag “nope” in emails, or it isn't closed."),
    ("\n {% if a %}{% if b %}{% endif %}", 2, 2, "“if” is begun here and never ended: “endif” is missing."),
    ("{% for a in words %}", 1, 1, "“for” is begun here and never ended: “endfor” is missing."),
    ("x{% endif %}", 1, 5, "“endif” ends nothing that is open here."),
    ("{% comment %}", 1, 4, "“comment” is begun here and never ended: “endcomment” is missing."),
    ("{{ wrods }}", 1, 4, "“wrods” stands for nothing in this email."),
    ("{{ words ", 1, 1, "What begins here is never closed, or has no name."),
    ("{% if %}x{% endif %}", 1, 4, "A name or a value is missing here."),
    ("Hi\n{% if words == %}x{% endif %}", 2, 1, "A name or a value is missing here."),
    ("Hi\n\n {{ }}", 3, 2, "A name or a value is missing here."),
    ("{% for x words %}{% endfor %}", 1, 10, "Here “in” is missing."),
    ("Hi\n{% assign x %}", 2, 1, "Here “=” is missing."),
    ("{% if words = 1 %}{% endif %}", 1, 13, "“=” can't stand here."),
    ("{{ 'words }}", 1, 4, "“'” can't stand here."),
    ("{{ words | date }}", 1, 12, "The filter “date” needs a value behind a colon."),
    ("{{ words | divided_by: 0 }}", 1, 12, "Nothing can be divided by zero."),
    ("{% for i in (1..20000) %}{% endfor %}", 1, 4, "This makes or takes too much text."),
]  # fmt: skip


@pytest.mark.parametrize(("source", "line", "column", "sentence"), MISTAKES)
def test_mistakes_are_sentences_with_their_place(source: str, line: int, column: int, sentence: str) -> None:
    """Also where the engine itself sees them only at the end."""
    with pytest.raises(TemplateBroken) as broken:
        fill(source, VALUES)
    problem = broken.value.problem
    assert (said(problem.message), problem.line, problem.column) == (sentence, line, column)


def test_mistakes_are_told_in_the_language_of_staff() -> None:
    with translation.override("nb"):
        assert "noe filter «mony»" in said("unknown filter 'mony', perhaps money")
    assert said("something that nobody heard of") == "something that nobody heard of"


@pytest.mark.parametrize(
    "source", ["{{" * 60_000, "{%" * 60_000, "{% " + " " * 150_000, "{% if words " * 15_000]
)
def test_where_it_is_found_at_once(source: str) -> None:
    """TP-03: looking for the place of a mistake takes no longer than reading; else this would never end."""
    for message in ("expected tag endif, found end of expression", "missing expression"):
        lost(source, message)


def test_names_that_a_template_asks_for() -> None:
    asked = names("{{ order.name }}\n{% for line in order.line_items %}{{ line.title }}{% endfor %}{{ x }}")
    assert asked == {"order.name": (1, 4), "order.line_items": (2, 16), "x": (2, 66)}


def test_a_subject_stays_plain(apart: Sandbox) -> None:
    assert filled(apart, "{{ words }}", html=False) == SCRIPT
