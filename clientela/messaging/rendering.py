"""From a notification's Liquid to an email: subject, HTML with the store's brand, and plain text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Self

import css_inline
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from liquid import Markup

from clientela.core import money
from clientela.messaging import markup
from clientela.messaging.kinds import Notification
from clientela.messaging.liquid import engine
from clientela.messaging.liquid.engine import Problem, TemplateBroken
from clientela.messaging.liquid.sandbox import SANDBOX
from clientela.messaging.models import Wording
from clientela.messaging.objects import shop
from clientela.messaging.rich import Rich
from clientela.post.actions import one_line
from clientela.post.letter import masked
from clientela.store.models import Store

# What makes a block of the words after it; an invisible letter before it in a value makes it plain again.
_SIGN = re.compile(r"^(\[|[#!](?= |$))")
_JOINER = "\u2060"
# Around the number of a rich text, where one stands in a template; no value can hold these letters.
_OPENS, _CLOSES = "\ue000", "\ue001"
_RICH = re.compile(f"{_OPENS}([a-z_]+){_CLOSES}")
_BUTTON = re.compile(r"^\[(?P<words>[^\]]+)\]\((?P<address>[^)\s]+)\)$")


@dataclass(frozen=True)
class Rendered:
    """An email's three parts."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Block:
    """One piece of a body: `kind` is paragraph, heading, button, code, rows or rich."""

    kind: str
    text: str
    html: str = ""
    address: str = ""
    rows: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Own:
    """The store's own words for a notification."""

    subject: str
    body: str
    is_html: bool = False

    @classmethod
    def of(cls, wording: Wording) -> Self:
        """The words of a version."""
        return cls(wording.subject, wording.body, wording.is_html)


def fill(source: str, values: Mapping[str, Any]) -> str:
    """The text of a built-in template. `values` hold only plain dicts, lists, texts and numbers (TP-02)."""
    return engine.fill(source, _one_line(values))


def _one_line(value: Any) -> Any:
    """The value in one line that can't begin a button or a heading of its own, whatever somebody typed."""
    if isinstance(value, str):
        line = " ".join(value.replace(_OPENS, "").replace(_CLOSES, "").split())
        # Nor end the words of a button, with an address of its own behind them.
        return _SIGN.sub(f"{_JOINER}\\g<0>", line).replace("](", f"]{_JOINER}(")
    if isinstance(value, Mapping):
        return {name: _one_line(part) for name, part in value.items()}
    return [_one_line(part) for part in value] if isinstance(value, list | tuple) else value


def in_one_line(text: str) -> str:
    """A value as it stands in an email: one line that begins no button or heading."""
    return str(_one_line(text))


def blocks(body: str, riches: Mapping[str, Rich] = MappingProxyType({})) -> list[Block]:
    """The pieces of a filled body; pieces stand apart by empty lines."""
    pieces = (piece.strip() for piece in re.split(r"\n\s*\n", body))
    return [_block(piece, riches) for piece in pieces if piece]


def _block(piece: str, riches: Mapping[str, Rich]) -> Block:
    whole = _RICH.fullmatch(piece)
    if whole and whole[1] in riches:
        found = riches[whole[1]]
        return Block("rich", found.text, html=Markup(found.html))
    piece = _in_text(piece, riches)
    button = _BUTTON.match(piece)
    if button:
        return Block("button", button["words"], address=button["address"])
    if piece.startswith("# "):
        return Block("heading", piece[2:])
    if piece.startswith("! "):
        return Block("code", piece[2:])
    lines = piece.split("\n")
    if all("\t" in line for line in lines):
        pairs = (line.split("\t", 1) for line in lines)
        return Block("rows", "", rows=tuple((left.strip(), right.strip()) for left, right in pairs))
    return Block("paragraph", piece)


def _in_text(text: str, riches: Mapping[str, Rich]) -> str:
    return _RICH.sub(lambda found: riches[found[1]].text if found[1] in riches else "", text)


