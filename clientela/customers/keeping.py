"""Saving a customer's row so that an email or phone stays one person's."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.customers.models import Customer


class Taken(Refused):
    """Another customer has this email or phone; `details["customer_id"]` is theirs."""

    code = "taken"
    sentence = gettext_lazy("This can't be used here. Check it, or leave it out.")


def refuse_taken(customer: Customer, by: Actor) -> None:
    """Refuse an email or phone that somebody else has. Raises `Taken`."""
    others = Customer.objects.known().exclude(pk=customer.pk)
    for field, value in (("email", customer.email_key), ("phone", customer.phone)):
        column = "email_key" if field == "email" else "phone"
        other = others.filter(**{column: value}).first() if value else None
        if other and not by.can(Power.CUSTOMERS_VIEW):
            # A shopper is never told who has it.
            raise Taken(field=field)
        if other:
            sentence = _("%(name)s has this already.") % {"name": other.display_name}
            raise Taken(sentence, field=field, customer_id=other.pk)


@contextmanager
def if_nobody_was_quicker(customer: Customer, by: Actor) -> Iterator[None]:
    """Save inside this: whoever loses a race for an email or phone is refused like one who came later."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        refuse_taken(customer, by)
        raise


def save(customer: Customer, fields: list[str]) -> None:
    """Save some fields of a locked customer, one version on."""
    customer.version += 1
    customer.save(update_fields=[*fields, "version"])
    Customer.objects.filter(pk=customer.pk).update(updated_at=Now())


def touch(customer_ids: Sequence[int], more_words: Sequence[str] = ()) -> None:
    """Count a change for each of these customers; words that came go into the search at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE customers_customer SET version = version + 1, updated_at = now(),"
            " words = coalesce(words, '') || array_to_tsvector(%s::text[]) WHERE id = ANY(%s)",
            [list(more_words), list(customer_ids)],
        )
