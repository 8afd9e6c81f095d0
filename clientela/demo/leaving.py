"""Two customers of the demo whom a colleague deleted: they lie in the bin and can be put back."""

from clientela.core.actor import Actor
from clientela.customers.models import Customer, Source
from clientela.privacy import actions
from clientela.privacy.rules import judged

COUNT = 2
# The newest are in drafts, or wait to be looked at.
_PASSED = 20


def fill_bin(*, by: Actor) -> list[int]:
    """Delete two who only wanted the newsletter. Gives who was."""
    readers = Customer.objects.known().filter(source=Source.NEWSLETTER, account_state="none")
    free = judged(readers).filter(reason="").exclude(first_name="").order_by("-added_at", "-pk")
    ids = list(free.values_list("pk", flat=True)[_PASSED : _PASSED + COUNT])
    for pk in ids:
        actions.delete([pk], by=by)
    return ids
