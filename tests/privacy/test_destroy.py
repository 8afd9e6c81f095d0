"""Destroying the personal data of deleted customers."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from clientela.accounts import actions as accounts
from clientela.accounts.models import Account, Attempt, Challenge, Identity, Passkey, Provider
from clientela.checkout.models import Checkout
from clientela.core.actor import SYSTEM
from clientela.core.places import Place
from clientela.customers import actions as customers
from clientela.customers.models import (
    BinEntry,
    Channel,
    Consent,
    Customer,
    Metafield,
    MetafieldDefinition,
    OptIn,
)
from clientela.insight.models import WrongAddress
from clientela.invitations import actions as invitations
from clientela.jobs.models import Item, Job
from clientela.journal.models import Event
from clientela.journal.sealing import first_broken, seal_next
from clientela.messaging.actions import compose
from clientela.orders.models import Draft
from clientela.post import actions as post
from clientela.post.models import Message, Suppression
from clientela.privacy import actions
from clientela.privacy.rules import Reason
from clientela.privacy.tasks import empty_bin
from clientela.staff.models import Notice
from tests.admin.scenes import mailed, make_draft
from tests.cast import VISITOR, Cast, actor_of, make_customer
from tests.checkout.goods import ready, stock_shelf
from tests.invitations.guests import invite

# Typed into every field there is; no word of ours.
MARK = "Qvorzel"
EMAIL = f"{MARK}@example.com"
PHONE = "+442079460123"


def planted(cast: Cast) -> Customer:
    """A customer with the mark in every field that can hold something of a person."""
    owner = cast.owner.as_actor()
    accounts.begin_registration(EMAIL, MARK, MARK, "tall-ships-at-dusk", browser="b" * 43, by=VISITOR)
    them = make_customer(EMAIL, MARK, MARK, account=True)
    place = Place(MARK, MARK, MARK, f"{MARK} 1", MARK, MARK, "", "BA1 5BG", "GB", PHONE)
    address = customers.add_address(them.pk, place, by=actor_of(them))
    WrongAddress.objects.create(address=address, digest=address.digest)
    changes = {"phone": PHONE, "birthday": date(1980, 2, 3), "first_name": f"{MARK}-new"}
    customers.edit(them.pk, changes, by=owner)
    customers.set_note(them.pk, MARK, by=owner)
    customers.set_tags(them.pk, ["vip"], by=owner)
    customers.comment(them.pk, MARK, by=owner)
    customers.set_consent(
        them.pk, Channel.EMAIL, Consent.SUBSCRIBED, level=OptIn.SINGLE, source="staff", wording=MARK, by=owner
    )
    field = MetafieldDefinition.objects.create(namespace="own", key="size", name="Size", type="text")
    Metafield.objects.create(customer=them, definition=field, text=MARK)
    Notice.objects.create(user=cast.owner, customer_id=them.pk, author_id=cast.owner.pk, text=MARK)
    _ways(them)
    _letters(them, cast)
    return them


def _ways(them: Customer) -> None:
    account = Account.objects.get(customer=them)
    provider = Provider.objects.create(name="Harbour ID", issuer="https://127.0.0.1:1", client_id="store")
    Identity.objects.create(account=account, provider=provider, subject=MARK)
    Passkey.objects.create(
        account=account, name=MARK, handle=uuid4(), credential_id=MARK, public_key=b"a key"
    )
    Attempt.objects.create(kind=Attempt.Kind.SIGN_UP, customer_id=them.pk, domain="example.com")
    accounts.request_reset(them.email, by=VISITOR)
    job = Job.objects.create(kind="accounts.deactivate_burst", actor_kind="staff")
    Item.objects.create(job=job, key=them.pk, before={"state": MARK})


def _letters(them: Customer, cast: Cast) -> None:
    compose(them.pk, subject=MARK, text=MARK, by=cast.owner.as_actor())
    mailed(them.email, MARK, f"<p>{MARK}</p>")
    post.hold(them.email, Suppression.Reason.BOUNCED, by=SYSTEM)
    ready(stock_shelf(), email=EMAIL)
    Checkout.objects.filter(email=EMAIL).update(address={"line1": MARK}, phone=PHONE)
    draft = make_draft(them)
    Draft.objects.filter(pk=draft.pk).update(shipping_address={"line1": MARK})


def found_in() -> list[str]:
    """The tables that hold the mark, its small letters or the phone number, in whatever column."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            cursor.execute(
                f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text ILIKE %s OR t::text LIKE %s)',
                [f"%{MARK}%", f"%{PHONE.lstrip('+')}%"],
            )
            found += [table] * cursor.fetchone()[0]
    return sorted(found)


