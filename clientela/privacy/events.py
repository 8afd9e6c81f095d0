"""What is recorded when customers are deleted."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.journal.facts import fact


@fact("customer.deleted", _("Customer deleted"), icon="trash-2", webhook="customers/delete")
@dataclass(frozen=True)
class CustomerDeleted:
    """The customer is gone for everybody; unless `for_good`, they can be put back for thirty days."""

    for_good: bool


@fact("customer.restored", _("Customer put back"), icon="undo-2", webhook="customers/create")
@dataclass(frozen=True)
class CustomerRestored:
    """A customer who was in the bin is there again."""


@fact("customer.destroyed", _("Personal data destroyed"), icon="eraser", webhook="customers/redact")
@dataclass(frozen=True)
class CustomerDestroyed:
    """Nothing is left by which the customer could be known."""
