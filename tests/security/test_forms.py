"""Every form on every page, found by reading them, is sent with hostile words in one field after the other.

A run tries one word in each field; with `PROBES=100` in the environment, a hundred made-up ones besides.
"""

import os
from collections.abc import Iterator
from copy import deepcopy
from itertools import cycle

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.accounts.people import calm
from tests.security import crawl
from tests.security.crawl import Control, Form
from tests.security.everywhere import House
from tests.security.test_odd_input import quiet

PROBES = int(os.environ.get("PROBES", "0"))
# Drawn without escaping, it would stand on the page as it is here.
MARK = "<i data-mark='\"x"
WORDS = [
    *(f"a{MARK}", "\x00", "a\r\nBcc: evil@example.com", "x" * 300, "x" * 70_000, "-1", "0", "9" * 30),
    *("1e309", "NaN", "' OR 1=1--", "{{7*7}}{% debug %}", "../../etc/passwd", "//evil.example", " "),
    *("\u202e\u2028\ufeff", "\ud7ff\U0001f600", "0x10", "\u0661\u0662", "2026-13-45", "=1+1", "a@b@c"),
    *("javascript:alert(1)", "http://[::1", "[]", "${7*7}", "%s%n", "1,5", "1.000,50", "a@example.com"),
]
hostile = st.one_of(
    st.sampled_from(WORDS),
    st.text(max_size=40).map(lambda text: text + MARK),
    st.integers().map(str),
    st.floats().map(str),
    st.datetimes().map(str),
)
# Both end the session by which the next form would be sent; card pages are gateways' and keep nothing.
LEFT_OUT = {"/account/logout", "/admin/logout"}
FORGETS = "/pay/test/"


def every_form(browser: Client, house: House) -> list[Form]:
    """The forms that somebody is shown at every address, each once."""
    seen: list[Form] = []
    for spot in house.places:
        # The page of components sends nothing anywhere; shoppers try the store.
        is_theirs = spot.route.startswith("/admin") is (browser.cookies.get("staff") is not None)
        if "GET" in spot.methods and is_theirs and spot.route != "/admin/ui":
            answer = browser.get(spot.path, follow=True)
            if answer.headers.get("Content-Type", "").startswith("text/html"):
                seen += crawl.forms(answer.content.decode(), answer.request["PATH_INFO"])
    return [form for form in map(crawl.local, crawl.unlike(seen)) if form.action not in LEFT_OUT]


def fields(form: Form) -> list[Control]:
    """The form's fields, each name once; chosen and hidden ones too."""
    return list({c.name: c for c in form.controls if c.name != "csrfmiddlewaretoken"}.values())


def sent(browser: Client, form: Form, control: Control, value: str):
    """Send the form with this value in this field, and undo whatever it did."""
    cookies = deepcopy(browser.cookies)
    with transaction.atomic():
        calm()
        verb = browser.get if form.method == "get" else browser.post
        answer = verb(form.action, form.data() | {control.name: [value]})
        transaction.set_rollback(True)
    browser.cookies = cookies
    return answer


def judge(answer, form: Form, control: Control, value: str) -> None:
    """No failure, nothing unescaped; what is refused says so, and what was typed stands there still."""
    where = (form.method, form.action, control.name, value[:60], answer.status_code)
    assert answer.status_code < 500, where
    page = answer.content.decode(errors="replace")
    assert MARK not in page, where
    for name, said in answer.headers.items():
        assert not {"\r", "\n"} & set(said) and not said.startswith("//evil"), (where, name)
    if answer.status_code == 422 and control in form.typed():
        assert crawl.errors(page), where
        if value.isprintable() and value.strip() and not form.action.startswith(FORGETS):
            kept = [meant(text, control) for text in crawl.standing(page, control.name)]
            assert meant(value, control) in kept, (where, kept)


def meant(text: str, control: Control) -> str:
    """What was typed, without the spaces around it; a number whatever its digits."""
    try:
        return str(float(text)) if control.kind == "number" else text.strip()
    except ValueError:
        return text.strip()


def probe(browser: Client, form: Form, words: Iterator[str]) -> None:
    """Send one form with hostile words in each of its fields, as often as asked for."""
    for control in fields(form):
        value = next(words)
        judge(sent(browser, form, control, value), form, control, value)
        if PROBES:
            made_up(browser, form, control)


def made_up(browser: Client, form: Form, control: Control) -> None:
    """Send one field with words that nobody thought of."""

    @settings(max_examples=PROBES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(value=hostile)
    def tried(value: str) -> None:
        judge(sent(browser, form, control, value), form, control, value)

    tried()


def test_forms_are_found(house: House) -> None:
    """The test below is worth what it finds: the owner's forms, with the fields that people see."""
    found = every_form(quiet(house.browsers()["owner"]), house)
    names = {control.name for form in found for control in form.typed()}
    assert len(found) > 50
    assert {"email", "q", "note", "tags", "line1", "title", "price", "tracking_url", "url"} <= names


@pytest.mark.parametrize("who", ["visitor", "customer", "owner"])
def test_hostile_words_in_every_field(house: House, who: str) -> None:
    """AP-07, WB-04, TP-04: no failure, nothing drawn unescaped, errors said, what was typed kept."""
    browser = quiet(house.browsers()[who])
    forms = every_form(browser, house)
    assert sum(len(fields(form)) for form in forms) > 20
    words = cycle(WORDS)
    for form in forms:
        probe(browser, form, words)
