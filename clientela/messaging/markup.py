"""HTML that merchants write: what mail programs would run is taken out, and a plain text made of the rest."""

import re
from html.parser import HTMLParser

import nh3

_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "center",
        "code",
        "col",
        "colgroup",
        "div",
        "em",
        "figure",
        "font",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "small",
        "span",
        "strong",
        "style",
        "sub",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "u",
        "ul",
    ]
)
_ATTRIBUTES = {
    "*": {
        "align", "bgcolor", "border", "cellpadding", "cellspacing", "class", "color", "dir", "height", "id",
        "lang", "role", "style", "title", "valign", "width",
    },
    "a": {"href"},
    "img": {"src", "alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "font": {"face", "size"},
    "ol": {"start"},
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto", "tel"}
# How the signs begin that stand for secrets until an email is sent (`post.letter.marker`).
_MARKED = "xsecret-"
_STYLES = re.compile(r"<style\b[^>]*>.*?</style>", re.DOTALL | re.IGNORECASE)
_LISTS = frozenset({"ul", "ol"})
_BLOCKS = frozenset({"p", "div", "tr", "table", "ul", "ol", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"})


def clean(html: str) -> str:
    """The HTML without whatever could run or load a page: scripts, forms, frames, handlers.

    Nor can a picture or a style carry a secret away: those are loaded without anybody's doing.
    """
    cleaned = nh3.clean(
        html,
        tags=set(_TAGS),
        clean_content_tags={"script", "title", "noscript", "template", "iframe", "object", "svg", "math"},
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
        attribute_filter=_kept,
    )
    return _STYLES.sub(lambda found: found[0].replace(_MARKED, ""), cleaned)


def _kept(tag: str, name: str, value: str) -> str | None:
    loads = name == "style" or (tag, name) == ("img", "src")
    return None if loads and _MARKED in value else value


def is_whole(html: str) -> bool:
    """Whether this is a page of its own, with a look of its own, and not only what stands inside one."""
    return bool(re.search(r"<(html|body)\b", html, re.IGNORECASE))


class _Reader(HTMLParser):
    """Reads HTML aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._silent = 0
        self._links: list[tuple[str, int]] = []
        # For each list that is open, the number of its last piece; nothing where pieces have none.
        self._lists: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "style":
            self._silent += 1
        elif tag == "a":
            self._links.append((values.get("href", ""), len(self.parts)))
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append(f"\n{self._point()}")
        elif tag == "img" and values.get("alt"):
            self.parts.append(values["alt"])
        elif tag in {"td", "th"}:
            self.parts.append("  ")
        elif tag in _BLOCKS:
            self._begin(tag, values.get("start", ""))

    def _begin(self, tag: str, start: str) -> None:
        if tag in _LISTS:
            first = int(start[:9]) if start[:9].isdecimal() else 1
            self._lists.append(first - 1 if tag == "ol" else None)
        self.parts.append("\n\n" if tag != "tr" else "\n")

    def _point(self) -> str:
        """What stands before a piece of a list."""
        if not self._lists or self._lists[-1] is None:
            return "- "
        self._lists[-1] += 1
        return f"{self._lists[-1]}. "

    def handle_endtag(self, tag: str) -> None:
        if tag == "style":
            self._silent -= 1
        elif tag == "a" and self._links:
            address, since = self._links.pop()
            words = "".join(self.parts[since:]).strip()
            if address and address != words:
                self.parts.append(f" ({address})")
        elif tag in _BLOCKS:
            if tag in _LISTS and self._lists:
                self._lists.pop()
            self.parts.append("\n\n" if tag != "tr" else "\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))


def text_of(html: str) -> str:
    """The plain text of HTML: paragraphs apart by an empty line, addresses behind their links."""
    reader = _Reader()
    reader.feed(html)
    text = "".join(reader.parts)
    lines = (re.sub(r"[ \t]{3,}", "  ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
