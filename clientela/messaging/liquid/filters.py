"""The filters that templates may use: Liquid's own within bounds, and those of the hosted platform."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from babel.dates import format_date, format_time
from babel.numbers import format_currency, get_currency_precision
from liquid import Markup, escape
from liquid.builtin.filters.misc import date as library_date
from liquid.exceptions import FilterError
from liquid.filter import with_context
from liquid.undefined import is_undefined

MOST_LETTERS = 200_000
MOST_ITEMS = 1000
LARGEST = 10**18

# Liquid's own filters; `safe`, and what only scripts need, are left out.
ALLOWED = frozenset(
    [
        "abs",
        "append",
        "at_least",
        "at_most",
        "capitalize",
        "ceil",
        "compact",
        "concat",
        "default",
        "divided_by",
        "downcase",
        "escape",
        "escape_once",
        "find",
        "find_index",
        "first",
        "floor",
        "has",
        "join",
        "last",
        "lstrip",
        "map",
        "minus",
        "modulo",
        "newline_to_br",
        "plus",
        "prepend",
        "reject",
        "remove",
        "remove_first",
        "remove_last",
        "replace",
        "replace_first",
        "replace_last",
        "reverse",
        "round",
        "rstrip",
        "size",
        "slice",
        "sort",
        "sort_natural",
        "split",
        "squish",
        "strip",
        "strip_html",
        "strip_newlines",
        "sum",
        "times",
        "truncate",
        "truncatewords",
        "uniq",
        "upcase",
        "url_encode",
        "where",
    ]
)
_REPLACES = frozenset({"replace", "replace_first", "replace_last"})


class TooMuch(FilterError):
    """A value is larger than any email needs."""

    def __init__(self) -> None:
        super().__init__("this makes or takes too much text", token=None)


def measured(value: Any) -> Any:
    """The value, if it is of a size that an email may need. Raises `TooMuch`."""
    if isinstance(value, str):
        small = len(value) <= MOST_LETTERS
    elif isinstance(value, bool) or value is None or is_undefined(value):
        small = True
    elif isinstance(value, int | float):
        small = abs(value) <= LARGEST
    elif isinstance(value, Mapping):
        small = len(value) <= MOST_ITEMS
    elif isinstance(value, list | tuple | range):
        small = len(value) <= MOST_ITEMS and sum(map(_letters, value)) <= MOST_LETTERS
    else:
        small = True
    if not small:
        raise TooMuch
    return value


def _letters(value: Any) -> int:
    return len(value) if isinstance(value, str) else 1


def _foreseen(name: str, value: Any, args: tuple[Any, ...]) -> None:
    """Refuse what would grow too large before it is made."""
    words = [str(arg) for arg in args]
    text = value if isinstance(value, str) else ""
    if name in _REPLACES and words:
        times = text.count(words[0]) if words[0] else len(text) + 1
        new = len(words[1]) if len(words) > 1 else 0
        size = len(text) + times * new
    elif name == "join" and isinstance(value, Iterable):
        glue = len(words[0]) if words else 1
        size = sum(_letters(part) + glue for part in value)
    elif name == "times" and words:
        size = MOST_LETTERS + 1 if abs(_number(value) * _number(args[0])) > LARGEST else 0
    else:
        size = 0
    if size > MOST_LETTERS:
        raise TooMuch


def _number(value: Any) -> float:
    try:
        return float(str(value)[:40])
    except ValueError:
        return 0.0


def bounded(name: str, filter_: Callable[..., Any]) -> Callable[..., Any]:
    """The filter with its input and output measured."""

    # wraps() carries over what Liquid marks filters with.
    @wraps(filter_)
    def guarded(value: Any, *args: Any, **kwargs: Any) -> Any:
        for each in (value, *args):
            measured(each)
        _foreseen(name, value, args)
        found = filter_(value, *args, **kwargs)
        # Liquid hands over some lists one by one.
        if not isinstance(found, str | Mapping | list | tuple | range) and isinstance(found, Iterable):
            found = list(found)
        return measured(found)

    return guarded


def _money(value: Any, context: Any, pattern: str | None = None) -> str:
    """Minor units as the reader's language writes them; what is no number stays as it is."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    currency = str(context.resolve("_currency", default="USD"))
    locale = str(context.resolve("_locale", default="en"))
    amount = value / 10 ** get_currency_precision(currency)
    return str(format_currency(amount, currency, pattern, locale=locale))


