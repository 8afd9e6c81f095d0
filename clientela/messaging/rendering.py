"""From a notification's Liquid to an email: subject, HTML with the store's brand, and plain text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import css_inline
from django.template.loader import render_to_string
from django.utils import translation
from liquid import Environment, FalsyStrictUndefined, Mode

from clientela.messaging.kinds import Notification
from clientela.store.models import Store

# What makes a block of the words after it; an invisible letter before it in a value makes it plain again.
_SIGN = re.compile(r"^(\[|[#!](?= |$))")
_JOINER = "\u2060"
_BUTTON = re.compile(r"^\[(?P<words>[^\]]+)\]\((?P<address>[^)\s]+)\)$")


@dataclass(frozen=True)
class Rendered:
    """An email's three parts."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Block:
    """One piece of a body: `kind` is paragraph, heading, button, code or rows."""

    kind: str
    text: str
    address: str = ""
    rows: tuple[tuple[str, str], ...] = ()


@lru_cache(maxsize=1)
def _environment() -> Environment:
    # Plain text first: what comes out is escaped when it is put into HTML.
    return Environment(tolerance=Mode.STRICT, undefined=FalsyStrictUndefined, autoescape=False)


def fill(source: str, values: Mapping[str, Any]) -> str:
    """The text of a Liquid template. `values` hold only plain dicts, lists, texts and numbers (TP-02)."""
    return str(_environment().from_string(source).render(**_one_line(values)))


def _one_line(value: Any) -> Any:
    """The value in one line that can't begin a button or a heading of its own, whatever somebody typed."""
    if isinstance(value, str):
        return _SIGN.sub(f"{_JOINER}\\g<0>", " ".join(value.split()))
    if isinstance(value, Mapping):
        return {name: _one_line(part) for name, part in value.items()}
    return [_one_line(part) for part in value] if isinstance(value, list | tuple) else value


def blocks(body: str) -> list[Block]:
    """The pieces of a filled body; pieces stand apart by empty lines."""
    return [_block(piece.strip()) for piece in re.split(r"\n\s*\n", body) if piece.strip()]


def _block(piece: str) -> Block:
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


def render(kind: Notification, values: Mapping[str, Any], language: str, store: Store) -> Rendered:
    """The email of a kind in a language, with the store's name and colour."""
    with translation.override(language):
        shop = {"name": store.name, "url": store.url, "email": store.email}
        known = {"shop": shop, **values}
        subject, found = fill(str(kind.subject), known), blocks(fill(str(kind.body), known))
        context = {"blocks": found, "store": store, "subject": subject, "language": language}
        html = render_to_string("messaging/email.html", context)
    inlined = css_inline.inline(html, keep_style_tags=True, load_remote_stylesheets=False)
    signature = f"\n-- \n{store.name}\n{store.url}\n"
    return Rendered(subject, plain(found) + signature, inlined)
