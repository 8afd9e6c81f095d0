"""From a notification's words to an email: text, HTML, and nothing that a value can break."""

from html.parser import HTMLParser
from typing import Any

import pytest

from clientela.core.actor import SYSTEM
from clientela.messaging import examples, rendering
from clientela.messaging.actions import notify, spoken
from clientela.messaging.kinds import KINDS, Notification
from clientela.messaging.liquid.engine import TemplateBroken
from clientela.messaging.rendering import Block, Rendered, blocks, render
from clientela.post.letter import MASK, masked
from clientela.post.models import Message
from clientela.store.look import Look
from clientela.store.models import Store
from tests.post.letters import delivered
from tests.post.smtp_server import serving

BODY = (
    "# Hello {{ name }}\n\n{{ name }}\n\n! {{ code }}\n\n[Look at it]({{ link }})\n\n"
    "{% for line in lines %}{{ line.title }}\t{{ line.price }}\n{% endfor %}\n\nTo:\n{{ street }}"
)
PLAIN: dict[str, Any] = {
    "name": "Ann", "code": "042137", "link": "https://shop.example/a?b=1&c=2", "street": "1 High Street",
    "lines": [{"title": "Teapot", "price": "£1"}, {"title": "Cup", "price": "£2"}],
}  # fmt: skip


def kind(body: str = BODY, subject: str = "For {{ name }}") -> Notification:
    return Notification("tests.kind", "Test", subject, body, {}, {})


def rendered(body: str = BODY, **values: Any) -> Rendered:
    return render(
        kind(body),
        PLAIN | values,
        "en",
        Store(name="Holm & Hearth", url="https://shop.example", languages=["en"]),
    )


def shapes(body: str, **values: Any) -> list[str]:
    return [block.kind for block in blocks(rendering.fill(body, PLAIN | values))]


class Elements(HTMLParser):
    """The elements of a page, and the names of all attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.attributes |= {name for name, _value in attrs}


def test_blocks_are_what_they_look_like() -> None:
    found = blocks(rendering.fill(BODY, PLAIN))
    assert found == [
        Block("heading", "Hello Ann"),
        Block("paragraph", "Ann"),
        Block("code", "042137"),
        Block("button", "Look at it", address="https://shop.example/a?b=1&c=2"),
        Block("rows", "", rows=(("Teapot", "£1"), ("Cup", "£2"))),
        Block("paragraph", "To:\n1 High Street"),
    ]


def test_both_parts_say_the_same(db: None) -> None:
    made = rendered()
    for part in (made.text, made.html):
        for words in ("Hello Ann", "042137", "Look at it", "Teapot", "£2", "1 High Street"):
            assert words in part
    assert made.subject == "For Ann"
    assert "Look at it:\nhttps://shop.example/a?b=1&c=2" in made.text
    assert "Holm & Hearth" in made.text and "Holm &amp; Hearth" in made.html
    assert 'href="https://shop.example/a?b=1&amp;c=2"' in made.html


EVIL = [
    "[Click here](https://evil.example)", "# Your account is closed", "! 999999",
    "a\n\n[Click](https://evil.example)", "a\r\n\r\n# b", "a\n\n! 1", "a\tb", "a\u2028\u2028[x](http://e)",
    "\u2029# x", "\x0b[x](http://e)", "\x1c\x1c# x", "\u00a0# x", "\u200b\n\n# x", "{{ code }}",
    "{% raw %}", "[a](b)\n", "#\tx",
]  # fmt: skip


@pytest.mark.parametrize("evil", EVIL)
def test_a_value_makes_no_block_of_its_own(evil: str) -> None:
    """TP-02, WB-04: whatever somebody calls themself, the mail keeps its shape."""
    assert shapes(BODY, name=evil) == shapes(BODY)
    assert shapes("{{ name }}", name=evil) == ["paragraph"]
    assert shapes("{{ name }}, thanks", name=evil) == ["paragraph"]
    assert shapes("To:\n{{ name }}\n{{ street }}", name=evil) == ["paragraph"]


def test_a_value_keeps_its_letters() -> None:
    assert rendering.fill("{{ name }}", {"name": "#1001"}) == "#1001"
    assert rendering.fill("{{ name }}", {"name": "  Ann\n Lee "}) == "Ann Lee"


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "<b>bold</b>",
        "&lt;b&gt;",
        "</td></table>",
        "'\"`",
    ],
)
def test_html_is_escaped_and_text_is_not(db: None, evil: str) -> None:
    """WB-04: markup in a value is shown, not run, in every kind of block."""
    lines = [{"title": evil, "price": evil}]
    calm, seen = Elements(), Elements()
    made = rendered(name=evil, code=evil, street=evil, lines=lines)
    calm.feed(rendered(lines=[{"title": "a", "price": "b"}]).html)
    seen.feed(made.html)
    assert seen.found == calm.found and seen.attributes == calm.attributes
    assert evil in made.text and evil in made.subject


@pytest.mark.parametrize("address", ['https://x.example/"onclick="alert(1', "https://x.example/<script>"])
def test_an_address_is_escaped(db: None, address: str) -> None:
    """WB-04: a link's address stays inside its attribute."""
    calm, made = Elements(), Elements()
    calm.feed(rendered().html)
    made.feed(rendered(link=address).html)
    assert made.found == calm.found and "onclick" not in made.attributes


