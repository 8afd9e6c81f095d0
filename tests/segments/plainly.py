"""A plain, slow evaluator of the segment language over plain values: what SQL must agree with."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from clientela.segments.language import tree
from clientela.segments.language.tree import Clause, Matches, Node, Parameter, Test, Value
from tests.segments.people import NOW, ZONE, Bought, Goods, Person, Placed, World

TODAY = NOW.astimezone(ZONE).date()
NEGATIVE = {"!=": "=", "NOT IN": "IN", "NOT CONTAINS": "CONTAINS", "IS NOT NULL": "IS NULL"}
STATES = {
    "ENABLED": {"enabled"},
    "DISABLED": {"none", "deactivated"},
    "INVITED": {"invited"},
    "DECLINED": {"declined"},
    "DEACTIVATED": {"deactivated"},
}


def fits(node: Node, person: Person, world: World) -> bool:
    """Whether a query fits somebody."""
    if isinstance(node, Clause):
        return _clause(node, person, world)
    holds = [fits(part, person, world) for part in node.parts]
    return all(holds) if isinstance(node, tree.All) else any(holds)


def _clause(clause: Clause, person: Person, world: World) -> bool:
    if isinstance(clause.test, Matches):
        return _happened(clause.name, clause.test, person, world)
    if clause.name in {"orders_placed", "products_purchased"} or clause.name.startswith("shopify_email."):
        return _happened(clause.name, Matches(is_not=clause.test.operator == "IS NULL"), person, world)
    if clause.name == "anniversary":
        return _returns(clause.test, person.born)
    return _passes(clause.test, _value(clause.name, person))


def _value(name: str, person: Person) -> Any:
    left = [at for at in person.left if at < NOW - timedelta(hours=1)]
    moments = [order.at for order in person.orders]
    plain: dict[str, Callable[[], Any]] = {
        "number_of_orders": lambda: len(person.orders),
        "amount_spent": lambda: Decimal(sum(order.total for order in person.orders)) / 100,
        "first_order_date": lambda: min(moments, default=None),
        "last_order_date": lambda: max(moments, default=None),
        "abandoned_checkout_date": lambda: max(left, default=None),
        "abandoned_cart_date": lambda: _cart(person),
        "created_by_app_id": lambda: person.token,
        "customer_added_date": lambda: person.added,
        "customer_language": lambda: person.language or None,
        "customer_email_domain": lambda: person.email.lower().partition("@")[2] or None,
        "customer_source": lambda: person.source.upper(),
        "customer_account_status": lambda: {word for word, held in STATES.items() if person.state in held},
        "email_subscription_status": lambda: person.email_consent.upper(),
        "sms_subscription_status": lambda: person.sms_consent.upper(),
        "customer_tags": lambda: [tag.casefold() for tag in person.tags] or None,
        "customer_countries": lambda: [place[0] for place in person.places] or None,
        "customer_regions": lambda: [f"{c}-{r}" for c, r, _city in person.places if r] or None,
        "customer_cities": lambda: _cities(person) or None,
        "rfm_group": lambda: (person.group.upper() if person.orders else "PROSPECTS") or None,
        "predicted_spend_tier": lambda: person.tier.upper() or None,
        "metafields.facts.size": lambda: person.size,
        "metafields.facts.points": lambda: person.points,
        "metafields.facts.born": lambda: person.born,
        "metafields.facts.club": lambda: person.club,
        "metafields.facts.colours": lambda: person.colours and [each.casefold() for each in person.colours],
    }
    return plain[name]()


def _cart(person: Person) -> datetime | None:
    is_left = person.cart and person.has_cart_lines and person.cart < NOW - timedelta(hours=1)
    return person.cart if is_left else None


def _cities(person: Person) -> list[str]:
    return ["-".join(part for part in place if part).replace(" ", "") for place in person.places]


def _passes(test: Test, value: Any) -> bool:
    if test.operator in NEGATIVE:
        return not _passes(Test(NEGATIVE[test.operator], test.values), value)
    if test.operator == "IS NULL":
        return value is None
    if value is None:
        return False
    if test.operator == "CONTAINS":
        wanted = _plain(test.values[0])
        return wanted in value or wanted.casefold() in value
    if test.operator == "IN":
        return any(_equal(value, each) for each in test.values)
    if test.operator == "BETWEEN":
        return _compared(value, test.values[0]) >= 0 >= _compared(value, test.values[1])
    if test.operator == "=":
        return _equal(value, test.values[0])
    step = _compared(value, test.values[0])
    return {">": step > 0, ">=": step >= 0, "<": step < 0, "<=": step <= 0}[test.operator]


def _equal(value: Any, wanted: Value) -> bool:
    if isinstance(value, set):
        return _plain(wanted) in value
    if isinstance(value, str | bool):
        return bool(value == _plain(wanted))
    return _compared(value, wanted) == 0


def _compared(value: Any, wanted: Value) -> int:
    """Before (-1), at (0) or after (1) what is wanted."""
    if isinstance(wanted, tree.Moment):
        local = value.astimezone(ZONE).replace(microsecond=0, tzinfo=None)
        return int(local > wanted.at) - int(local < wanted.at)
    plain = _plain(wanted)
    if isinstance(plain, date) and isinstance(value, datetime):
        value = value.astimezone(ZONE).date()
    return int(value > plain) - int(value < plain)


def _plain(value: Value) -> Any:
    match value:
        case tree.Text():
            return value.text
        case tree.Number():
            return value.number
        case tree.Day():
            return value.day
        case tree.Offset():
            return _moved(value.number, value.unit)
        case tree.Word():
            words = {"today": TODAY, "yesterday": TODAY - timedelta(days=1), "true": True, "false": False}
            return words[value.word]
    raise AssertionError(value)


def _moved(number: int, unit: str) -> date:
    if unit in "dw":
        return TODAY + timedelta(days=number * {"d": 1, "w": 7}[unit])
    month = TODAY.year * 12 + TODAY.month - 1 + number * {"m": 1, "y": 12}[unit]
    for day in range(TODAY.day, 0, -1):
        try:
            return date(month // 12, month % 12 + 1, day)
        except ValueError:
            continue
    raise AssertionError(number)


def _returns(test: Test, born: date | None) -> bool:
    """Whether a birthday falls on one of the days from the first to the last, day by day."""
    if born is None:
        return False
    first, last = _plain(test.values[0]), _plain(test.values[-1])
    return any(
        _is_kept(born, first + timedelta(days=step)) for step in range(min((last - first).days + 1, 366))
    )


def _is_kept(born: date, day: date) -> bool:
    if (born.month, born.day) == (day.month, day.day):
        return True
    ends_february = day.month == 2 and (day + timedelta(days=1)).month == 3
    return (born.month, born.day) == (2, 29) and ends_february and day.day == 28


def _happened(name: str, matches: Matches, person: Person, world: World) -> bool:
    found = _found(name, matches.parameters, person, world)
    return not found if matches.is_not else found


def _found(name: str, parameters: Iterable[Parameter], person: Person, world: World) -> bool:
    asked = list(parameters)
    rows = [row for row in _rows(name, person) if all(_row(name, each, row, world) for each in asked)]
    sums = [each for each in asked if each.name in {"count", "sum_amount", "sum_quantity"}]
    if not sums:
        return bool(rows)
    reckoned = [_passes(each.test, _sum(name, each.name, rows)) for each in sums]
    return all(reckoned)


def _rows(name: str, person: Person) -> list[tuple[Any, ...]]:
    if name == "orders_placed":
        return [(order,) for order in person.orders]
    if name == "products_purchased":
        return [(order, line) for order in person.orders for line in order.lines]
    if name == "shopify_email.unsubscribed":
        return [(at,) for at in person.unsubscribed]
    states = {
        "delivered": {"delivered", "complained"},
        "bounced": {"bounced"},
        "marked_as_spam": {"complained"},
    }
    mails = [(at, mailing) for state, at, mailing in person.mails if state in states[name.partition(".")[2]]]
    return list(mails)


def _row(name: str, parameter: Parameter, row: tuple[Any, ...], world: World) -> bool:
    test, first = parameter.test, row[0]
    if parameter.name == "date":
        return _passes(test, first.at if isinstance(first, Placed) else first)
    if parameter.name == "amount":
        return _passes(test, Decimal(first.total) / 100)
    if parameter.name == "activity_id":
        wanted = {_plain(value) for value in test.values}
        return (row[1] in wanted) != (test.operator in {"!=", "NOT IN"})
    if name != "products_purchased":
        return True
    line: Bought = row[1]
    goods: Goods = next(each for each in world.goods if each.id == line.product)
    if parameter.name == "quantity":
        return _passes(test, line.quantity)
    if parameter.name == "id":
        return _passes(test, line.product)
    if parameter.name == "tag":
        wanted = {_plain(value).casefold() for value in test.values}
        has = bool(wanted & {tag.casefold() for tag in goods.tags})
        return has != (test.operator in {"!=", "NOT IN"})
    return _passes(test, goods.kind or None) if parameter.name == "category" else True


def _sum(name: str, figure: str, rows: list[tuple[Any, ...]]) -> Decimal:
    if figure == "sum_amount":
        return Decimal(sum(row[0].total for row in rows)) / 100
    if figure == "sum_quantity":
        return Decimal(sum(row[1].quantity for row in rows))
    return Decimal(len({id(row[0]) for row in rows}) if name == "products_purchased" else len(rows))
