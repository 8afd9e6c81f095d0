"""Every form that a page shows, read from the page itself, as somebody with a browser would fill it in."""

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

# What people type into; the rest is chosen, or stands there already.
TYPED = {"text", "email", "search", "tel", "url", "number", "textarea", "date"}
SENT_EMPTY = {"submit", "button", "reset", "image", "file"}


@dataclass
class Control:
    """One field: its name, its kind, what stands in it, and what may be chosen."""

    name: str
    kind: str
    value: str = ""
    is_sent: bool = True
    is_seen: bool = True
    choices: list[str] = field(default_factory=list)


@dataclass
class Form:
    """One form of a page: where it goes, how, and its fields."""

    action: str
    method: str
    controls: list[Control] = field(default_factory=list)

    def data(self) -> dict[str, list[str]]:
        """What a browser sends if nothing is touched."""
        sent: dict[str, list[str]] = {}
        for control in self.controls:
            if control.is_sent and control.name != "csrfmiddlewaretoken":
                sent.setdefault(control.name, []).append(control.value)
        return sent

    def typed(self) -> list[Control]:
        """The fields that people type into."""
        return [control for control in self.controls if control.kind in TYPED and control.is_seen]

    def key(self) -> tuple[str, ...]:
        """What tells this form from another: the same one stands on many pages."""
        return (self.method, urlsplit(self.action).path, *sorted({c.name for c in self.controls}))


class _Reader(HTMLParser):
    """Reads the forms of a page, fields that name their form by id included."""

    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.base = base
        self.forms: list[Form] = []
        self.errors = 0
        self._open: Form | None = None
        self._text: Control | None = None
        self._select: Control | None = None
        self._ids: dict[str, Form] = {}
        self._strays: list[tuple[str, Control]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if "error" in said.get("class", "").split() or said.get("role") == "alert":
            self.errors += 1
        if tag == "form":
            self._begin(said)
        elif tag == "option" and self._select:
            value = said.get("value", "")
            self._select.choices.append(value)
            if "selected" in said or len(self._select.choices) == 1:
                self._select.value = value
        elif tag in {"input", "textarea", "select", "button"} and said.get("name"):
            self._control(tag, said)

    def _begin(self, said: dict[str, str]) -> None:
        action = urljoin(self.base, said.get("action", "")) or self.base
        self._open = Form(action, said.get("method", "get").lower())
        self.forms.append(self._open)
        if "id" in said:
            self._ids[said["id"]] = self._open

    def _control(self, tag: str, said: dict[str, str]) -> None:
        kind = said.get("type", "text") if tag == "input" else tag
        one = Control(said["name"], kind, said.get("value", ""))
        one.is_sent = "disabled" not in said and kind not in SENT_EMPTY
        # Traps for programs, and what only tells a password manager whose password it is.
        one.is_seen = "readonly" not in said and said.get("tabindex") != "-1"
        if kind in {"checkbox", "radio"}:
            one.is_sent, one.value = one.is_sent and "checked" in said, said.get("value", "on")
        self._text, self._select = (
            one if tag == "textarea" else self._text,
            one if tag == "select" else self._select,
        )
        if "form" in said:
            self._strays.append((said["form"], one))
        elif self._open:
            self._open.controls.append(one)

    def handle_data(self, data: str) -> None:
        if self._text:
            self._text.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea" and self._text:
            # The line break after the tag belongs to the markup.
            self._text.value, self._text = self._text.value.removeprefix("\n"), None
        elif tag == "select":
            self._select = None

    def read(self, page: str) -> "_Reader":
        """Take in a whole page."""
        self.feed(page)
        for name, control in self._strays:
            if name in self._ids:
                self._ids[name].controls.append(control)
        return self


def forms(page: str, base: str) -> list[Form]:
    """The forms of a page that came from this address."""
    return _Reader(base).read(page).forms


def errors(page: str) -> int:
    """How many errors a page shows."""
    return _Reader("/").read(page).errors


def standing(page: str, name: str) -> list[str]:
    """What stands in the fields of this name, anywhere on the page."""
    return [c.value for form in forms(page, "/") for c in form.controls if c.name == name]


def unlike(found: list[Form]) -> list[Form]:
    """Each form once."""
    return list({form.key(): form for form in found}.values())


def local(form: Form) -> Form:
    """The form with an address as the test's browser takes it."""
    parts = urlsplit(form.action)
    return replace(form, action=parts.path + (f"?{parts.query}" if parts.query else ""))
