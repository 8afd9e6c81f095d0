"""Tags, for one customer or a million: statements over sets."""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from clientela.core import words
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.people import among
from clientela.core.powers import Power
from clientela.customers.events import TagsAdded, TagsRemoved
from clientela.customers.keeping import touch
from clientela.customers.models import LONGEST_TAG, MOST_TAGS, CustomerTag, Tag
from clientela.customers.search import reindex
from clientela.journal.actions import Entry, record_each

_TOO_MANY = _("A customer has at most 250 tags.")
_HOLD = "SELECT key, id FROM customers_tag WHERE key = ANY(%s) ORDER BY id FOR KEY SHARE"


def tag_key(name: str) -> str:
    """By what two tags are the same: VIP is vip."""
    return " ".join(name.split()).casefold()


def clean(names: Iterable[str]) -> list[str]:
    """Tags from what was typed: split at commas, trimmed, none twice, first spelling kept."""
    found: dict[str, str] = {}
    for name in names:
        for part in name.split(","):
            text = " ".join(part.split())
            if max(len(text), len(tag_key(text))) > LONGEST_TAG:
                raise Refused(_("A tag has at most 255 characters."), field="tags", code="tag_too_long")
            if text:
                found.setdefault(tag_key(text), text)
    return list(found.values())


def some(names: Iterable[str]) -> list[str]:
    """The same, where at least one is needed. Raises `Refused`."""
    wanted = clean(names)
    if not wanted:
        raise Refused(_("Enter at least one tag."), field="tags", code="tags_missing")
    return wanted


def refuse_past_most(names: Sequence[str]) -> None:
    """Nobody can carry more than 250 tags, however few they have now. Raises `Refused`."""
    if len(names) > MOST_TAGS:
        raise Refused(_TOO_MANY, field="tags", code="too_many_tags")


def _ids(names: Sequence[str]) -> dict[str, int]:
    """The tags of these names, made where they are new, by name; they stay while the transaction lasts."""
    keys, by_key = {tag_key(name) for name in names}, dict[str, int]()
    while missing := [name for name in names if tag_key(name) not in by_key]:
        # Where one is deleted at this very moment, it is made anew.
        new = [Tag(name=name, key=tag_key(name)) for name in missing]
        Tag.objects.bulk_create(new, ignore_conflicts=True)
        with connection.cursor() as cursor:
            cursor.execute(_HOLD, [list(keys)])
            by_key = dict(cursor.fetchall())
    return {name: by_key[tag_key(name)] for name in names}


def add_tags(
    customer_ids: Sequence[int], names: Iterable[str], *, by: Actor, job_id: int | None = None
) -> list[int]:
    """Put tags on customers. Gives the ids of those who lacked one. Raises `Refused` past 250 each.

    Who was deleted meanwhile is passed over.
    """
    by.must(Power.CUSTOMERS_EDIT)
    wanted = clean(names)
    if not wanted:
        return []
    with transaction.atomic():
        tags = _ids(wanted)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO customers_customer_tag (customer_id, tag_id)"
                " SELECT c.id, t FROM customers_customer c CROSS JOIN unnest(%s::bigint[]) t"
                " WHERE c.id = ANY(%s) AND c.deleted_at IS NULL"
                " ON CONFLICT DO NOTHING RETURNING customer_id, tag_id",
                [list(tags.values()), list(customer_ids)],
            )
            changed = _by_customer(cursor.fetchall(), {tag_id: name for name, tag_id in tags.items()})
        _refuse_too_many(list(changed))
        touch(list(changed), more_words=words.searchable(wanted))
        record_each([Entry(TagsAdded(new), pk) for pk, new in changed.items()], by=by, job_id=job_id)
    return list(changed)


def _by_customer(rows: Iterable[tuple[int, int]], names: dict[int, str]) -> dict[int, list[str]]:
    """Which tags changed, by customer: only those go on each one's timeline."""
    found: dict[int, list[str]] = {}
    for customer_id, tag_id in sorted(rows):
        found.setdefault(customer_id, []).append(names[tag_id])
    return found


def remove_tags(
    customer_ids: Sequence[int], names: Iterable[str], *, by: Actor, job_id: int | None = None
) -> list[int]:
    """Take tags off customers. Gives the ids of those who had one."""
    by.must(Power.CUSTOMERS_EDIT)
    wanted = clean(names)
    with transaction.atomic():
        keys = [tag_key(name) for name in wanted]
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM customers_customer_tag ct USING customers_tag t WHERE t.id = ct.tag_id"
                " AND t.key = ANY(%s) AND ct.customer_id = ANY(%s) RETURNING ct.customer_id, t.id",
                [keys, list(customer_ids)],
            )
            names_now = dict(Tag.objects.filter(key__in=keys).values_list("pk", "name"))
            changed = _by_customer(cursor.fetchall(), names_now)
        touch(list(changed))
        # A word of a tag that went may stand elsewhere in the profile: all are gathered anew.
        reindex(list(changed))
        record_each([Entry(TagsRemoved(gone), pk) for pk, gone in changed.items()], by=by, job_id=job_id)
    return list(changed)


def set_tags(
    customer_id: int, names: Iterable[str], *, by: Actor, seen: Iterable[str] | None = None
) -> list[str]:
    """Make these the customer's tags: what is missing is added, what is left out is removed.

    `seen` holds the tags that the editor started from: only what they changed of those is changed, so that
    what a colleague added or removed meanwhile stays so.
    """
    by.must(Power.CUSTOMERS_EDIT)
    wanted = clean(names)
    carried = CustomerTag.objects.filter(customer_id=customer_id)
    now = list(carried.values_list("tag__name", flat=True)) if seen is None else clean(seen)
    keys = {tag_key(name) for name in wanted}
    with transaction.atomic():
        gone = [name for name in now if tag_key(name) not in keys]
        if gone:
            remove_tags([customer_id], gone, by=by)
        have = {tag_key(name) for name in now}
        add_tags([customer_id], [name for name in wanted if tag_key(name) not in have], by=by)
    return wanted


def past_most(customer_ids: Sequence[int], names: Iterable[str]) -> set[int]:
    """Which of these customers would carry more than 250 tags with these on top."""
    keys = {tag_key(name) for name in names}
    others = CustomerTag.objects.filter(customer__in=among(customer_ids)).exclude(tag__key__in=keys)
    counted = others.values("customer").annotate(count=Count("tag")).filter(count__gt=MOST_TAGS - len(keys))
    return set(counted.values_list("customer", flat=True))


def _refuse_too_many(customer_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM customers_customer_tag WHERE customer_id = ANY(%s)"
            " GROUP BY customer_id HAVING count(*) > %s LIMIT 1",
            [list(customer_ids), MOST_TAGS],
        )
        if cursor.fetchone():
            raise Refused(_TOO_MANY, field="tags", code="too_many_tags")