def test_nothing_of_the_person_is_left(cast: Cast) -> None:
    """PR-02: a mark in every field of a customer, then no table holds it; the log's chain stays whole."""
    them = planted(cast)
    assert len(found_in()) > 12
    while seal_next(by=SYSTEM):
        pass
    assert actions.delete([them.pk], by=SYSTEM) == {them.pk: Reason.NOTHING}
    assert "customers_customer" in found_in()
    assert actions.destroy([them.pk], by=cast.owner.as_actor()) == [them.pk]
    assert found_in() == []
    them.refresh_from_db()
    assert them.erased_at and them.deleted_at and them.words is None
    assert first_broken() is None
    assert Event.objects.filter(name="customer.destroyed", actor_id=cast.owner.pk).count() == 1


def test_at_once_where_that_was_asked(cast: Cast) -> None:
    """`for_good` needs no second step, and leaves nothing to put back."""
    them = planted(cast)
    actions.delete([them.pk], by=SYSTEM, for_good=True)
    assert found_in() == [] and not BinEntry.objects.exists()
    assert Event.objects.get(name="customer.deleted").data == {"for_good": True}


def test_those_merged_into_them_go_too(cast: Cast) -> None:
    """Whoever was folded into a customer is that customer."""
    them, other = make_customer(EMAIL, MARK), make_customer("second@example.com", MARK)
    actions.delete([other.pk], by=SYSTEM)
    Customer.objects.filter(pk=other.pk).update(merged_into=them)
    BinEntry.objects.all().delete()
    actions.delete([them.pk], by=SYSTEM, for_good=True)
    assert found_in() == []


def test_whoever_has_the_address_now_keeps_everything(cast: Cast) -> None:
    """The address was free at once: what is mailed to its new owner, or waits for them, stays."""
    actions.delete([cast.guest.pk], by=SYSTEM)
    again = make_customer(cast.guest.email)
    accounts.begin_registration(again.email, "G", "R", "tall-ships-at-dusk", browser="b" * 43, by=VISITOR)
    post.hold(again.email, Suppression.Reason.STAFF, by=SYSTEM)
    actions.destroy([cast.guest.pk], by=SYSTEM)
    again.refresh_from_db()
    assert again.email == cast.guest.email
    assert Challenge.objects.filter(email_key=again.email_key).exists() and Suppression.objects.exists()
    assert Message.objects.filter(to=again.email).exists()


def test_only_those_in_the_bin(cast: Cast) -> None:
    """Nobody who is there, and nobody twice."""
    actions.delete([cast.guest.pk], by=SYSTEM)
    everybody = [cast.ingrid.pk, cast.guest.pk]
    assert actions.destroy(everybody, by=SYSTEM) == [cast.guest.pk]
    assert actions.destroy(everybody, by=SYSTEM) == []
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.first_name == "Ingrid"


def test_the_bin_empties_itself_after_thirty_days(cast: Cast) -> None:
    """By the clock of the database; those whose time isn't over stay."""
    actions.delete([cast.guest.pk, cast.stranger.pk], by=SYSTEM)
    empty_bin()
    assert BinEntry.objects.count() == 2
    over = timezone.now() - timedelta(seconds=1)
    BinEntry.objects.filter(pk=cast.guest.pk).update(purge_at=over)
    empty_bin(0)
    assert list(BinEntry.objects.values_list("pk", flat=True)) == [cast.stranger.pk]
    assert Customer.objects.get(pk=cast.guest.pk).erased_at
    assert Event.objects.get(name="customer.destroyed").actor_kind == "system"


@pytest.mark.parametrize("count", [1, 30])
def test_what_stays_still_counts(cast: Cast, count: int) -> None:
    """The day and the door by which they came, and the sign-up, without who it was."""
    theirs = [make_customer(f"n{number}@example.com") for number in range(count)]
    before = set(Customer.objects.values_list("pk", "source", "added_at"))
    Attempt.objects.bulk_create(Attempt(kind=Attempt.Kind.SIGN_UP, customer_id=one.pk) for one in theirs)
    invite(theirs[0], cast.owner.as_actor())
    invitations.plan_round("everybody", by=cast.owner.as_actor())
    actions.delete([one.pk for one in theirs], by=SYSTEM, for_good=True)
    assert set(Customer.objects.values_list("pk", "source", "added_at")) == before
    assert Attempt.objects.filter(customer_id=None).count() == count
    assert not Customer.objects.filter(erased_at__isnull=False, version__lt=F("id") * 0 + 3).exists()
