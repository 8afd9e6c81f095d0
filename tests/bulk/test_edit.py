"""The bulk editor's verb: many customers, each in their own way, and the way back."""

from collections.abc import Mapping
from typing import Any

import pytest

from clientela.accounts.models import Session
from clientela.bulk import actions, cells, queries
from clientela.bulk.actions import EditOutcome
from clientela.bulk.actions.editing import MOST_ROWS
from clientela.bulk.columns import columns
from clientela.core.actor import SYSTEM, Actor
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.core.place import Place
from clientela.core.powers import Power
from clientela.customers import actions as customers
from clientela.customers.actions import NewField, define
from clientela.customers.models import Channel, Consent, ConsentEntry, Customer, OptIn, Source
from clientela.jobs.models import Item, Job
from clientela.journal.models import Event
from clientela.post.models import Message
from tests.bulk.test_tag import run
from tests.cast import Cast, make_customer
from tests.customers.at_once import at_once

LONDON = Place("Ann", "Ames", "", "12 Mill Lane", "", "London", "", "EC1Y 8TE", "GB", "")


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast.owner.as_actor()


@pytest.fixture
def ann(by: Actor) -> Customer:
    define(NewField("Size", "number", key="size"), by=SYSTEM)
    define(NewField("Roast", "choice", key="roast", choices=("Light", "Dark")), by=SYSTEM)
    return make_customer("ann@example.com", "Ann", "Ames", account=True)


@pytest.fixture
def bob(by: Actor) -> Customer:
    return make_customer("bob@example.com", "Bob", "Birch")


def standing(customer: Customer, *keys: str) -> dict[str, str]:
    """What stands in these cells now."""
    known = columns()
    return cells.values(cells.again([customer]), [known[key] for key in keys])[customer.pk]


def edit(by: Actor, wanted: Mapping[Customer, Mapping[str, str]]) -> EditOutcome:
    """Edit as somebody does who saw everything as it stands."""
    seen = {each.pk: standing(each, *(k for k in row if k in columns())) for each, row in wanted.items()}
    return actions.edit_rows({each.pk: row for each, row in wanted.items()}, seen, by=by)


CASES = [
    ("first_name", "Anna", "Anna"),
    ("last_name", "", ""),
    ("email", "Anna@Example.com", "Anna@Example.com"),
    ("phone", "+44 7700 900123", "+447700900123"),
    ("language", "norwegian", "nb"),
    ("tags", "b, A", "A, b"),
    ("note", "Two\nlines", "Two\nlines"),
    ("tax_exempt", "yes", "true"),
    ("email_consent", "Subscribed", "subscribed"),
    ("line1", "13 Mill Lane", "13 Mill Lane"),
    ("city", "Leeds", "Leeds"),
    ("country", "united kingdom", "GB"),
    ("custom.size", "12.50", "12.5"),
    ("custom.roast", "dark", "Dark"),
]


@pytest.mark.parametrize(("key", "typed", "kept"), CASES)
def test_each_column_by_its_own_action(ann: Customer, by: Actor, key: str, typed: str, kept: str) -> None:
    """Saved as the profile would save it, and taken back as it was."""
    customers.add_address(ann.pk, LONDON, by=SYSTEM)
    before = standing(ann, key)
    outcome = edit(by, {ann: {key: typed}})
    assert not outcome.refused and standing(ann, key)[key] == kept
    if outcome.job:
        back = run(actions.undo(outcome.job.pk, by=by))
        assert (back.done, back.total) == (1, 1) and standing(ann, key) == before
    else:
        assert before[key] == kept


def test_facts_and_ledger_as_from_the_profile(ann: Customer, by: Actor) -> None:
    """Consent is told with its reason; another address ends sessions and tells both mailboxes (EM-03)."""
    Session.objects.create(customer=ann, token_hash=b"x" * 32)
    edit(by, {ann: {"email": "new@example.com", "email_consent": "subscribed", "note": "x"}})
    entry = ConsentEntry.objects.get(customer=ann)
    assert (entry.contact, entry.source, entry.proof) == (
        "new@example.com",
        Source.STAFF,
        {"reason": "Bulk edit"},
    )
    names = set(Event.objects.filter(customer_id=ann.pk, actor_id=by.id).values_list("name", flat=True))
    assert names >= {"customer.email_changed", "customer.consent_changed", "customer.note_changed"}
    assert not Session.objects.filter(customer=ann, ended_at=None).exists()
    told = Message.objects.filter(kind="account.email_changed").values_list("to", flat=True)
    assert set(told) == {"ann@example.com", "new@example.com"}


