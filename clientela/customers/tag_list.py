"""Reading tags: all of them with how many customers carry each, and those that somebody may mean."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from clientela.core import keyset
from clientela.core.errors import NotThere
from clientela.core.keyset import Order, Page
from clientela.customers.actions.tags import tag_key
from clientela.customers.models import BinEntry, CustomerTag, Tag

PAGE = 50
MOST_USED = "-uses"
SORTS = {"name": Order("key"), "uses": Order("uses")}
# Beyond so many customers two tags count as equally used, among so many tags that fit what was typed.
_ENOUGH, _CANDIDATES = 1000, 500
_SUGGEST = """
SELECT t.name,
       (SELECT count(*) FROM (SELECT 1 FROM customers_customer_tag c WHERE c.tag_id = t.id LIMIT %s) few)
  FROM (SELECT id, name, key FROM customers_tag WHERE strpos(key, %s) > 0
         ORDER BY NOT starts_with(key, %s), key LIMIT %s) t
 ORDER BY 2 DESC, t.key LIMIT %s
"""


def sort_of(text: str) -> str:
    """The sort that an address names, else the most used first."""
    return text if text.removeprefix("-") in SORTS else MOST_USED


def tags(text: str, sort: str, *, after: str = "", before: str = "") -> Page[Tag]:
    """One page of the tags in whose name a text stands, each with `uses`: how many customers carry it."""
    sort = sort_of(sort)
    order = SORTS[sort.removeprefix("-")]
    rows = Tag.objects.filter(key__contains=tag_key(text)) if text.strip() else Tag.objects.all()
    # By use all are counted at once; by name each one of a page.
    rows = rows.annotate(uses=_counted() if order.column == "uses" else _counted_singly())
    falling = Order(order.column, descending=sort.startswith("-"))
    return keyset.page(rows, falling, size=PAGE, after=after, before=before)


def _counted() -> Count:
    return Count("customer_rows", filter=~Q(customer_rows__customer__in=_binned()))


def _binned() -> QuerySet[BinEntry, int]:
    """Who is in the bin keeps their tags and isn't counted."""
    return BinEntry.objects.values_list("customer_id", flat=True)


def _counted_singly() -> Coalesce:
    theirs = CustomerTag.objects.filter(tag=OuterRef("pk")).exclude(customer__in=_binned())
    counted = theirs.order_by().values("tag").annotate(number=Count("*")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def find_tag(tag_id: int) -> Tag:
    """A tag. Raises `NotThere`."""
    found = Tag.objects.filter(pk=tag_id).first()
    if found is None:
        raise NotThere
    return found


def uses(tag_id: int) -> int:
    """How many customers carry a tag."""
    return CustomerTag.objects.filter(tag_id=tag_id).exclude(customer__in=_binned()).count()


def both(tag_id: int, other_id: int) -> int:
    """How many customers carry both tags."""
    others = CustomerTag.objects.filter(tag_id=other_id).values("customer_id")
    rows = CustomerTag.objects.filter(tag_id=tag_id, customer__in=others)
    return rows.exclude(customer__in=_binned()).count()


@dataclass(frozen=True)
class Suggestion:
    """A tag that somebody may mean, and how many customers carry it: counted to a thousand."""

    name: str
    uses: int
    is_more: bool = False


def suggested(text: str, most: int) -> list[Suggestion]:
    """Tags in whose name a text stands, the most used first; all of them for an empty text."""
    key = tag_key(text)
    with connection.cursor() as cursor:
        cursor.execute(_SUGGEST, [_ENOUGH + 1, key, key, _CANDIDATES, most])
        return [Suggestion(name, min(n, _ENOUGH), n > _ENOUGH) for name, n in cursor.fetchall()]