def plain(found: list[Block]) -> str:
    """The plain-text part."""
    parts = []
    for block in found:
        if block.kind == "button":
            parts.append(f"{block.text}:\n{block.address}")
        elif block.kind == "rows":
            parts.append("\n".join(f"{left}  {right}" for left, right in block.rows))
        else:
            parts.append(block.text)
    return "\n\n".join(parts) + "\n"


def _known(values: Mapping[str, Any], store: Store) -> tuple[dict[str, Any], dict[str, Rich]]:
    """What every template may name, beside the values of its kind; rich texts stand apart, signs in place."""
    known = {"shop": shop(store), "_currency": store.currency, "_locale": money.locale(), **values}
    riches = {name: value for name, value in known.items() if isinstance(value, Rich)}
    return {name: value for name, value in known.items() if name not in riches}, riches


def _signs(riches: Mapping[str, Rich]) -> dict[str, str]:
    return {name: f"{_OPENS}{name}{_CLOSES}" for name in riches}


def render(kind: Notification, values: Mapping[str, Any], language: str, store: Store) -> Rendered:
    """The email of a kind in a language, in the built-in words, with the store's brand."""
    with translation.override(language):
        known, riches = _known(kind.whole(values), store)
        filled = [
            engine.fill(str(source), _one_line(known) | _signs(riches))
            for source in (kind.subject, kind.body)
        ]
        return _dressed(_in_text(filled[0], riches), blocks(filled[1], riches), language, store)


def render_own(own: Own, values: Mapping[str, Any], language: str, store: Store) -> Rendered:
    """The email in the store's own words, filled in a process apart. Raises `TemplateBroken`."""
    with translation.override(language):
        known, riches = _known(values, store)
        parts = [("subject", own.subject, False), ("body", own.body, own.is_html)]
        # The body of HTML keeps the line ends of values; a subject is one line whatever they hold.
        plain_values = known if own.is_html else _one_line(known)
        filled = SANDBOX.fill(parts, plain_values | _signs(riches))
        subject = _in_text(filled["subject"], riches)
        if own.is_html:
            return _written(one_line(subject), filled["body"], riches, language, store)
        return _dressed(subject, blocks(filled["body"], riches), language, store)


def refuse_lost(kind: Notification, values: Mapping[str, Any], made: Rendered) -> None:
    """Refuse words that cut a secret's marker, or leave out what the reader waits for. `TemplateBroken`."""
    parts = (made.text, made.html)
    cut = any("xsecret" in masked(part).casefold() for part in (made.subject, *parts))
    left_out = [name for name in sorted(kind.needs) if any(str(values[name]) not in part for part in parts)]
    if cut or left_out:
        names = ", ".join(left_out or sorted(kind.secret))
        words = _("%(names)s must stand in the body, unchanged: without it nobody can use this email.")
        raise TemplateBroken(Problem(words % {"names": names}, "body"))


def _dressed(subject: str, found: list[Block], language: str, store: Store) -> Rendered:
    context = {"blocks": found, "store": store, "subject": subject, "language": language}
    html = render_to_string("messaging/email.html", context)
    return Rendered(one_line(subject), plain(found) + _signature(store), _inlined(html))


def _written(subject: str, html: str, riches: Mapping[str, Rich], language: str, store: Store) -> Rendered:
    """An email of HTML that the store wrote: a page of its own, or what stands inside of ours."""
    whole, cleaned = markup.is_whole(html), markup.clean(html)
    content = _RICH.sub(lambda found: riches[found[1]].html if found[1] in riches else "", cleaned)
    # Cleaned just now: what Django may leave as it is.
    context = {"content": Markup(content), "store": store, "subject": subject, "language": language}
    page = render_to_string("messaging/bare.html" if whole else "messaging/email.html", context)
    text = markup.text_of(content)
    return Rendered(subject, text if whole else text + _signature(store), SANDBOX.inline(page))


def _inlined(html: str) -> str:
    return css_inline.inline(html, keep_style_tags=True, load_remote_stylesheets=False)


def _signature(store: Store) -> str:
    footer = f"{store.look.footer}\n" if store.look.footer else ""
    return f"\n-- \n{store.name}\n{store.url}\n{footer}"
