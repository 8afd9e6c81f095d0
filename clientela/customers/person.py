"""The customers' part when people are forgotten: the row stays, empty, as a mark that somebody was there."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F
from django.db.models.functions import Now

from clientela.core.actor import Actor
from clientela.core.people import People, among, among_texts
from clientela.customers.models import (
    AccountState,
    Address,
    BinEntry,
    Comment,
    Consent,
    ConsentEntry,
    Customer,
    CustomerTag,
    Hold,
    Metafield,
)

_REMOVED = (Address, CustomerTag, ConsentEntry, Comment, Hold, Metafield, BinEntry)
COVERS = {
    **{f"customers.{model.__name__}.customer": "removed" for model in _REMOVED},
    "customers.Customer.default_address": "emptied with the row",
    "customers.Customer.merged_into": "stays: both are forgotten together",
}
# What a row is emptied of, and what stays so that figures by day and door go on adding up.
EMPTIED: dict[str, Any] = {
    "first_name": "",
    "last_name": "",
    "name_key": "",
    "email": "",
    "email_key": None,
    "email_verified_at": None,
    "phone": None,
    "language": "",
    "birthday": None,
    "note": "",
    "tax_exempt": False,
    "tax_exemptions": [],
    "account_state": AccountState.NONE,
    "email_consent": Consent.REDACTED,
    "sms_consent": Consent.REDACTED,
    "data_sale_opt_out": False,
    "multipass_identifier": None,
    "default_address": None,
    "words_elsewhere": [],
    "words": None,
}
STAYS = {"id", "version", "source", "added_at", "updated_at", "deleted_at", "merged_into", "erased_at"} | {
    *("orders_count", "amount_spent", "first_order_at", "last_order_at"),
}


def people(customer_ids: Sequence[int]) -> People:
    """These customers with whoever was merged into them, and the addresses that nobody else has now."""
    ids = newest = sorted(set(customer_ids))
    while newest:
        merged = Customer.objects.filter(merged_into__in=among(newest)).values_list("pk", flat=True)
        newest = sorted(set(merged) - set(ids))
        ids = [*ids, *newest]
    theirs = Customer.objects.filter(pk__in=among(ids), email_key__isnull=False)
    own = set(ids)
    keys = {str(key) for key in theirs.values_list("email_key", flat=True)}
    known = Customer.objects.known().filter(email_key__in=among_texts(sorted(keys)))
    others = {str(key) for pk, key in known.values_list("pk", "email_key") if pk not in own}
    return People(ids, sorted(keys - others))


def forget(people: People, *, by: Actor) -> None:
    """Empty their rows, and remove addresses, tags, consent, comments and own fields."""
    by.must_be()
    now = {"erased_at": Now(), "updated_at": Now(), "version": F("version") + 1}
    Customer.objects.filter(pk__in=people.any).update(**EMPTIED, **now)
    for model in _REMOVED:
        model._default_manager.filter(customer__in=people.any).delete()
