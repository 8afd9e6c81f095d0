"""The small form behind a chip: the controls of a filter, and the condition that comes of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode

from babel.numbers import NumberFormatError, parse_decimal
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.core import money
from clientela.segments import filters, phrases
from clientela.segments.checking import wrong_test
from clientela.segments.clock import Clock
from clientela.segments.filters import Filter, Kind
from clientela.segments.language import tree
from clientela.segments.language.printing import value_text
from clientela.segments.language.tree import NOWHERE, Clause, Matches, Parameter, Test, Value

Data = Mapping[str, Sequence[str]]
HOWS: tuple[tuple[str, str | Promise], ...] = (
    ("ago", _("So long ago")),
    ("ahead", _("So long from today")),
    ("day", _("A day")),
    ("today", _("Today")),
    ("yesterday", _("Yesterday")),
    ("moment", _("Day and time")),
)
UNITS: tuple[tuple[str, str | Promise], ...] = (
    ("d", _("days")),
    ("w", _("weeks")),
    ("m", _("months")),
    ("y", _("years")),
)
_NONE, _SEVERAL = {"IS NULL", "IS NOT NULL", ""}, {"IN", "NOT IN"}
_SHAPES = {
    Kind.DATE: "day",
    Kind.YEARLY: "day",
    Kind.INTEGER: "number",
    Kind.NUMBER: "number",
    Kind.MONEY: "number",
    Kind.BOOLEAN: "answer",
}


def _first(data: Data, name: str) -> str:
    found = data.get(name) or [""]
    return found[0].replace("\0", "").strip()


@dataclass(frozen=True)
class Typed:
    """One value as its controls hold it: `text` of a plain one, the rest of a day."""

    name: str
    text: str = ""
    label: str = ""
    how: str = "ago"
    number: str = ""
    unit: str = "d"
    day: str = ""
    moment: str = ""


@dataclass(frozen=True)
class Control:
    """An operator to choose and the controls of its values: of a filter, or of a function’s parameter."""

    about: Filter
    name: str
    data: Data
    is_optional: bool = False
    function: str = ""
    error: str = ""

    @property
    def operator(self) -> str:
        """The operator that was chosen, else the first; none where it may be left out."""
        chosen = _first(self.data, f"{self.name}_operator")
        first = "" if self.is_optional else self.about.operators[0]
        return chosen if chosen in self.about.operators else first

    @property
    def operators(self) -> list[tuple[str, str, str]]:
        """The operators there are, with their words and what stands beside them."""
        known = self.about.operators
        return [(each, phrases.operator(self.about, each), self.beside(each)) for each in known]

    @property
    def is_beside(self) -> str:
        """What stands beside the operator now: another of the same needs no other controls."""
        return self.beside(self.operator)

    def beside(self, operator: str) -> str:
        """Which controls an operator has, and how many."""
        if self.about.kind == Kind.EVENT:
            return str(operator in _NONE)
        return f"{self._shape(operator)}{2 if operator == 'BETWEEN' else 1}"

    @property
    def shape(self) -> str:
        """Which controls its values have."""
        return self._shape(self.operator)

    def _shape(self, operator: str) -> str:
        several = operator in _SEVERAL
        if operator in _NONE or self.about.kind == Kind.EVENT:
            return "none"
        if self.about.choices is not None:
            return "choices" if several else "choice"
        if several:
            return "words"
        return _SHAPES.get(self.about.kind, "looked-up" if self.about.suggest else "text")

    @property
    def values(self) -> list[Typed]:
        """What stands in its controls: one value, or two."""
        return [self._typed(place) for place in (("", "2") if self.operator == "BETWEEN" else ("",))]

    @property
    def chosen(self) -> Sequence[str]:
        """The ticked ones of several."""
        return self.data.get(f"{self.name}_value") or []

    @property
    def lines(self) -> str:
        """Several values, one in each line."""
        given = "\n".join(self.chosen).replace("\0", "").splitlines()
        return "\n".join(each.strip() for each in given if each.strip())

    @property
    def hows(self) -> list[tuple[str, str | Promise]]:
        """The ways of naming a day."""
        return [each for each in HOWS if each[0] != "moment" or self.about.takes_moment]

    @property
    def units(self) -> tuple[tuple[str, str | Promise], ...]:
        """The units of a distance in time."""
        return UNITS

    @property
    def source(self) -> str:
        """The address that knows values."""
        asked = {"filter": self.function or self.about.name}
        if self.function:
            asked["parameter"] = self.about.name
        return f"/admin/segments/values?{urlencode(asked)}"

    def _typed(self, place: str) -> Typed:
        base = f"{self.name}_value{place}"
        parts = {
            part: _first(self.data, f"{base}_{part}") for part in ("how", "number", "unit", "day", "moment")
        }
        text = _first(self.data, base)
        label = _first(self.data, f"{base}_text") or (phrases.named(self.about, text) if text else "")
        return Typed(base, text, label, **{part: value for part, value in parts.items() if value})

    def test(self) -> Test:
        """The test that was typed. What can't be read stays a text, which the check refuses."""
        if self.shape == "none":
            return Test(self.operator)
        if self.shape == "choices":
            return Test(self.operator, tuple(tree.Text(each) for each in self.chosen))
        if self.shape == "words":
            return Test(self.operator, tuple(_value(self.about, each) for each in self.lines.splitlines()))
        return Test(self.operator, tuple(self._value(typed) for typed in self.values))

    def _value(self, typed: Typed) -> Value:
        if self.shape == "day":
            return _day(typed)
        text = typed.text or (_first(self.data, f"{typed.name}_text") if self.shape == "looked-up" else "")
        return _value(self.about, text)

    def wrong(self) -> str | Promise:
        """What is wrong with it; empty where nothing is."""
        test = self.test()
        if self.shape in {"choices", "words"} and not test.values:
            return _("Choose at least one.")
        if self.shape in {"choice", "looked-up", "text"} and not any(_text(each) for each in test.values):
            return _("Fill this in.")
        if self.shape == "day" and any(isinstance(each, tree.Text) for each in test.values):
            return _("Enter how many, or choose a day.")
        found = next(wrong_test(test, self.about, NOWHERE, Clock.current()), None)
        return found.sentence if found else ""


