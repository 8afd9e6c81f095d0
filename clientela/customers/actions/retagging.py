"""Renaming a tag, merging it into another and deleting it, everywhere: customer by customer, in a job."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.customers.actions.tags import add_tags, clean, past_most, remove_tags, tag_key
from clientela.customers.events import TagDeleted, TagRenamed, TagsAdded, TagsRemoved
from clientela.customers.keeping import touch
from clientela.customers.models import CustomerTag, Tag
from clientela.customers.search import reindex
from clientela.jobs import actions as jobs
from clientela.jobs.models import Job
from clientela.journal.actions import Entry, Subject, record, record_each

RENAMING = "customers.rename_tag"
DELETING = "customers.delete_tag"
_HOLD = "SELECT id, name FROM customers_tag WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
_TAKE = "DELETE FROM customers_customer_tag WHERE tag_id = %s AND customer_id = ANY(%s) RETURNING customer_id"
_GIVE = (
    "INSERT INTO customers_customer_tag (customer_id, tag_id) SELECT unnest(%s::bigint[]), %s"
    " ON CONFLICT DO NOTHING RETURNING customer_id"
)


class TagTaken(Refused):
    """There is a tag of this name already; `details` has its id and name. Merging is a deed of its own."""

    code = "tag_taken"
    sentence = gettext_lazy("There is a tag of this name already. The two can become one.")
    field = "name"


class TargetGone(Refused):
    """The tag that another was to become was deleted meanwhile."""

    code = "tag_gone"
    sentence = gettext_lazy("The tag that this one was to become is gone.")


def rename_tag(tag_id: int, name: str, *, by: Actor, merges: bool = False) -> Job | None:
    """Give a tag another spelling or name on every customer; with `merges` it may become a tag there is.

    Gives the job that carries it out, or nothing where it is done at once: only the spelling changed, or
    nobody carries the tag. Raises `TagTaken`, `Refused`, `NotThere`.
    """
    by.must(Power.CUSTOMERS_EDIT)
    wanted = _one(name)
    with transaction.atomic():
        tag = _locked(tag_id)
        into = Tag.objects.filter(key=tag_key(wanted)).exclude(pk=tag_id).first()
        if into and not merges:
            raise TagTaken(tag_id=into.pk, name=into.name)
        before, after = tag.name, into.name if into else wanted
        if before == after:
            return None
        record(TagRenamed(before, after), by=by, subject=Subject("tag", tag_id))
        if tag.key == tag_key(wanted) or not (into or _is_carried(tag_id)):
            tag.name, tag.key = wanted, tag_key(wanted)
            tag.save(update_fields=["name", "key"])
            return None
        if not _is_carried(tag_id):
            tag.delete()
            return None
        into = into or Tag.objects.create(name=wanted, key=tag_key(wanted))
        return jobs.start(RENAMING, {"tag": tag_id, "into": into.pk}, by=by)


def _one(name: str) -> str:
    """The name as it is kept. Raises `Refused`."""
    found = clean([name])
    if len(found) != 1:
        raise Refused(_("Enter one tag, without a comma."), field="name", code="not_one_tag")
    return found[0]


def _locked(tag_id: int) -> Tag:
    tag = Tag.objects.select_for_update().filter(pk=tag_id).first()
    if tag is None:
        raise NotThere
    return tag


def _is_carried(tag_id: int) -> bool:
    return CustomerTag.objects.filter(tag_id=tag_id).exists()


def delete_tag(tag_id: int, *, by: Actor) -> Job | None:
    """Take a tag off every customer. Gives the job, or nothing where nobody carries it. Raises `NotThere`."""
    by.must(Power.CUSTOMERS_EDIT)
    with transaction.atomic():
        tag = _locked(tag_id)
        record(TagDeleted(tag.name), by=by, subject=Subject("tag", tag_id))
        if not _is_carried(tag_id):
            tag.delete()
            return None
        return jobs.start(DELETING, {"tag": tag_id, "into": None}, by=by)


def replace_tag_each(
    customer_ids: Sequence[int], tag_id: int, into_id: int | None, *, by: Actor, job_id: int | None = None
) -> dict[int, dict[str, list[str]]]:
    """Take a tag off customers, those in the bin too, and give them another in its place, if one is named.

    Gives, by customer, the names of the tags `removed` and `added`: what an undo turns round. The tag itself
    goes with the last customer. Raises `TargetGone`.
    """
    by.must(Power.CUSTOMERS_EDIT)
    with transaction.atomic():
        names = dict(_rows(_HOLD, [[tag_id, *([into_id] if into_id else [])]]))
        if into_id and into_id not in names:
            raise TargetGone
        if tag_id not in names:
            return {}
        lost = sorted(row[0] for row in _rows(_TAKE, [tag_id, list(customer_ids)]))
        got = {row[0] for row in _rows(_GIVE, [lost, into_id])} if into_id else set()
        touch(lost)
        reindex(lost)
        gone, new = [names[tag_id]], [names[into_id]] if into_id else []
        facts = [Entry(TagsRemoved(gone), pk) for pk in lost]
        record_each([*facts, *(Entry(TagsAdded(new), pk) for pk in sorted(got))], by=by, job_id=job_id)
        _drop_unused(tag_id)
    return {pk: {"removed": gone, "added": new if pk in got else []} for pk in lost}


def put_tags_back(
    customer_ids: Sequence[int],
    removed: Sequence[str],
    added: Sequence[str],
    *,
    by: Actor,
    job_id: int | None = None,
) -> set[int]:
    """Turn `replace_tag_each` round for customers of whom it said the same. Gives the ids of who changed.

    Who lost the new tag since, or has no room for the old one, stays as they are.
    """
    by.must(Power.CUSTOMERS_EDIT)
    with transaction.atomic():
        ids = set(customer_ids)
        if added:
            keys = [tag_key(name) for name in added]
            rows = CustomerTag.objects.filter(customer__in=ids, tag__key__in=keys)
            ids = set(rows.values_list("customer_id", flat=True))
            remove_tags(sorted(ids), added, by=by, job_id=job_id)
        ids -= past_most(sorted(ids), removed)
        return set(add_tags(sorted(ids), removed, by=by, job_id=job_id))


def _rows(sql: str, values: list[int | list[int] | None]) -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def _drop_unused(tag_id: int) -> None:
    """Delete a tag that nobody carries, unless somebody puts it on a customer at this very moment."""
    if not _is_carried(tag_id):
        free = Tag.objects.select_for_update(skip_locked=True).filter(pk=tag_id).first()
        if free and not _is_carried(tag_id):
            free.delete()