def test_bad_cells_are_told_together_and_good_rows_saved(ann: Customer, bob: Customer, by: Actor) -> None:
    wrong = {
        "first_name": "A" * 300,
        "phone": "12",
        "tax_exempt": "maybe",
        "language": "Klingon",
        "custom.size": "large",
        "email": "bob@example.com",
        "note": "x" * 5001,
        "sms_consent": "Subscribed",
        "last_name": "Kept back",
    }
    outcome = edit(by, {ann: wrong, bob: {"first_name": "Robert"}})
    assert outcome.refused.keys() == {ann.pk} and outcome.saved == [bob.pk]
    assert set(outcome.refused[ann.pk].wrong) == set(wrong) - {"last_name"}
    assert "Bob Birch" in outcome.refused[ann.pk].wrong["email"] or "Robert" in str(outcome.refused[ann.pk])
    assert standing(ann, "last_name", "email") == {"last_name": "Ames", "email": "ann@example.com"}
    job = Job.objects.get(kind="customers.edit")
    assert (job.state, job.total, job.done) == (Job.State.DONE, 1, 1)
    assert Item.objects.get(job=job).before == {
        "was": {"first_name": "Bob"},
        "made": {"first_name": "Robert"},
    }


def test_an_address_that_a_later_row_gives_free(ann: Customer, bob: Customer, by: Actor) -> None:
    outcome = edit(by, {ann: {"email": "bob@example.com"}, bob: {"email": "robert@example.com"}})
    assert not outcome.refused
    assert standing(ann, "email")["email"] == "bob@example.com"


def test_a_first_address_and_its_way_back(ann: Customer, by: Actor) -> None:
    """Where there is none, the typed one is added, in the customer's name and the store's country."""
    typed = {"line1": "Storgata 1", "city": "Oslo", "postcode": "0155", "country": "Norway"}
    outcome = edit(by, {ann: typed})
    address = Customer.objects.get(pk=ann.pk).default_address
    assert address and (address.first_name, address.country) == ("Ann", "NO")
    assert outcome.job
    assert run(actions.undo(outcome.job.pk, by=by)).done == 1
    assert not ann.addresses.exists()


def test_an_address_that_does_not_fit_its_country(ann: Customer, by: Actor) -> None:
    customers.add_address(ann.pk, LONDON, by=SYSTEM)
    outcome = edit(by, {ann: {"postcode": "99", "city": ""}})
    assert set(outcome.refused[ann.pk].wrong) == {"postcode", "city"}


def test_what_a_colleague_changed_is_told_and_stays(ann: Customer, by: Actor) -> None:
    """Both values; the same cell posted with the new start is one's own word."""
    customers.add_address(ann.pk, LONDON, by=SYSTEM)
    keys = ("first_name", "note", "email", "email_consent", "custom.size", "line1", "last_name")
    seen = standing(ann, *keys)
    customers.edit(ann.pk, {"first_name": "Theirs"}, by=SYSTEM)
    customers.set_note(ann.pk, "theirs", by=SYSTEM)
    customers.put_email(ann.pk, "theirs@example.com", by=SYSTEM)
    customers.set_consent(
        ann.pk,
        Channel.EMAIL,
        Consent.UNSUBSCRIBED,
        level=OptIn.UNKNOWN,
        source="x",
        by=SYSTEM,
    )
    customers.set_fields(ann.pk, {"custom.size": "7"}, by=SYSTEM)
    address = Customer.objects.get(pk=ann.pk).default_address
    assert address
    customers.change_address(
        ann.pk, address.pk, Place(**{**vars(LONDON), "line1": "1 Their Road"}), by=SYSTEM
    )
    mine = {
        "first_name": "Mine",
        "note": "mine",
        "email": "mine@example.com",
        "email_consent": "subscribed",
        "custom.size": "8",
        "line1": "2 My Road",
        "last_name": "Also",
    }
    trouble = actions.edit_rows({ann.pk: mine}, {ann.pk: seen}, by=by).refused[ann.pk]
    assert not trouble.wrong and trouble.theirs == {
        "first_name": "Theirs",
        "note": "theirs",
        "email": "theirs@example.com",
        "email_consent": "unsubscribed",
        "custom.size": "7",
        "line1": "1 Their Road",
    }
    assert standing(ann, "last_name")["last_name"] == "Ames"
    again = actions.edit_rows({ann.pk: mine}, {ann.pk: seen | trouble.now}, by=by)
    assert again.saved == [ann.pk] and standing(ann, "note", "line1")["line1"] == "2 My Road"


