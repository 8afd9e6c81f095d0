"""What staff write to a customer: paragraphs with simple formatting, never HTML of their own."""

from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt

from clientela.messaging import markup


@dataclass(frozen=True)
class Rich:
    """A text with its HTML form, which a template takes as it is."""

    text: str
    html: str


@lru_cache(maxsize=1)
def _reader() -> MarkdownIt:
    # Everything that isn't named stays as it was typed; HTML is text.
    reader = MarkdownIt("zero", {"html": False, "breaks": True})
    return reader.enable(["emphasis", "link", "list", "newline", "autolink", "blockquote"])


def rich(source: str) -> Rich:
    """`**bold**`, `*leaning*`, `- lists`, `[words](https://…)` and paragraphs apart by empty lines."""
    text = source.replace("\r\n", "\n").strip()
    return Rich(text, markup.clean(_reader().render(text)))
