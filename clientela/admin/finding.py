"""The search over everything: what the powers of somebody open, in groups, the best guess first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clientela.admin import signposts
from clientela.admin.signposts import BY_WORDS, Signpost
from clientela.catalog import pictures
from clientela.catalog import queries as catalog
from clientela.catalog.models import Product
from clientela.core import money, words
from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.customers import queries as customers
from clientela.customers.models import Customer
from clientela.orders import drafts, listing
from clientela.orders.models import Draft, Order
from clientela.segments import queries as segments
from clientela.segments.models import Segment
from clientela.staff import queries as staff
from clientela.staff.models import User

# More than any title can have: whoever types a number means that one.
BY_NUMBER = 6
MOST = 5


@dataclass(frozen=True)
class Hit:
    """One thing that was found: a person by initials, else by picture where there is one, else by icon."""

    title: str | Promise
    url: str
    icon: str
    about: str | Promise = ""
    aside: str | Promise = ""
    fit: int = BY_WORDS
    is_person: bool = False
    picture: str = ""


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `all_url` leads to the list of all that fit, where there is one."""

    name: str
    hits: tuple[Hit, ...]
    has_more: bool
    all_url: str = ""
    all_words: str = ""

    @property
    def title(self) -> Promise:
        """What its heading says."""
        return KINDS[self.name].title

    @property
    def fit(self) -> int:
        """How well its best hit fits."""
        return max((hit.fit for hit in self.hits), default=0)


@dataclass(frozen=True)
class Search:
    """What somebody looks for: the text as they typed it, and what they may open."""

    text: str
    by: Actor
    most: int = MOST

    @cached_property
    def words(self) -> list[str]:
        """The folded words of the text."""
        return words.split(self.text)

    @property
    def sees_customers(self) -> bool:
        """Whether customers may be looked up, and named beside what is theirs."""
        return self.by.can(Power.CUSTOMERS_VIEW)

    @cached_property
    def few(self) -> list[int] | None:
        """The customers who fit, looked up once for them, their orders and their drafts."""
        return customers.few_found(self.text)

    def group(self, name: str, hits: Iterable[Hit], path: str = "", label: str = "") -> Group:
        """The best of these hits as a group."""
        found = sorted(hits, key=lambda hit: -hit.fit)
        url = f"{path}?{urlencode({'q': self.text})}" if path else ""
        return Group(name, tuple(found[: self.most]), len(found) > self.most, url, label)

    def fit(self, title: str) -> int:
        """How well the title of a row that was found answers the words."""
        return BY_WORDS + words.fit(self.words, words.split(title))

    def fit_person(self, name: str, email: str) -> int:
        """By the name, or by the beginning of the address: its provider tells nothing of a person."""
        by_email = words.fit(self.words, words.split(email))
        return max(self.fit(name), BY_WORDS + by_email if by_email > 1 else 0)


def clean(text: str) -> str:
    """What somebody typed, as it can be looked for: one line, at most 200 letters."""
    return " ".join(text.replace("\x00", " ").split())[:200]


def _customers(search: Search) -> Group:
    rows = customers.first_found(search.text, search.few, search.most + 1)
    hits = (_customer(search, row) for row in rows)
    return search.group("customers", hits, "/admin/customers", _("All customers that fit"))


def _customer(search: Search, row: Customer) -> Hit:
    orders = ngettext("%(count)s order", "%(count)s orders", row.orders_count) % {"count": row.orders_count}
    return Hit(
        row.display_name,
        f"/admin/customers/{row.pk}",
        "user",
        row.email if row.name else "",
        orders if row.orders_count else "",
        search.fit_person(row.name, row.email),
        is_person=True,
    )


def _orders(search: Search) -> Group:
    """By number; by customer only for those who may look customers up."""
    if (number := listing.number_in(search.text)) is not None:
        return search.group("orders", (_order(search, row, BY_NUMBER) for row in listing.numbered(number)))
    rows = listing.first_found(search.text, search.few, search.most + 1) if search.sees_customers else []
    hits = (_order(search, row) for row in rows)
    return search.group("orders", hits, "/admin/orders", _("All orders that fit"))


