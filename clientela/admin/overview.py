"""Home's figures in words and charts, of a report that was counted."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_skeleton, format_timedelta
from babel.numbers import format_decimal, format_percent
from django.utils.translation import gettext as _

from clientela.core import money
from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.insight.periods import DAY, Piece
from clientela.insight.queries import Report
from clientela.insight.reckoning import Figures, Persons
from clientela.ui.charts import Chart, Number, Series

Of = Callable[[Figures], int]
Shown = Callable[[Number], str]


@dataclass(frozen=True)
class Comparison:
    """One figure with an account and without; empty where there is none."""

    label: str
    help: str
    with_account: str
    without: str


@dataclass(frozen=True)
class Figure:
    """One figure with a line below it."""

    label: str
    value: str
    help: str = ""


def number(value: Number) -> str:
    """A number with the separators of the language."""
    return str(format_decimal(value, locale=money.locale()))


def percent(part: int, whole: int) -> str:
    """A share as people write it; empty where there is nothing to share."""
    return str(format_percent(part / whole, locale=money.locale())) if whole else ""


def _written(day: date, skeleton: str) -> str:
    return str(format_skeleton(skeleton, day, locale=money.locale()))


def label(piece: Piece, name: str) -> str:
    """A piece of a period in words: a day, a week by its first and last day, a month."""
    last = piece.until - DAY
    if name == "365":
        return _written(piece.since, "yMMM")
    first = _written(piece.since, "MMMd")
    return first if last == piece.since else f"{first} – {_written(last, 'MMMd')}"


def period_words(name: str) -> tuple[str, str]:
    """A period and the one before it, in words."""
    return {
        "90": (_("Last 90 days"), _("The 90 days before")),
        "365": (_("Last 12 months"), _("The 12 months before")),
    }.get(name, (_("Last 30 days"), _("The 30 days before")))


class Overview:
    """A report as its reader may see it: orders and money for some, customers for others."""

    def __init__(self, report: Report, currency: str, actor: Actor) -> None:
        self.report, self.currency = report, currency
        self.may_orders, self.may_customers = actor.can(Power.ORDERS_VIEW), actor.can(Power.CUSTOMERS_VIEW)
        self.name = report.period.name
        self.now_words, self.before_words = period_words(self.name)
        self.now = report.each(report.period.pieces)
        self.before = report.each(report.period.before)
        self.sum, self.sum_before = report.sum(report.period.pieces), report.sum(report.period.before)
        skeleton = "MMM" if self.name == "365" else "MMMd"
        self.labels = [_written(piece.since, skeleton) for piece in report.period.pieces]

    def money(self, amount: Number) -> str:
        """An amount in the store's currency."""
        return money.shown(int(amount), self.currency)

    def _tick(self, amount: Number) -> str:
        return money.brief(int(amount), self.currency)

    @property
    def figures(self) -> list[Figure]:
        """The strip on top."""
        found = [*self._of_orders(), *self._of_customers()]
        return [figure for figure in found if figure.value]

    def _of_orders(self) -> list[Figure]:
        if not self.may_orders:
            return []
        mine = self.report.sum(self.report.period.pieces, has_account=True)
        return [
            Figure(_("By account holders"), percent(mine.orders, self.sum.orders), _("of orders")),
            Figure(_("Average order"), self._average(self.sum)),
        ]

    def _of_customers(self) -> list[Figure]:
        if not self.may_customers:
            return []
        everybody = self.report.persons.values()
        new, all_ = sum(p.new for p in everybody), sum(p.customers for p in everybody)
        return [
            Figure(_("New customers"), number(new), _("ordered for the first time")),
            Figure(_("Returning customers"), number(all_ - new), _("had ordered before")),
        ]

    def _average(self, figures: Figures) -> str:
        return self.money(round(figures.revenue / figures.orders)) if figures.orders else ""

    def _change(self, of: Of, shown: Shown) -> str:
        """How a figure stands to the period before: 12% more than in the 30 days before (£15,922)."""
        now, before = of(self.sum), of(self.sum_before)
        told = {"before": self.before_words, "value": shown(before)}
        if before <= 0 or now == before:
            return _("%(before)s: %(value)s") % told
        told["share"] = percent(abs(now - before), before)
        if now > before:
            return _("%(share)s more. %(before)s: %(value)s") % told
        return _("%(share)s less. %(before)s: %(value)s") % told

    @property
    def charts(self) -> list[tuple[str, str, str, Chart]]:
        """Each chart with its title, its figure and a line below."""
        found = []
        if self.may_orders:
            found.append(self._over_time(_("Revenue"), lambda f: f.revenue, self.money, self._tick))
            found.append(self._over_time(_("Orders"), lambda f: f.orders, number))
            found.append(self._first_and_repeat())
        if self.may_customers:
            found.append(self._over_time(_("Sign-ups"), lambda f: f.sign_ups, number))
        return found

    def _over_time(
        self, title: str, of: Of, shown: Shown, tick: Shown | None = None
    ) -> tuple[str, str, str, Chart]:
        rows = (
            Series(self.now_words, [of(f) for f in self.now]),
            Series(self.before_words, [of(f) for f in self.before], is_before=True),
        )
        total, about = shown(of(self.sum)), self._change(of, shown)
        summary = f"{title}. {self.now_words}: {total}. {about}. {self._highest(rows[0].values, shown)}"
        return (
            title,
            total,
            about,
            Chart("line", self._heading, self.whole_labels, rows, shown, summary, tick, self.labels),
        )

    @property
    def whole_labels(self) -> list[str]:
        """The pieces in words, for tables and tooltips."""
        return [label(piece, self.name) for piece in self.report.period.pieces]

    @property
    def _heading(self) -> str:
        return {"90": _("Week"), "365": _("Month")}.get(self.name, _("Day"))

    def _highest(self, values: Sequence[Number | None], shown: Shown) -> str:
        found = [value or 0 for value in values]
        if not any(found):
            return ""
        at = found.index(max(found))
        words = _("Highest: %(value)s (%(when)s).")
        return words % {"value": shown(found[at]), "when": self.whole_labels[at]}

    def _first_and_repeat(self) -> tuple[str, str, str, Chart]:
        title = _("First and repeat orders")
        rows = (
            Series(_("First orders"), [f.first_orders for f in self.now]),
            Series(_("Repeat orders"), [f.repeat_orders for f in self.now]),
        )
        share = percent(self.sum.repeat_orders, self.sum.orders)
        about = _("of orders came from customers who had ordered before")
        first, repeat = number(self.sum.first_orders), number(self.sum.repeat_orders)
        summary = _("First orders: %(first)s. Repeat orders: %(repeat)s.") % {
            "first": first,
            "repeat": repeat,
        }
        return (
            title,
            share,
            about,
            Chart("bars", self._heading, self.whole_labels, rows, number, summary, None, self.labels),
        )

    @property
    def share(self) -> Chart:
        """Whose orders they were: of account holders, and of others."""
        mine, others = (self.report.sum(self.report.period.pieces, has).orders for has in (True, False))
        labels = [_("With an account"), _("Without an account")]
        summary = _("Orders with an account: %(mine)s. Without: %(others)s.")
        words = summary % {"mine": number(mine), "others": number(others)}
        return Chart("share", _("Account"), labels, (Series(_("Orders"), [mine, others]),), number, words)

    @property
    def comparisons(self) -> list[Comparison]:
        """What accounts are good for: each figure with an account and without, where either is known."""
        return [row for row in self._comparisons() if row.with_account or row.without]

    def _comparisons(self) -> Iterator[Comparison]:
        days = [self.report.sum(self.report.period.pieces, has) for has in (True, False)]
        persons = [self.report.persons.get(has, Persons()) for has in (True, False)]
        yield _compared(
            _("Orders"), _("share of all orders"), [percent(f.orders, self.sum.orders) for f in days]
        )
        yield _compared(_("Average order"), "", [self._average(f) for f in days])
        repeat = _("customers of this time who have ordered more than once")
        yield _compared(_("Repeat rate"), repeat, [percent(p.repeating, p.customers) for p in persons])
        left = _("checkouts begun and not finished")
        yield _compared(_("Cart abandonment"), left, [percent(f.left, f.left + f.bought) for f in days])
        middle = _("half of them are quicker")
        yield _compared(_("From checkout to payment"), middle, [_lasting(p.seconds) for p in persons])
        contacts = _("emails by staff and comments, for 100 orders")
        yield _compared(_("Service contacts"), contacts, [_per_hundred(f.contacts, f.orders) for f in days])


def _compared(label: str, about: str, values: Sequence[str]) -> Comparison:
    return Comparison(label, about, *values)


def _lasting(seconds: float | None) -> str:
    """A length of time as people write it; empty where none is known."""
    if seconds is None:
        return ""
    if seconds < 60:
        return _("%(seconds)d s") % {"seconds": round(seconds)}
    if seconds < 3600:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": seconds // 60, "seconds": round(seconds % 60)}
    return str(format_timedelta(round(seconds), locale=money.locale()))


def _per_hundred(count: int, orders: int) -> str:
    return number(round(100 * count / orders, 1)) if orders else ""