def test_tags_of_two_editors_both_stay(ann: Customer, by: Actor) -> None:
    customers.add_tags([ann.pk], ["a", "b"], by=SYSTEM)
    seen = standing(ann, "tags")
    customers.set_tags(ann.pk, ["b", "theirs"], by=SYSTEM)
    outcome = actions.edit_rows({ann.pk: {"tags": "a, b, mine"}}, {ann.pk: seen}, by=by)
    assert standing(ann, "tags")["tags"] == "b, mine, theirs" and outcome.job
    customers.add_tags([ann.pk], ["later"], by=SYSTEM)
    run(actions.undo(outcome.job.pk, by=by))
    assert standing(ann, "tags")["tags"] == "b, later, theirs"


def test_undo_leaves_what_changed_since(ann: Customer, bob: Customer, by: Actor) -> None:
    """F04: each says what became of it; undone twice is undone once."""
    dora = make_customer("dora@example.com", "Dora")
    rows: dict[Customer, dict[str, str]] = {
        each: {"first_name": "New", "note": "new"} for each in (ann, bob, dora)
    }
    outcome = edit(by, rows)
    assert outcome.job and queries.way_back(outcome.job).is_open
    customers.edit(ann.pk, {"first_name": "Since"}, by=SYSTEM)
    customers.edit(bob.pk, {"first_name": "Since"}, by=SYSTEM)
    customers.set_note(bob.pk, "since", by=SYSTEM)
    Customer.objects.filter(pk=dora.pk).update(deleted_at="2026-01-01T00:00Z")
    back = run(actions.undo(outcome.job.pk, by=by))
    found = dict(Item.objects.filter(job=back).values_list("key", "reason"))
    assert found == {ann.pk: "partly_changed_since", bob.pk: "changed_since", dora.pk: "gone"}
    assert standing(ann, "first_name", "note") == {"first_name": "Since", "note": ""}
    assert standing(bob, "note") == {"note": "since"}
    assert actions.undo(outcome.job.pk, by=by) == back


def test_undo_of_an_email_brings_its_consent_back(ann: Customer, by: Actor) -> None:
    customers.set_consent(
        ann.pk,
        Channel.EMAIL,
        Consent.SUBSCRIBED,
        level=OptIn.UNKNOWN,
        source="x",
        by=SYSTEM,
    )
    outcome = edit(by, {ann: {"email": "other@example.com"}})
    assert standing(ann, "email_consent")["email_consent"] == "not_subscribed" and outcome.job
    run(actions.undo(outcome.job.pk, by=by))
    assert standing(ann, "email", "email_consent") == {
        "email": "ann@example.com",
        "email_consent": "subscribed",
    }


def test_an_email_where_there_was_none_stays(by: Actor) -> None:
    """An address is never taken away, only replaced: the report says so."""
    nobody = customers.add(customers.NewCustomer("No", "Body"), by=SYSTEM)
    outcome = edit(by, {nobody: {"email": "nobody@example.com"}})
    assert outcome.job
    back = run(actions.undo(outcome.job.pk, by=by))
    assert back.failed == 1 and standing(nobody, "email")["email"] == "nobody@example.com"


def test_nothing_changed_is_no_job(ann: Customer, by: Actor) -> None:
    """Sent twice, the second finds everything as wanted."""
    seen = {ann.pk: standing(ann, "first_name", "tags", "note")}
    wanted = {ann.pk: {"first_name": "Anna", "tags": "x", "note": "n"}}
    assert actions.edit_rows(wanted, seen, by=by).job
    again = actions.edit_rows(wanted, seen, by=by)
    assert (again.job, again.saved, again.refused) == (None, [], {})