@with_context
def money(value: Any, *, context: Any) -> str:
    """`1250 | money` is £12.50."""
    return _money(value, context)


@with_context
def money_with_currency(value: Any, *, context: Any) -> str:
    """`1250 | money_with_currency` is £12.50 GBP."""
    return f"{_money(value, context)} {context.resolve('_currency', default='USD')}"


@with_context
def money_without_currency(value: Any, *, context: Any) -> str:
    """`1250 | money_without_currency` is 12.50."""
    return _money(value, context, "#,##0.00").strip()


@with_context
def money_without_trailing_zeros(value: Any, *, context: Any) -> str:
    """`1200 | money_without_trailing_zeros` is £12."""
    return re.sub(r"[.,]00(?!\d)", "", _money(value, context))


@with_context
def format_address(value: Any, *, context: Any) -> str:
    """An address as it is printed on a parcel, line by line."""
    if not isinstance(value, Mapping):
        return "" if value is None else str(value)
    lines = [str(line) for line in value.get("lines", ())]
    return Markup("<br>").join(escape(line) for line in lines) if context.autoescape else "\n".join(lines)


# How the library writes a moment for us to read, and the forms of a date that have a name.
_ISO = "%Y-%m-%dT%H:%M:%S"
_FORMS = {"abbreviated_date": "medium", "basic": "short"}
_NAMES = {"%B": "MMMM", "%b": "MMM", "%h": "MMM", "%A": "EEEE", "%a": "EEE"}


@with_context
def date(value: Any, pattern: Any = "", *, context: Any, **form: Any) -> str:
    """`at | date: format: 'date'` as the reader's language writes it; `at | date: '%-d %B'` with its names.

    What is no date stays as it is.
    """
    if not (pattern or form):
        # As Python says it of a function's own arguments; the engine adds where it stands.
        raise TypeError("date() missing 1 required value")
    if value is None:
        return ""
    text = str(library_date(value, _ISO, environment=context.env))
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    locale = str(context.resolve("_locale", default="en"))
    if pattern:
        return str(library_date(value, _named(str(pattern), at, locale), environment=context.env))
    name = str(form.get("format", ""))
    day = str(format_date(at, _FORMS.get(name, "long"), locale=locale))
    return f"{day}, {format_time(at.time(), 'short', locale=locale)}" if name == "date_at_time" else day


def _named(pattern: str, at: datetime, locale: str) -> str:
    """The pattern with months and days by their names in a language; `%%B` is no month."""
    return re.sub(
        r"%[%BbhAa]",
        lambda found: str(format_date(at, _NAMES[found[0]], locale=locale)) if found[0] in _NAMES else "%%",
        pattern,
    )


def unchanged(value: Any, *_args: Any, **_kwargs: Any) -> Any:
    """What comes in its last form already, such as a code that is a secret until it is sent."""
    return value


def picture(value: Any, *_args: Any, **_kwargs: Any) -> Any:
    """The address of a picture, or of a thing's picture, whatever size a template asks for."""
    found = value.get("image") if isinstance(value, Mapping) else value
    return "" if found is None else found


@with_context
def link_to(value: Any, url: Any, title: Any = "", *, context: Any) -> str:
    """A link; in plain text the words with the address behind them."""
    if not context.autoescape:
        return f"{value} ({url})"
    address = str(url) if str(url).startswith(("https://", "http://", "mailto:", "/")) else "#"
    return Markup('<a href="{}" title="{}">{}</a>').format(address, title, value)


def handle(value: Any) -> str:
    """Words as they stand in an address: `Wool blanket` is wool-blanket."""
    return re.sub(r"[^\w]+", "-", str(value).lower()).strip("-")


def pluralize(value: Any, one: Any, many: Any) -> Any:
    """`2 | pluralize: "item", "items"` is items."""
    return one if value == 1 else many


def as_json(value: Any) -> str:
    """A value as JSON writes it."""
    return json.dumps(value, ensure_ascii=False, default=str)


PLATFORM: Mapping[str, Callable[..., Any]] = {
    "money": money,
    "money_with_currency": money_with_currency,
    "money_without_currency": money_without_currency,
    "money_without_trailing_zeros": money_without_trailing_zeros,
    "format_address": format_address,
    "date": date,
    "image_url": picture,
    "img_url": picture,
    "product_img_url": picture,
    "file_url": picture,
    "format_code": unchanged,
    "link_to": link_to,
    "handle": handle,
    "handleize": handle,
    "pluralize": pluralize,
    "json": as_json,
}