def _text(value: Value) -> str:
    return value.text if isinstance(value, tree.Text) else value_text(value)


def _value(about: Filter, text: str) -> Value:
    if about.kind in {Kind.INTEGER, Kind.NUMBER, Kind.MONEY, Kind.ID}:
        return _number(text)
    if about.kind == Kind.BOOLEAN:
        return tree.Word(text)
    return tree.Text(text)


def _number(text: str) -> Value:
    try:
        number = parse_decimal(text[:30], locale=money.locale(), strict=True)
    except (NumberFormatError, InvalidOperation):
        return tree.Text(text)
    if not number.is_finite():
        return tree.Text(text)
    return tree.Number(Decimal(number), number == number.to_integral_value() and "." not in str(number))


def _day(typed: Typed) -> Value:
    try:
        match typed.how:
            case "today" | "yesterday":
                return tree.Word(typed.how)
            case "day":
                return tree.Day(date.fromisoformat(typed.day))
            case "moment":
                return tree.Moment(datetime.fromisoformat(typed.moment).replace(tzinfo=None, microsecond=0))
        number = int(typed.number[:6]) * (1 if typed.how == "ahead" else -1)
    except ValueError:
        return tree.Text("")
    return tree.Offset(number, typed.unit if typed.unit in dict(UNITS) else "d")


@dataclass(frozen=True)
class Condition:
    """The form of one condition."""

    about: Filter
    field: str
    data: Data
    shows_wrong: bool = False

    @property
    def is_event(self) -> bool:
        return self.about.kind == Kind.EVENT

    @property
    def main(self) -> Control:
        """Its operator, and the value of a plain filter."""
        return self._told(Control(self.about, "v", self.data))

    @property
    def parameters(self) -> list[Control]:
        """What a function can be asked for; each may be left out."""
        if not self.is_event or self.main.operator in _NONE:
            return []
        return [
            self._told(Control(each, f"p-{each.name}", self.data, is_optional=True, function=self.about.name))
            for each in self.about.parameters
        ]

    @property
    def is_right(self) -> bool:
        """Whether a condition comes of it."""
        plain = [] if self.is_event else [self.main]
        return not any(control.wrong() for control in (*plain, *self._used))

    @property
    def _used(self) -> list[Control]:
        return [control for control in self.parameters if control.operator]

    def _told(self, control: Control) -> Control:
        if not self.shows_wrong or not control.operator or control.about.kind == Kind.EVENT:
            return control
        shown = (control.about, control.name, control.data, control.is_optional, control.function)
        return Control(*shown, error=str(control.wrong()))

    def clause(self) -> Clause:
        """The condition that was typed."""
        name, _colon, about = self.field.partition(":")
        operator = self.main.operator
        if not self.is_event or operator in _NONE:
            return Clause(name, self.main.test(), about)
        used = tuple(Parameter(each.about.name, each.test()) for each in self._used)
        return Clause(name, Matches(used, is_not=operator == "NOT MATCHES"))


def field_of(clause: Clause) -> str:
    """The name by which the form knows a clause's filter."""
    return f"{clause.name}:{clause.about}" if clause.about else clause.name


def find(name: str) -> Filter | None:
    """The filter that the form names: `anniversary:metafields.facts.born` for a yearly day."""
    plain, _colon, about = name.replace("\0", "").partition(":")
    return filters.find(Clause(plain, Test("="), about))


def data_of(clause: Clause) -> dict[str, list[str]]:
    """What the form of a condition holds that is there already."""
    if isinstance(clause.test, Test):
        return _data_of(clause.test, "v")
    data = {"v_operator": ["NOT MATCHES" if clause.test.is_not else "MATCHES"]}
    for each in clause.test.parameters:
        data |= _data_of(each.test, f"p-{each.name}")
    return data


def _data_of(test: Test, name: str) -> dict[str, list[str]]:
    data = {f"{name}_operator": [test.operator]}
    if test.operator in _SEVERAL:
        several = [_text(each) for each in test.values]
        return data | {f"{name}_value": several}
    for place, value in zip(("", "2"), test.values, strict=False):
        data |= {f"{name}_value{place}{part}": [text] for part, text in _parts(value).items()}
    return data


def _parts(value: Value) -> dict[str, str]:
    match value:
        case tree.Offset():
            how = "ahead" if value.number > 0 else "ago"
            return {"_how": how, "_number": str(abs(value.number)), "_unit": value.unit}
        case tree.Day():
            return {"_how": "day", "_day": value.day.isoformat()}
        case tree.Moment():
            return {"_how": "moment", "_moment": value.at.isoformat(timespec="seconds")}
        case tree.Word() if value.word in {"today", "yesterday"}:
            return {"_how": value.word}
        case tree.Number():
            return {"": phrases.plain_number(value.number)}
    return {"": _text(value)}
