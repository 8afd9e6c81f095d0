"""What the list of customers shows: everything of it stands in the address, so that a view can be shared."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.admin.query_bar import TEXT
from clientela.core.errors import NotThere
from clientela.core.keyset import Page
from clientela.customers import queries as customers
from clientela.customers.models import Customer
from clientela.segments import queries as segments
from clientela.segments.language import Problem, QueryWrong, printed, read
from clientela.segments.language.tree import All, Node
from clientela.segments.models import Segment

HERE = "/admin/customers"
_EMPTY: Page[Customer] = Page([], "", "")


@dataclass(frozen=True)
class Column:
    """A column that the list can show; `sort` is the sort behind its head, `falls` that most come first."""

    key: str
    label: str | Promise
    sort: str = ""
    falls: bool = False

    @property
    def name_of_field(self) -> str:
        """The custom field that it shows; nothing for others."""
        return self.key.removeprefix(FIELD) if self.key.startswith(FIELD) else ""


COLUMNS = (
    Column("email", _("Email")),
    Column("subscription", _("Subscription")),
    Column("account", _("Account")),
    Column("location", _("Location")),
    Column("orders", _("Orders"), "orders", falls=True),
    Column("spent", _("Amount spent"), "spent", falls=True),
    Column("last_order", _("Last order"), "last_order", falls=True),
    Column("added", _("Date added"), "added", falls=True),
    Column("updated", _("Last update"), "updated", falls=True),
    Column("phone", _("Phone")),
    Column("language", _("Language")),
    Column("tags", _("Tags")),
    Column("group", _("RFM group")),
)
_BY_KEY = {column.key: column for column in COLUMNS}
USUAL = ("email", "subscription", "account", "location", "orders", "spent")
# Before the name of a custom field that is a column.
FIELD = "metafields."
MOST_COLUMNS = 30
NAME = Column("name", _("Customer name"), "name")
# One click each; pressed again, they are off.
QUICK = (
    (_("Has account"), "customer_account_status = 'ENABLED'"),
    (_("Subscribed"), "email_subscription_status = 'SUBSCRIBED'"),
    (_("Has ordered"), "number_of_orders >= 1"),
    (_("Ordered more than once"), "number_of_orders >= 2"),
    (_("Spent 100 or more"), "amount_spent >= 100"),
)


def keys_of(text: str) -> tuple[str, ...]:
    """The columns that an address names, each once; the usual ones where it names none."""
    named = (key for key in text.split(",") if key in _BY_KEY or key.startswith(FIELD))
    return tuple(dict.fromkeys(named))[:MOST_COLUMNS] or USUAL


@dataclass(frozen=True)
class Listing:
    """Whom the list shows, in which order and with which columns."""

    q: str = ""
    query: str = ""
    sort: str = customers.NEWEST
    segment: Segment | None = None
    columns: tuple[str, ...] = USUAL
    # The query as text in place of chips, where that was asked for.
    is_text: bool = False
    after: str = ""
    before: str = ""
    problems: list[Problem] = field(default_factory=list, compare=False)

    @classmethod
    def of(cls, asked: QueryDict) -> Self:
        """The list that an address (or the form of a page) names."""
        found = _segment(asked.get("segment", ""))
        return cls(
            q=asked.get("q", "").replace("\0", "").strip()[:200],
            query=asked.get("query", found.query if found else "").replace("\0", "").strip(),
            sort=customers.sort_of(asked.get("sort", "")),
            segment=found,
            columns=keys_of(asked.get("columns", "")),
            is_text=asked.get("by") == TEXT,
            after=asked.get("after", ""),
            before=asked.get("before", ""),
        )

    @property
    def parts(self) -> dict[str, str]:
        """What stands in its address, without the place in the pages."""
        asked = {"q": self.q}
        if self.segment:
            asked["segment"] = str(self.segment.pk)
        if self.query != (self.segment.query.strip() if self.segment else ""):
            asked["query"] = self.query
        if self.sort != customers.NEWEST:
            asked["sort"] = self.sort
        if self.columns != USUAL:
            asked["columns"] = ",".join(self.columns)
        if self.is_text:
            asked["by"] = TEXT
        return {name: value for name, value in asked.items() if value or name == "query"}

    def link(self, **changes: str) -> str:
        """The address of this list with some parts changed; an empty one is left out."""
        asked = {name: value for name, value in (self.parts | changes).items() if value}
        return f"{HERE}?{urlencode(asked)}" if asked else HERE

    @cached_property
    def page(self) -> Page[Customer]:
        """One page of it; nobody, with the problems told, where the query is wrong."""
        try:
            return segments.page(self.query, self.q, self.sort, after=self.after, before=self.before)
        except QueryWrong as wrong:
            self.problems.extend(wrong.problems)
            return _EMPTY

    @property
    def is_everybody(self) -> bool:
        """Whether nothing sifts it."""
        return not (self.q or self.query)

    @cached_property
    def known(self) -> dict[str, Column]:
        """Every column there is, the store's custom fields last."""
        fields = [Column(f"{FIELD}{each.full_name}", each.name) for each in customers.definitions()]
        return _BY_KEY | {column.key: column for column in fields}

    @cached_property
    def chosen(self) -> list[Column]:
        """The columns that are shown."""
        return [self.known[key] for key in self.columns if key in self.known]

    @property
    def others(self) -> list[Column]:
        """The columns that aren't."""
        return [column for column in self.known.values() if column not in self.chosen]

    def heads(self) -> list[dict[str, Any]]:
        """The heads of the columns that are shown; a press sorts by it, another turns it round."""
        return [self._head(column) for column in (NAME, *self.chosen)]

    def _head(self, column: Column) -> dict[str, Any]:
        head: dict[str, Any] = {"key": column.key, "label": column.label, "href": "", "order": ""}
        if column.sort:
            is_here, falls = self.sort.removeprefix("-") == column.sort, self.sort.startswith("-")
            wants_fall = not falls if is_here else column.falls
            head["href"] = self.link(sort=f"-{column.sort}" if wants_fall else column.sort)
            head["order"] = ("descending" if falls else "ascending") if is_here else ""
        return head

    def quick(self) -> list[dict[str, Any]]:
        """The filters of one click: their words, the address with or without them, whether they are on."""
        return [self._quick(label, clause) for label, clause in QUICK]

    def _quick(self, label: str | Promise, clause: str) -> dict[str, Any]:
        turned = self.link(query=_turned(self.query, clause))
        return {"label": label, "href": turned, "is_on": _is_on(self.query, clause)}


