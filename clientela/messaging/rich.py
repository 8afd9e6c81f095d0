"""What staff write to a customer: paragraphs with simple formatting, never HTML of their own."""

import re
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from clientela.messaging import markup

# Stars and tildes at its end belong to the sentence's formatting, as marks belong to the sentence.
_ADDRESS = re.compile(r"://[^\s<>\"`\[\]{}|\\^\u201c\u201d]+")
_SCHEME = re.compile(r"(?:^|(?<=[^a-z0-9+.-]))https?$", re.IGNORECASE)
_MARKS = ".,;:!?'\"*_~…’»"


@dataclass(frozen=True)
class Rich:
    """A text in plain words with its HTML form, which a template takes as it is."""

    text: str
    html: str


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    # Everything that isn't named stays as it was typed; HTML is text.
    reader = MarkdownIt("zero", {"html": False, "breaks": True})
    reader.enable(["emphasis", "link", "list", "newline", "autolink", "blockquote"])
    reader.inline.ruler.push("bare_address", _bare_address)
    return reader


def _bare_address(state: StateInline, silent: bool) -> bool:
    """Make a link of an http(s) address that stands in the text without any signs."""
    scheme = None if silent or state.linkLevel else _SCHEME.search(state.pending)
    rest = _ADDRESS.match(state.src, state.pos, state.posMax) if scheme else None
    if scheme is None or rest is None:
        return False
    end = _without_marks(rest[0])
    shown = f"{scheme[0]}{end}"
    address = state.md.normalizeLink(shown)
    if len(end) == len("://") or not state.md.validateLink(address):
        return False
    state.pending = state.pending[: scheme.start()]
    state.push("link_open", "a", 1).attrs = {"href": address}
    state.push("text", "", 0).content = shown
    state.push("link_close", "a", -1)
    state.pos += len(end)
    return True


def _without_marks(rest: str) -> str:
    """The address without the marks of the sentence around it; brackets stay where they come in pairs."""
    while rest[-1] in _MARKS or (rest[-1] == ")" and rest.count(")") > rest.count("(")):
        rest = rest[:-1]
    return rest


def rich(source: str) -> Rich:
    """`**bold**`, `*leaning*`, `- lists`, `[words](https://…)` and paragraphs apart by empty lines.

    Bare addresses become links.
    """
    text = source.replace("\r\n", "\n").strip()
    html = markup.clean(_reader().render(text))
    return Rich(markup.text_of(html).strip(), html)
