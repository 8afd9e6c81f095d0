"""Putting deleted customers back."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from clientela.accounts import actions as accounts
from clientela.accounts.actions.sessions import open_session
from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers import queries
from clientela.customers.models import AccountState, BinEntry, Customer, Source
from clientela.journal.models import Event
from clientela.privacy import actions
from clientela.privacy import queries as bin_
from clientela.privacy.actions import Clash
from tests.cast import PASSWORD, VISITOR, Cast, actor_of, make_cast, make_customer
from tests.customers.at_once import at_once

PHONE = "+442079460123"


def test_everything_is_as_it_was(cast: Cast) -> None:
    """Profile, tags and account; they log in by the same password, and the log tells both."""
    customers.set_tags(cast.ingrid.pk, ["vip"], by=SYSTEM)
    owner = cast.owner.as_actor()
    actions.delete([cast.ingrid.pk], by=owner)
    assert [entry.customer_id for entry in bin_.binned().rows] == [cast.ingrid.pk]
    assert actions.restore([cast.ingrid.pk], by=owner) == {cast.ingrid.pk: None}
    back = queries.find(cast.ingrid.pk)
    assert back.account_state == AccountState.ENABLED and back.email == cast.ingrid.email
    assert queries.profile(back).tags == ["vip"] and queries.total("Ingrid").number == 1
    assert not BinEntry.objects.exists()
    accounts.sign_in(cast.ingrid.email, PASSWORD, agent="", by=VISITOR)
    names = Event.objects.filter(customer_id=cast.ingrid.pk, name__contains="customer.").order_by("pk")
    assert list(names.values_list("name", flat=True))[-2:] == ["customer.deleted", "customer.restored"]


def test_refused_where_something_was_taken_meanwhile(cast: Cast) -> None:
    """Email, phone or Multipass identifier; each says by whom, and the others of the set come back."""
    customers.edit(cast.guest.pk, {"phone": PHONE}, by=SYSTEM)
    Customer.objects.filter(pk=cast.stranger.pk).update(multipass_identifier="m1")
    theirs = [cast.ingrid.pk, cast.guest.pk, cast.stranger.pk]
    fourth = make_customer("fourth@example.com")
    actions.delete([*theirs, fourth.pk], by=SYSTEM)
    first = make_customer(cast.ingrid.email.lower())
    second = make_customer("other@example.com")
    customers.edit(second.pk, {"phone": PHONE}, by=SYSTEM)
    Customer.objects.filter(pk=second.pk).update(multipass_identifier="m1")
    outcome = actions.restore([*theirs, fourth.pk], by=SYSTEM)
    assert outcome == {
        cast.ingrid.pk: Clash("email_key", first.pk),
        cast.guest.pk: Clash("phone", second.pk),
        cast.stranger.pk: Clash("multipass_identifier", second.pk),
        fourth.pk: None,
    }
    assert len({str(clash.sentence) for clash in outcome.values() if clash}) == 3
    assert set(BinEntry.objects.values_list("pk", flat=True)) == set(theirs)


def test_of_two_with_one_address_the_first_comes_back(cast: Cast) -> None:
    """Both were deleted, one after the other had registered."""
    actions.delete([cast.ingrid.pk], by=SYSTEM)
    again = make_customer(cast.ingrid.email)
    actions.delete([again.pk], by=SYSTEM)
    both = [again.pk, cast.ingrid.pk]
    assert actions.restore(both, by=SYSTEM) == {
        cast.ingrid.pk: None,
        again.pk: Clash("email_key", cast.ingrid.pk),
    }


def test_who_is_not_in_the_bin(cast: Cast) -> None:
    """Nobody comes back who wasn't deleted, or whose data is destroyed; twice is once."""
    actions.delete([cast.guest.pk], by=SYSTEM, for_good=True)
    assert actions.restore([cast.guest.pk, cast.ingrid.pk, 0], by=SYSTEM) == {
        cast.guest.pk: Clash(),
        cast.ingrid.pk: Clash(),
        0: Clash(),
    }
    actions.delete([cast.ingrid.pk], by=SYSTEM)
    assert actions.restore([cast.ingrid.pk], by=SYSTEM) == {cast.ingrid.pk: None}
    assert actions.restore([cast.ingrid.pk], by=SYSTEM) == {cast.ingrid.pk: Clash()}
    assert Event.objects.filter(name="customer.restored").count() == 1


def test_a_browser_let_in_at_the_moment_of_deleting_stays_out(cast: Cast) -> None:
    """SE-05: what was finished while they were in the bin doesn't come back with them."""
    actions.delete([cast.ingrid.pk], by=SYSTEM)
    open_session(cast.ingrid, agent="", by=actor_of(cast.ingrid))
    actions.restore([cast.ingrid.pk], by=SYSTEM)
    assert not cast.ingrid.sessions.filter(ended_at=None).exists()


def test_the_bin_page_by_page(cast: Cast) -> None:
    """Who was deleted last comes first."""
    theirs = [make_customer(f"n{number}@example.com") for number in range(bin_.PAGE + 3)]
    for one in theirs:
        actions.delete([one.pk], by=SYSTEM)
        BinEntry.objects.filter(pk=one.pk).update(purge_at=f"2026-01-01T00:00:{one.pk % 60:02}Z")
    first = bin_.binned()
    rest = bin_.binned(after=first.after)
    found = [row.pk for row in (*first.rows, *rest.rows)]
    assert len(first.rows) == bin_.PAGE and sorted(found) == sorted(one.pk for one in theirs)
    assert [row.pk for row in bin_.binned(before=rest.before).rows] == found[: bin_.PAGE]


def test_many_cost_as_many_statements_as_one(cast: Cast) -> None:
    """A handful, however many come back."""
    ids = [make_customer(f"n{number}@example.com").pk for number in range(20)]
    actions.delete(ids, by=SYSTEM)
    with CaptureQueriesContext(connection) as one:
        actions.restore(ids[:1], by=SYSTEM)
    with CaptureQueriesContext(connection) as many:
        actions.restore(ids[1:], by=SYSTEM)
    assert len(many) == len(one) < 25


def test_putting_back_while_the_address_is_taken(real_db: None) -> None:
    """The address is one customer's: they come back, or somebody new has it; never both, never an error."""
    make_cast()
    for number in range(8):
        one = make_customer(f"taken{number}@example.com")
        email = one.email
        actions.delete([one.pk], by=SYSTEM)
        back, found = at_once(
            [
                lambda pk=one.pk: actions.restore([pk], by=SYSTEM),
                lambda email=email: customers.find_or_add(email, source=Source.ORDER, by=VISITOR),
            ]
        )
        assert isinstance(back, dict) and isinstance(found, tuple), (back, found)
        holder = Customer.objects.known().get(email_key=email)
        assert holder.pk == found[0].pk
        assert back[one.pk] == (None if holder.pk == one.pk else Clash("email_key", holder.pk))


def test_putting_back_while_destroyed(real_db: None) -> None:
    """They are back whole, or gone for good."""
    make_cast()
    for number in range(8):
        one = make_customer(f"both{number}@example.com", "Nora")
        actions.delete([one.pk], by=SYSTEM)
        back, gone = at_once(
            [
                lambda pk=one.pk: actions.restore([pk], by=SYSTEM),
                lambda pk=one.pk: actions.destroy([pk], by=SYSTEM),
            ]
        )
        one.refresh_from_db()
        is_back = back == {one.pk: None}
        assert gone == ([] if is_back else [one.pk]), (back, gone)
        assert (one.deleted_at is None, one.first_name == "Nora") == (is_back, is_back)
