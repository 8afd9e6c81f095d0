"""The search index: every word a customer is found by."""

from collections.abc import Iterable

from django.db import connection

from clientela.core import words
from clientela.customers.models import Address, Customer, CustomerTag


def words_of(customer: Customer, addresses: Iterable[Address], tags: Iterable[str]) -> list[str]:
    """The folded words of name, email, phone, addresses, tags and what higher apps pushed down."""
    texts = [customer.first_name, customer.last_name, customer.email, *tags, *customer.words_elsewhere]
    phone = (customer.phone or "").lstrip("+")
    # A number is found by its national part as well, as people type it.
    texts += [phone, *(phone[cut:] for cut in (1, 2, 3) if len(phone) > 7)]
    for address in addresses:
        texts += [address.company, address.line1, address.line2, address.city, address.postcode]
        texts += [address.postcode.replace(" ", ""), address.first_name, address.last_name]
    return words.searchable(texts)


def reindex(customer_ids: Iterable[int]) -> None:
    """Write the search words and sort keys of these customers anew."""
    found = Customer.objects.filter(pk__in=list(customer_ids)).prefetch_related("addresses")
    tags: dict[int, list[str]] = {}
    for customer_id, name in CustomerTag.objects.filter(customer__in=found).values_list(
        "customer_id", "tag__name"
    ):
        tags.setdefault(customer_id, []).append(name)
    rows = [
        (c.pk, words_of(c, c.addresses.all(), tags.get(c.pk, [])), words.sort_key(c.last_name, c.first_name))
        for c in found
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE customers_customer SET words = array_to_tsvector(%s::text[]), name_key = %s"
                " WHERE id = %s",
                [(found_words, key, pk) for pk, found_words, key in rows],
            )
