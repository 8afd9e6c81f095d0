"""Adding customers and editing what is known of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.core import emails, phones
from clientela.core.actor import Actor
from clientela.core.errors import ChangedMeanwhile, NotThere, Refused, SeveralRefused
from clientela.core.powers import Power
from clientela.customers.doors import refuse_adding
from clientela.customers.events import (
    CustomerCreated,
    CustomerEdited,
    EmailVerified,
    NoteChanged,
)
from clientela.customers.keeping import if_nobody_was_quicker, refuse_taken, save
from clientela.customers.models import LONGEST_NOTE, AccountState, Customer, Source
from clientela.customers.search import reindex
from clientela.journal.actions import record

EDITABLE = ("first_name", "last_name", "phone", "language", "birthday", "tax_exempt")


@dataclass(frozen=True)
class NewCustomer:
    """What a new profile starts with. One of name, email and phone must be there."""

    first_name: str = ""
    last_name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    birthday: date | None = None
    note: str = ""
    tax_exempt: bool = False
    source: Source = Source.STAFF


def add(new: NewCustomer, *, by: Actor) -> Customer:
    """Add a customer by hand. Raises `SeveralRefused` by field, or `Taken` with the profile that has it.

    Staff can't where the store switched it off: `AddingClosed`.
    """
    by.must(Power.CUSTOMERS_EDIT)
    customer = _checked(new)
    with transaction.atomic():
        refuse_taken(customer, by)
        refuse_adding(by)
        with if_nobody_was_quicker(customer, by):
            customer.save(force_insert=True)
        record(CustomerCreated(new.source.value), by=by, customer_id=customer.pk)
        reindex([customer.pk])
    return customer


def _checked(new: NewCustomer) -> Customer:
    wrong: dict[str, Any] = {}
    customer = Customer(source=new.source, birthday=new.birthday, tax_exempt=new.tax_exempt)
    for field, value in (("email", new.email), ("phone", new.phone), ("language", new.language)):
        try:
            _put(customer, field, value)
        except Refused as refused:
            wrong[field] = refused.sentence
    customer.first_name, customer.last_name = new.first_name.strip(), new.last_name.strip()
    customer.note = new.note
    wrong |= {field: _("At most 255 characters.") for field in _too_long(customer)}
    if len(new.note) > LONGEST_NOTE:
        wrong["note"] = _("At most 5,000 characters.")
    if not (customer.name or customer.email or customer.phone):
        wrong["first_name"] = _("Enter a name, an email address or a phone number.")
    if wrong:
        raise SeveralRefused(wrong)
    return customer


def _too_long(customer: Customer) -> list[str]:
    return [field for field in ("first_name", "last_name") if len(getattr(customer, field)) > 255]


def _put(customer: Customer, field: str, value: Any) -> None:
    """Set one field in its kept form. Raises `Refused`."""
    if field == "email":
        customer.email = emails.as_typed(value)
        customer.email_key = emails.canonical(value) if customer.email else None
    elif field == "phone":
        customer.phone = phones.e164(value) if value else None
    elif field == "language":
        if value and value not in dict(settings.LANGUAGES) and len(value) > 10:
            raise Refused(_("Choose a language."), field="language", code="language_not_valid")
        customer.language = value
    elif isinstance(value, str):
        setattr(customer, field, value.strip())
    else:
        setattr(customer, field, value)


def find_or_add(email: str, *, source: Source, by: Actor, language: str = "") -> tuple[Customer, bool]:
    """The customer with this email, made if there is none. Gives whether they were made.

    Whoever asks proves nothing: an existing person is only found, never written to (lesson 3). Two at once
    make one. Raises `EmailNotValid`.
    """
    by.anyone_may()
    key = emails.canonical(email)
    with transaction.atomic():
        new = Customer(email=emails.as_typed(email), email_key=key, source=source, language=language)
        customer = None
        while customer is None:
            # The unique index decides a race: the loser inserts nothing and finds the winner's row. Where
            # that one was deleted at this very moment, the address is free again.
            Customer.objects.bulk_create([new], ignore_conflicts=True)
            customer = Customer.objects.with_email(key).select_for_update().first()
        # Whoever makes a customer indexes them in the same transaction: without words it is this one's.
        made = customer.words is None
        if made:
            record(CustomerCreated(source.value), by=by, customer_id=customer.pk)
            reindex([customer.pk])
    return customer, made


def locked(customer_id: int) -> Customer:
    """The customer's row, locked until the transaction ends. Raises `NotThere`."""
    customer = Customer.objects.known().select_for_update(of=("self",)).filter(pk=customer_id).first()
    if customer is None:
        raise NotThere
    return customer