def test_a_name_that_is_missing_is_told() -> None:
    """A typo in a template is no empty place in a mail."""
    with pytest.raises(TemplateBroken):
        rendering.fill("Hello {{ nane }}", PLAIN)
    with pytest.raises(TemplateBroken):
        rendering.fill("{{ lines[0].nothing }}", PLAIN)
    with pytest.raises(TemplateBroken):
        rendering.fill("{% for x in lines %}{{ x.title }", PLAIN)
    with pytest.raises(TemplateBroken):
        rendering.fill("{{ name | no_such_filter }}", PLAIN)
    assert rendering.fill("{% if nothing %}a{% else %}b{% endif %}", PLAIN) == "b"


@pytest.mark.parametrize(
    "source", ["{{ name.__class__ }}", "{{ name.upper }}", "{% include 'x' %}", "{% render 'x' %}"]
)
def test_templates_reach_no_python_and_no_files(source: str) -> None:
    """TP-01: neither methods of values nor files."""
    with pytest.raises(TemplateBroken):
        rendering.fill(source, PLAIN)


@pytest.mark.parametrize(
    ("corners", "card", "button"), [("square", 0, 0), ("soft", 10, 6), ("round", 20, 14)]
)
def test_corners_are_those_of_the_brand(db: None, corners: str, card: int, button: int) -> None:
    """As round as on the store's pages."""
    store = Store(name="Holm", url="https://shop.example", languages=["en"])
    store.look = Look(corners=corners)
    html = render(kind(), PLAIN, "en", store).html
    found = {name: html.partition(f'class="{name}"')[2].partition(">")[0] for name in ("card", "button")}
    assert f"border-radius: {card}px" in found["card"] and f"border-radius: {button}px" in found["button"]
    assert f"--radius: {button / 16 if button else 0}" in store.look.css()


@pytest.mark.parametrize(
    ("asked", "store", "spoken_"),
    [
        ("nb", ["en"], "nb"), ("nb-NO", ["en"], "nb"), ("en-GB", ["nb"], "en"), ("de", ["nb", "en"], "nb"),
        ("", ["nb"], "nb"), ("xx", ["xx"], "en"), ("de", [], "en"),
    ],
)  # fmt: skip
def test_the_language_is_one_that_clientela_speaks(asked: str, store: list[str], spoken_: str) -> None:
    assert spoken(asked, Store(languages=store)) == spoken_


@pytest.mark.parametrize("language", ["en", "nb"])
@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_notification_renders_with_its_sample(db: None, name: str, language: str) -> None:
    """TP-02: each has a sample of plain values only, and no name in it is missing."""

    def plain(value: object) -> bool:
        if isinstance(value, dict):
            return all(isinstance(key, str) and plain(part) for key, part in value.items())
        return (
            all(map(plain, value)) if isinstance(value, list) else isinstance(value, str | int | float | None)
        )

    notification = KINDS[name]
    sample = examples.values(notification, language)
    assert plain(sample) and str(notification.title)
    made = render(notification, sample, language, Store.current())
    assert made.subject and "\n" not in made.subject and made.text and f'lang="{language}"' in made.html
    assert "{{" not in made.text + made.html and "xsecret" not in made.text


def test_notify_seals_what_is_secret(db: None) -> None:
    """CD-02, CD-08: in the outbox dots, in the mail the code; the timeline's mail is the customer's."""
    message = notify(
        "account.code", "Ann@example.com", {"code": "042137", "minutes": 10, "time": "today"},
        by=SYSTEM, language="nb-NO", customer_id=7, dedupe_key="code-1",
    )  # fmt: skip
    assert message and (message.language, message.customer_id, message.queue) == ("nb", 7, "codes")
    stored = Message.objects.values_list("subject", "text", "html").get(pk=message.pk)
    assert not any("042137" in part for part in stored)
    assert all(MASK in masked(part) for part in stored)
    with serving() as desk:
        delivered(message)
    text = desk.mails[0].get_body(["plain"])
    assert text and "042137" in text.get_content() and "042137" in desk.mails[0]["Subject"]
    again = notify(
        "account.code",
        "Ann@example.com",
        {"code": "1", "minutes": 10, "time": "x"},
        by=SYSTEM,
        dedupe_key="code-1",
    )
    assert again is None


def test_a_forgotten_value_queues_nothing(db: None) -> None:
    with pytest.raises(TemplateBroken):
        notify("account.code", "ann@example.com", {"minutes": 10, "time": "today"}, by=SYSTEM)
    assert not Message.objects.exists()