def _order(search: Search, row: Order, fit: int = BY_WORDS) -> Hit:
    name = row.customer.display_name if row.customer and search.sees_customers else ""
    total = money.shown(row.total, row.currency)
    return Hit(row.name, f"/admin/orders/{row.number}", "shopping-bag", name, total, fit)


def _products(search: Search) -> Group:
    rows = catalog.first_found(search.text, search.most + 1)
    hits = (_product(search, row) for row in rows)
    return search.group("products", hits, "/admin/products", _("All products that fit"))


def _product(search: Search, row: Product) -> Hit:
    return Hit(
        row.title,
        f"/admin/products/{row.pk}",
        "package",
        row.vendor,
        "" if row.status == Product.Status.ACTIVE else row.get_status_display(),
        search.fit(row.title),
        picture=pictures.small(row.picture),
    )


def _drafts(search: Search) -> Group:
    if (number := drafts.number_in(search.text)) is not None:
        return search.group("drafts", (_draft(search, row, BY_NUMBER) for row in drafts.numbered(number)))
    is_number = listing.number_in(search.text) is not None
    may = search.sees_customers and not is_number
    rows = drafts.first_found(search.text, search.few, search.most + 1) if may else []
    return search.group("drafts", (_draft(search, row) for row in rows))


def _draft(search: Search, row: Draft, fit: int = BY_WORDS) -> Hit:
    name = row.customer.display_name if search.sees_customers else ""
    return Hit(row.name, f"/admin/drafts/{row.pk}", "file-pen", name, row.get_state_display(), fit)


def _saved(search: Search) -> Group:
    """Saved segments, by name."""
    rows = [row for row in segments.segments() if search.fit(row.name) > BY_WORDS]
    return search.group("segments", (_segment(search, row) for row in rows))


def _segment(search: Search, row: Segment) -> Hit:
    return Hit(row.name, f"/admin/segments/{row.pk}", "funnel", fit=search.fit(row.name))


def _pages(search: Search) -> Group:
    return search.group("pages", map(_page, signposts.pages(search.text, by=search.by)))


def _settings(search: Search) -> Group:
    hits = map(_page, signposts.settings_found(search.text, by=search.by))
    return search.group("settings", hits, "/admin/settings", _("All settings that fit"))


def _page(found: tuple[int, Signpost]) -> Hit:
    fit, post = found
    return Hit(post.title, post.url, post.icon, post.about, fit=fit)


def _staff(search: Search) -> Group:
    return search.group("staff", (_colleague(search, row) for row in staff.found(search.text)))


def _colleague(search: Search, row: User) -> Hit:
    fit = search.fit_person(row.name, row.email)
    return Hit(
        row.name, f"/admin/staff/{row.pk}", "user", row.email, row.get_role_display(), fit, is_person=True
    )


class Kind(NamedTuple):
    """A kind of thing that is searched, for those who hold the power."""

    title: Promise
    power: Power | None
    look: Callable[[Search], Group]


# The order in which groups stand that fit equally well.
KINDS: dict[str, Kind] = {
    "customers": Kind(gettext_lazy("Customers"), Power.CUSTOMERS_VIEW, _customers),
    "orders": Kind(gettext_lazy("Orders"), Power.ORDERS_VIEW, _orders),
    "products": Kind(gettext_lazy("Products"), Power.PRODUCTS_VIEW, _products),
    "drafts": Kind(gettext_lazy("Drafts"), Power.ORDERS_VIEW, _drafts),
    "segments": Kind(gettext_lazy("Segments"), Power.CUSTOMERS_VIEW, _saved),
    "pages": Kind(gettext_lazy("Pages"), None, _pages),
    "settings": Kind(gettext_lazy("Settings"), Power.SETTINGS_VIEW, _settings),
    "staff": Kind(gettext_lazy("Staff"), Power.STAFF_VIEW, _staff),
}


def kinds(by: Actor) -> list[Kind]:
    """What is searched for somebody."""
    return [kind for kind in KINDS.values() if kind.power is None or by.can(kind.power)]


def groups(search: Search) -> list[Group]:
    """The groups in which something was found, the one that fits best first."""
    if not search.words:
        return []
    found = [kind.look(search) for kind in kinds(search.by)]
    return sorted((group for group in found if group.hits), key=lambda group: -group.fit)