def edit(
    customer_id: int, changes: Mapping[str, Any], *, by: Actor, seen: Mapping[str, Any] | None = None
) -> Customer:
    """Change values of a profile: by staff, or by the customer themself. The email changes elsewhere.

    `seen` holds the values that the editor started from: a field that somebody else changed since refuses
    with `ChangedMeanwhile` (details `theirs` and `yours`), different fields of both editors survive. Raises
    `Taken`, `SeveralRefused`, `NotThere`.
    """
    if not by.can(Power.CUSTOMERS_EDIT):
        by.must_be_customer(customer_id)
    with transaction.atomic():
        customer = locked(customer_id)
        before = {field: getattr(customer, field) for field in EDITABLE}
        _apply(customer, {f: v for f, v in changes.items() if f in EDITABLE and not _untouched(f, v, seen)})
        changed = _changed(customer, before, seen or {})
        _refuse_conflict(changed, before, customer, seen or {})
        if changed:
            refuse_taken(customer, by)
            with if_nobody_was_quicker(customer, by):
                save(customer, changed)
            old, new = ({f: _text(v) for f, v in pairs} for pairs in _pairs(changed, before, customer))
            record(CustomerEdited(changed, old, new), by=by, customer_id=customer.pk)
            reindex([customer.pk])
    return customer


def _untouched(field: str, value: Any, seen: Mapping[str, Any] | None) -> bool:
    """Whether a form sent back the very value it was drawn with, so that a colleague's newer one stays."""
    return seen is not None and field in seen and _text(value) == _text(seen[field])


def _changed(customer: Customer, before: Mapping[str, Any], seen: Mapping[str, Any]) -> list[str]:
    """The fields with another value; what was only typed in another way (a phone number) stays as it is."""
    for field in EDITABLE:
        if field in seen and _text(getattr(customer, field)) == _text(seen[field]):
            setattr(customer, field, before[field])
    return [field for field in EDITABLE if getattr(customer, field) != before[field]]


def _apply(customer: Customer, changes: Mapping[str, Any]) -> None:
    wrong: dict[str, Any] = {}
    for field, value in changes.items():
        try:
            _put(customer, field, value)
        except Refused as refused:
            wrong[field] = refused.sentence
    wrong |= {field: _("At most 255 characters.") for field in _too_long(customer)}
    if wrong:
        raise SeveralRefused(wrong)


def _refuse_conflict(
    changed: list[str], before: Mapping[str, Any], customer: Customer, seen: Mapping[str, Any]
) -> None:
    theirs = {f: _text(before[f]) for f in changed if f in seen and _text(seen[f]) != _text(before[f])}
    if theirs:
        yours = {field: _text(getattr(customer, field)) for field in theirs}
        raise ChangedMeanwhile(field=next(iter(theirs)), theirs=theirs, yours=yours)


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _pairs(changed: list[str], before: Mapping[str, Any], customer: Customer) -> tuple[Any, Any]:
    return [(f, before[f]) for f in changed], [(f, getattr(customer, f)) for f in changed]


def set_note(customer_id: int, note: str, *, by: Actor, seen: str | None = None) -> Customer:
    """Write the staff's note, at most 5,000 characters. `seen` is the note the writer started from."""
    by.must(Power.CUSTOMERS_NOTES)
    if len(note) > LONGEST_NOTE:
        raise Refused(_("At most 5,000 characters."), field="note", code="note_too_long")
    with transaction.atomic():
        customer = locked(customer_id)
        if seen is not None and customer.note not in {seen, note}:
            raise ChangedMeanwhile(field="note", theirs={"note": customer.note}, yours={"note": note})
        if customer.note != note:
            customer.note = note
            save(customer, ["note"])
            record(NoteChanged(), by=by, customer_id=customer_id)
    return customer


def verify_email(customer_id: int, how: str, *, by: Actor) -> None:
    """Write down that the customer's mailbox is proved. `how` says by what (code, reset, invitation)."""
    by.must_be_customer(customer_id)
    proved = Customer.objects.filter(pk=customer_id, email_verified_at=None)
    with transaction.atomic():
        if proved.update(email_verified_at=Now(), updated_at=Now(), version=F("version") + 1):
            record(EmailVerified(how), by=by, customer_id=customer_id)


def set_account_state(customer_id: int, state: AccountState, *, by: Actor) -> None:
    """Keep the list's column in step with the account; `accounts` records the fact itself."""
    by.anyone_may()
    Customer.objects.filter(pk=customer_id).update(
        account_state=state, updated_at=Now(), version=F("version") + 1
    )


def set_account_states(customer_ids: Sequence[int], state: AccountState, *, by: Actor) -> None:
    """The same for many customers, in one statement."""
    by.anyone_may()
    Customer.objects.filter(pk__in=list(customer_ids)).update(
        account_state=state, updated_at=Now(), version=F("version") + 1
    )