def test_whoever_was_deleted_meanwhile_is_told(ann: Customer, bob: Customer, by: Actor) -> None:
    Customer.objects.filter(pk=ann.pk).update(deleted_at="2026-01-01T00:00Z")
    outcome = actions.edit_rows({ann.pk: {"note": "x"}, bob.pk: {"note": "y"}}, {}, by=by)
    assert (outcome.gone, outcome.saved) == ([ann.pk], [bob.pk])


def test_a_field_that_was_taken_away(ann: Customer, by: Actor) -> None:
    outcome = edit(by, {ann: {"custom.gone": "x"}})
    assert "custom.gone" in outcome.refused[ann.pk].wrong


POWERED = {
    "note": Power.CUSTOMERS_NOTES,
    "email_consent": Power.CUSTOMERS_CONSENT,
    "city": Power.CUSTOMERS_ADDRESSES,
}


@pytest.mark.parametrize("key", POWERED)
def test_columns_beyond_the_role(ann: Customer, by: Actor, key: str) -> None:
    """AC-01: a column takes the power that the profile takes for it; refused, nothing is written."""
    poorer = Actor(by.kind, by.id, powers=by.powers - {POWERED[key]})
    with pytest.raises(NotAllowed):
        actions.edit_rows({ann.pk: {"first_name": "X", key: "x"}}, {}, by=poorer)
    assert standing(ann, "first_name")["first_name"] == "Ann"


def test_guards(ann: Customer, cast: Cast, by: Actor) -> None:
    """AC-01: neither without the power, nor columns that aren't any, nor too many at once."""
    with pytest.raises(NotAllowed):
        actions.edit_rows({ann.pk: {"first_name": "X"}}, {}, by=cast.read_only.as_actor())
    for key in ("amount_spent", "account_state", "deleted_at"):
        with pytest.raises(NotThere):
            actions.edit_rows({ann.pk: {key: "1"}}, {}, by=by)
    with pytest.raises(Refused):
        actions.edit_rows({key: {} for key in range(MOST_ROWS + 1)}, {}, by=by)
    outcome = edit(by, {ann: {"note": "x"}})
    assert outcome.job
    with pytest.raises(NotAllowed):
        actions.undo(outcome.job.pk, by=cast.read_only.as_actor())


def test_two_editors_at_once_lose_nothing(real_db: Any) -> None:
    """RC: different cells of both survive; of the same cell one is saved and the other is told."""
    people = [make_customer(f"r{number}@example.com", f"R{number}") for number in range(6)]
    keys = ("first_name", "last_name", "note", "tags")
    seen = {each.pk: standing(each, *keys) for each in people}
    ours = {each.pk: {"first_name": "Ours", "note": "same", "tags": "ours, new"} for each in people}
    theirs = {
        each.pk: {"last_name": "Theirs", "note": "other", "tags": "theirs, new"} for each in people[::-1]
    }
    for _turn in range(2):
        both = at_once(
            [
                lambda: actions.edit_rows(ours, seen, by=SYSTEM),
                lambda: actions.edit_rows(theirs, seen, by=SYSTEM),
            ]
        )
        for each in people:
            refused = [o for o in both if isinstance(o, EditOutcome) and each.pk in o.refused]
            assert all(isinstance(o, EditOutcome) for o in both), both
            assert len(refused) == 1 and set(refused[0].refused[each.pk].theirs) == {"note"}
    first, second = (
        {k: v for k, v in row.items() if k != "note"} for row in (ours[people[0].pk], theirs[people[0].pk])
    )
    at_once(
        [
            lambda: actions.edit_rows({each.pk: first for each in people}, seen, by=SYSTEM),
            lambda: actions.edit_rows({each.pk: second for each in people}, seen, by=SYSTEM),
        ]
    )
    for each in people:
        row = standing(each, *keys)
        assert (row["first_name"], row["last_name"]) == ("Ours", "Theirs")
        assert row["tags"] == "new, ours, theirs"
