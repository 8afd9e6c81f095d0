"""Long work over customers: a tag that changes everywhere, a custom field that goes with its values."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.customers.actions import fields, retagging
from clientela.customers.models import CustomerTag, Metafield
from clientela.jobs.kinds import JobKind, Result, job_kind
from clientela.jobs.models import Item, Job


def _tagged(job: Job) -> Iterable[int]:
    rows = CustomerTag.objects.filter(tag_id=job.params["tag"]).order_by("customer_id")
    return rows.values_list("customer_id", flat=True).iterator(chunk_size=20_000)


def _replace(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    before = retagging.replace_tag_each(keys, job.params["tag"], job.params["into"], by=by, job_id=job.pk)
    return {pk: Result(before=before[pk]) if pk in before else _skipped("has_not") for pk in keys}


def _skipped(reason: str = "gone") -> Result:
    return Result(Item.Outcome.SKIPPED, reason)


def _were_done(job: Job) -> Iterable[int]:
    done = Item.objects.filter(job_id=job.params["job"], outcome=Item.Outcome.DONE)
    return done.order_by("key").values_list("key", flat=True).iterator(chunk_size=20_000)


def _put_back(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    """Turn round what the other job wrote down of each customer."""
    done = Item.objects.filter(job_id=job.params["job"], key__in=keys, before__isnull=False)
    alike: dict[tuple[tuple[str, ...], tuple[str, ...]], list[int]] = {}
    for item in done:
        before: dict[str, list[str]] = item.before or {"removed": [], "added": []}
        alike.setdefault((tuple(before["removed"]), tuple(before["added"])), []).append(item.key)
    back: set[int] = set()
    for (removed, added), ids in alike.items():
        back |= retagging.put_tags_back(ids, removed, added, by=by, job_id=job.pk)
    return {key: Result() if key in back else _skipped("changed_since") for key in keys}


PUT_BACK = job_kind(
    JobKind(
        "customers.tag_as_before",
        _("Putting a tag back as it was"),
        Power.CUSTOMERS_EDIT,
        freeze=_were_done,
        work=_put_back,
    )
)
RENAMING = job_kind(
    JobKind(
        retagging.RENAMING,
        _("Renaming a tag"),
        Power.CUSTOMERS_EDIT,
        freeze=_tagged,
        work=_replace,
        undo=PUT_BACK.name,
    )
)
DELETING = job_kind(
    JobKind(
        retagging.DELETING,
        _("Deleting a tag"),
        Power.CUSTOMERS_EDIT,
        freeze=_tagged,
        work=_replace,
        undo=PUT_BACK.name,
    )
)


def _filled(job: Job) -> Iterable[int]:
    rows = Metafield.objects.filter(definition_id=job.params["definition"]).order_by("customer_id")
    return rows.values_list("customer_id", flat=True).iterator(chunk_size=20_000)


def _empty(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    done = set(fields.empty_field_each(keys, job.params["definition"], by=by, job_id=job.pk))
    return {pk: Result() if pk in done else _skipped() for pk in keys}


REMOVING = job_kind(
    JobKind(fields.REMOVING, _("Deleting a custom field"), Power.SETTINGS_EDIT, freeze=_filled, work=_empty)
)
