"""Verbs over a selection of customers, each as a kind of job, and the kinds that take them back."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clientela.accounts.actions.deactivating import activate, deactivate
from clientela.bulk import edit_back, import_back, mailing, tagging
from clientela.bulk.actions.editing import EDIT, EDIT_BACK
from clientela.bulk.actions.mailing import MAIL
from clientela.bulk.actions.starting import DEACTIVATE, DELETE, TAG, UNTAG
from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.customers.models import AccountState, Customer
from clientela.exchange.jobs import BACK
from clientela.jobs.kinds import JobKind, Result, job_kind
from clientela.jobs.models import Item, Job
from clientela.privacy.actions.deleting import delete
from clientela.privacy.queries import RESTORES
from clientela.segments import queries as segments
from clientela.segments.models import Selection

SKIPPED, GONE = Item.Outcome.SKIPPED, "gone"
TAG_BACK, UNTAG_BACK, ACTIVATE_AGAIN = (
    "customers.tag_back",
    "customers.untag_back",
    "customers.activate_again",
)


def _selected(job: Job) -> QuerySet[Any]:
    """Whom the selection names as the job begins."""
    return segments.selected(Selection.objects.get(pk=job.params["selection"]))


def _were_done(job: Job) -> list[int]:
    done = Item.objects.filter(job_id=job.params["job"], outcome=Item.Outcome.DONE)
    return list(done.order_by("key").values_list("key", flat=True))


def _delete(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    outcome = delete(keys, by=by, job_id=job.pk)
    return {key: Result(SKIPPED, reason.value) if reason else Result() for key, reason in outcome.items()}


def _deactivate(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    """Only accounts that can be signed in to, or could be after an invitation, are switched off."""
    rows = Customer.objects.known().filter(pk__in=keys)
    states = dict(rows.values_list("pk", "account_state"))
    off = {AccountState.NONE.value: "no_account", AccountState.DEACTIVATED.value: "off_already"}
    before = deactivate([key for key in keys if states.get(key, "none") not in off], by=by, job_id=job.pk)
    return {
        key: Result() if key in before else Result(SKIPPED, off.get(states.get(key, ""), GONE))
        for key in keys
    }


def _activate(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    opened = set(activate(keys, by=by, job_id=job.pk))
    return {key: Result() if key in opened else Result(SKIPPED, "on_already") for key in keys}


def _done_already(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    """The bulk editor saves at once, and writes down as a job what it did: nothing is left to do."""
    return {key: Result() for key in keys}


TAGGING = job_kind(
    JobKind(TAG, _("Adding tags"), Power.CUSTOMERS_EDIT, freeze=_selected, work=tagging.add, undo=TAG_BACK)
)
UNTAGGING = job_kind(
    JobKind(
        UNTAG,
        _("Removing tags"),
        Power.CUSTOMERS_EDIT,
        freeze=_selected,
        work=tagging.remove,
        undo=UNTAG_BACK,
    )
)
DELETING = job_kind(
    JobKind(
        DELETE, _("Deleting customers"), Power.CUSTOMERS_DELETE, freeze=_selected, work=_delete, undo=RESTORES
    )
)
DEACTIVATING = job_kind(
    JobKind(
        DEACTIVATE,
        _("Deactivating accounts"),
        Power.CUSTOMERS_ACCOUNTS,
        freeze=_selected,
        work=_deactivate,
        undo=ACTIVATE_AGAIN,
    )
)
MAILING = job_kind(
    JobKind(
        MAIL,
        _("Sending an email to many"),
        Power.CUSTOMERS_EMAIL,
        freeze=_selected,
        work=mailing.send,
        chunk=50,
    )
)
TAGGED_BACK = job_kind(
    JobKind(
        TAG_BACK,
        _("Taking added tags off again"),
        Power.CUSTOMERS_EDIT,
        freeze=_were_done,
        work=partial(tagging.back, "customer.tags_added"),
    )
)
UNTAGGED_BACK = job_kind(
    JobKind(
        UNTAG_BACK,
        _("Putting removed tags back"),
        Power.CUSTOMERS_EDIT,
        freeze=_were_done,
        work=partial(tagging.back, "customer.tags_removed"),
    )
)
DEACTIVATED_BACK = job_kind(
    JobKind(
        ACTIVATE_AGAIN,
        _("Activating accounts again"),
        Power.CUSTOMERS_ACCOUNTS,
        freeze=_were_done,
        work=_activate,
    )
)
EDITING = job_kind(
    JobKind(
        EDIT,
        _("Editing customers"),
        Power.CUSTOMERS_EDIT,
        freeze=lambda job: [],
        work=_done_already,
        undo=EDIT_BACK,
        is_quiet=True,
    )
)
EDITED_BACK = job_kind(
    JobKind(
        EDIT_BACK,
        _("Taking back edits"),
        Power.CUSTOMERS_EDIT,
        freeze=_were_done,
        work=edit_back.back,
        chunk=50,
    )
)
IMPORTED_BACK = job_kind(
    JobKind(
        BACK,
        _("Taking back an import of customers"),
        # Whoever takes an import back needs the import's power as well, which its work asks for.
        Power.CUSTOMERS_DELETE,
        freeze=_were_done,
        work=import_back.back,
        of_customers=False,
    )
)
