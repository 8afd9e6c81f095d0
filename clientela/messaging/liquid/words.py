"""What is wrong with a template, in sentences for whoever writes it; the engine's own where we know none."""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

_Said = Callable[[re.Match[str]], str]


def _no_filter(found: re.Match[str]) -> str:
    if found["likely"]:
        return _("There is no filter “%(name)s”; perhaps “%(likely)s” is meant.") % found.groupdict()
    return _("There is no filter “%(name)s”.") % found.groupdict()


def _no_tag(found: re.Match[str]) -> str:
    name = found["name"]
    if name.startswith("end"):
        return _("“%(name)s” ends nothing that is open here.") % {"name": name}
    if name in {"else", "elsif", "when", "break", "continue"}:
        return _("“%(name)s” can't stand here by itself.") % {"name": name}
    return _("There is no tag “%(name)s” in emails, or it isn't closed.") % {"name": name}


def _unclosed(found: re.Match[str]) -> str:
    values = {"name": found["name"], "end": f"end{found['name']}"}
    return _("“%(name)s” is begun here and never ended: “%(end)s” is missing.") % values


_KNOWN: tuple[tuple[str, _Said], ...] = (
    (r"unknown filter '(?P<name>[^']*)'(, perhaps (?P<likely>\w+))?", _no_filter),
    (r"unexpected (tag )?'(?P<name>[a-z]\w*)'", _no_tag),
    (r"expected tag end(?P<name>\w+), found .*", _unclosed),
    (r"(?P<name>comment|doc|raw) tag was never closed", _unclosed),
    (
        r"expected '(?P<sign>[%}]\}?)', found .*|missing tag name or closing delimiter",
        lambda found: _("What begins here is never closed, or has no name."),
    ),
    (
        r"expected (?P<sign>'[^']+'|in)( after .*)?, found .*",
        lambda found: _("Here “%(sign)s” is missing.") % {"sign": found["sign"].strip("'")},
    ),
    (
        r"missing expression|expected (a primitive expression|word), found .*",
        lambda found: _("A name or a value is missing here."),
    ),
    (
        r"'(?P<name>.+)' is undefined",
        lambda found: _("“%(name)s” stands for nothing in this email.") % found.groupdict(),
    ),
    (
        r"missing or unexpected path segment",
        lambda found: _("This name isn't written to its end."),
    ),
    (
        r"expected end of expression, found '?(?P<word>.*?)'?"
        r"|unexpected (?P<mark>[\"'])(?P<sign>.*)(?P=mark)",
        lambda found: _("“%(sign)s” can't stand here.") % {"sign": found["word"] or found["sign"]},
    ),
    (
        r"(?:\w+: )?(?P<name>\w+)\(\) missing \d+ required .*",
        lambda found: _("The filter “%(name)s” needs a value behind a colon.") % found.groupdict(),
    ),
    (
        r"(?P<name>\w+)\(\) (takes|got) .*",
        lambda found: _("The filter “%(name)s” takes no such value.") % found.groupdict(),
    ),
    (
        r"(?P<name>\w+):? expected (an integer|a number).*",
        lambda found: _("The filter “%(name)s” needs a number.") % found.groupdict(),
    ),
    (
        r".*divide by 0.*",
        lambda found: _("Nothing can be divided by zero."),
    ),
    (
        r"loop iteration limit reached|output limit reached|this makes or takes too much text"
        r"|(maximum )?(local namespace|context depth|block nesting|output stream) limit.*",
        lambda found: _("This makes or takes too much text."),
    ),
    (r"this template is too long", lambda found: _("This template is too long.")),
    (
        r"this takes too long or too much memory",
        lambda found: _("This takes too long or too much memory."),
    ),
    (r"the styles can't be read", lambda found: _("The styles can't be read.")),
    (r"this can't be worked out \(\w+\)", lambda found: _("This can't be worked out.")),
)


def said(message: str) -> str:
    """The engine's words for a mistake as a sentence, in the language in use."""
    for pattern, sentence in _KNOWN:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            return sentence(found)
    return message