def everything(listing: Listing, page: Page[Customer]) -> str:
    """The words behind which all of the list is chosen, as it is sifted; nothing where the page is all."""
    if not (page.before or page.after):
        return ""
    words = _("Select all %(count)s customers in your store")
    if listing.q:
        words = _("Select all %(count)s customers in this search")
    elif listing.segment and listing.query == listing.segment.query.strip():
        words = _("Select all %(count)s customers in this segment")
    elif listing.query:
        words = _("Select all %(count)s customers in this query")
    return words % {"count": f"{len(page.rows)}+"}


def _segment(asked: str) -> Segment | None:
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return None
    try:
        return segments.find(int(asked))
    except NotThere:
        return None


def _conditions(query: str) -> list[Node] | None:
    """The conditions of a query that all must hold; nothing where it can't be read."""
    if not query:
        return []
    try:
        node = read(query)
    except QueryWrong:
        return None
    return list(node.parts) if isinstance(node, All) else [node]


def _is_on(query: str, clause: str) -> bool:
    return read(clause) in (_conditions(query) or [])


def _turned(query: str, clause: str) -> str:
    """The query with a condition more, or without it where it stands there."""
    there, wanted = _conditions(query), read(clause)
    if there is None:
        return clause
    rest = [each for each in there if each != wanted]
    kept = rest if len(rest) < len(there) else [*there, wanted]
    return printed(kept[0] if len(kept) == 1 else All(tuple(kept))) if kept else ""
