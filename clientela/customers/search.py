"""The search index: every word a customer is found by."""

from collections.abc import Iterable, Iterator

from django.db import connection

from clientela.core import words
from clientela.core.copying import tsvector
from clientela.customers.models import Address, Customer, CustomerTag, Metafield


def words_of(customer: Customer, addresses: Iterable[Address], tags: Iterable[str]) -> list[str]:
    """The folded words of name, email, phone, addresses, tags and own fields, and what higher apps pushed."""
    texts = [customer.first_name, customer.last_name, customer.email, *tags, *customer.words_elsewhere]
    phone = (customer.phone or "").lstrip("+")
    # A number is found by its national part as well, as people type it.
    texts += [phone, *(phone[cut:] for cut in (1, 2, 3) if len(phone) > 7)]
    for address in addresses:
        texts += [address.company, address.line1, address.line2, address.city, address.postcode]
        texts += [address.postcode.replace(" ", ""), address.first_name, address.last_name]
    return words.searchable(texts)


def _fields(ids: list[int]) -> Iterator[tuple[int, list[str]]]:
    """What stands in the custom fields of these customers, as far as it is text."""
    rows = Metafield.objects.filter(customer__in=ids, definition__removed_at=None)
    for customer_id, text, texts in rows.values_list("customer_id", "text", "texts"):
        yield customer_id, [*(texts or ()), text or ""]


def reindex(customer_ids: Iterable[int]) -> None:
    """Write the search words and sort keys of these customers anew."""
    ids = list(customer_ids)
    found = Customer.objects.filter(pk__in=ids).prefetch_related("addresses")
    tags: dict[int, list[str]] = {}
    for customer_id, name in CustomerTag.objects.filter(customer__in=ids).values_list(
        "customer_id", "tag__name"
    ):
        tags.setdefault(customer_id, []).append(name)
    for customer_id, texts in _fields(ids):
        tags.setdefault(customer_id, []).extend(texts)
    rows = [
        (c.pk, words_of(c, c.addresses.all(), tags.get(c.pk, [])), words.sort_key(c.last_name, c.first_name))
        for c in found
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE customers_customer c SET words = v.words::tsvector, name_key = v.name_key"
                " FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS v(id, words, name_key)"
                " WHERE c.id = v.id",
                [
                    [pk for pk, _words, _key in rows],
                    [tsvector(found_words) for _pk, found_words, _key in rows],
                    [key for _pk, _words, key in rows],
                ],
            )
