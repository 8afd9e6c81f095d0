"""What messaging does when something below was recorded."""

from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import Channel, Consent, Customer, OptIn
from clientela.journal.queries import reading

READER = "messaging.complaints"


def heed_complaints() -> int:
    """Whoever called an email spam gets no more marketing. Gives how many; safe to run again."""
    with reading(READER) as events:
        ids = {e.customer_id for e in events if e.name == "mail.complained" and e.customer_id}
        found = Customer.objects.known().filter(pk__in=ids, email_consent=Consent.SUBSCRIBED)
        for customer_id in found.values_list("pk", flat=True):
            customers.set_consent(
                customer_id, Channel.EMAIL, Consent.UNSUBSCRIBED, level=OptIn.UNKNOWN, source="complaint",
                by=SYSTEM,
            )  # fmt: skip
    return len(events)
