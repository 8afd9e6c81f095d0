"""Putting customers back who are in the bin."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.accounts.person import close
from clientela.core.actor import SYSTEM, Actor
from clientela.core.people import among_texts
from clientela.core.powers import Power
from clientela.customers.actions.binning import from_bin, in_bin
from clientela.customers.models import Customer
from clientela.journal.actions import Entry, record_each
from clientela.privacy import parts
from clientela.privacy.events import CustomerRestored

# What is one customer's alone.
_ALONE = ("email_key", "phone", "multipass_identifier")
_MOST_TRIES = 5
_SENTENCES: dict[str, str | Promise] = {
    "email_key": _("Another customer has this email address by now."),
    "phone": _("Another customer has this phone number by now."),
    "multipass_identifier": _("Another customer has this Multipass identifier by now."),
    "": _("This customer isn't in the bin any more."),
}


@dataclass(frozen=True)
class Clash:
    """Why somebody can't be put back: what was taken meanwhile, and by whom; nothing where they are gone."""

    field: str = ""
    holder_id: int = 0

    @property
    def sentence(self) -> str | Promise:
        """Said to staff."""
        return _SENTENCES[self.field]


def restore(customer_ids: Sequence[int], *, by: Actor, job_id: int | None = None) -> dict[int, Clash | None]:
    """Put deleted customers back as they were; they log in anew. Gives why somebody couldn't be put back.

    Whose email address, phone number or Multipass identifier was taken meanwhile stays in the bin.
    """
    by.must(Power.CUSTOMERS_DELETE)
    for _number in range(_MOST_TRIES):
        try:
            with transaction.atomic():
                return _put_back(sorted(set(customer_ids)), by, job_id)
        except IntegrityError as error:
            # Somebody took an address between looking and writing: look again.
            last = error
    raise last


def _put_back(ids: list[int], by: Actor, job_id: int | None) -> dict[int, Clash | None]:
    rows = list(in_bin(ids).only("pk", *_ALONE))
    outcome: dict[int, Clash | None] = dict.fromkeys(ids, Clash())
    outcome |= _clashes(rows)
    back = [pk for pk, clash in outcome.items() if clash is None]
    if back:
        # A way in that was finished at the moment of deleting mustn't come back with them.
        close(parts.people_of(back), by=SYSTEM)
        from_bin(back, by=by)
        record_each([Entry(CustomerRestored(), pk) for pk in back], by=by, job_id=job_id)
    return outcome


def _clashes(rows: Sequence[Customer]) -> dict[int, Clash | None]:
    """What of each was taken meanwhile; of two in the bin that share something the first comes back."""
    taken = {field: _holders(field, rows) for field in _ALONE}
    found: dict[int, Clash | None] = {}
    for row in rows:
        own = {field: getattr(row, field) for field in _ALONE if getattr(row, field)}
        clash = next((Clash(f, taken[f][value]) for f, value in own.items() if value in taken[f]), None)
        found[row.pk] = clash
        if clash is None:
            for field, value in own.items():
                taken[field][value] = row.pk
    return found


def _holders(field: str, rows: Sequence[Customer]) -> dict[str, int]:
    values = [value for row in rows if (value := getattr(row, field))]
    return dict(
        Customer.objects.known().filter(**{f"{field}__in": among_texts(values)}).values_list(field, "pk")
    )
