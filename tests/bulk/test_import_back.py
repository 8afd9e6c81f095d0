"""Taking an import back: who was added goes into the bin, what was changed is put back, the rest stays."""

import pytest

from clientela.bulk import actions, import_plans, queries
from clientela.bulk.actions.undoing import KEPT, CantUndo
from clientela.core.actor import SYSTEM, Actor
from clientela.core.errors import NotAllowed
from clientela.core.place import Place
from clientela.customers import actions as customers
from clientela.customers.actions import NewField, define
from clientela.customers.models import (
    AccountState,
    Address,
    Channel,
    Consent,
    ConsentEntry,
    Customer,
    CustomerTag,
    Metafield,
    OptIn,
)
from clientela.exchange.models import Import
from clientela.jobs import running
from clientela.jobs.kinds import KINDS
from clientela.jobs.models import Item, Job
from clientela.journal.models import Event
from tests.admin.scenes import make_order
from tests.bulk.test_tag import run
from tests.cast import Cast, make_customer
from tests.exchange.files import bring, outcomes

ALL = (
    "Email,Phone,First Name,Last Name,Address1,City,Zip,Country Code,Note,Language,Date of Birth,Tax Exempt,"
    "Accepts Email Marketing,Tags,Metafield: custom.size\n"
    "anna@example.com,+4722334455,Anne,Lie,Storgata 1,Oslo,0155,NO,From the fair,nb,1980-01-02,yes,yes,"
    '"fair, New",12\n'
)
MILL = Place("Anna", "", "", "12 Mill Lane", "", "London", "", "EC1Y 8TE", "GB", "")
SPARED = {"version", "updated_at", "words", "default_address_id", "_state"}


@pytest.fixture
def by(cast: Cast) -> Actor:
    define(NewField("Size", "number", key="size"), by=SYSTEM)
    return cast.owner.as_actor()


def job_of(source: Import) -> Job:
    return Job.objects.get(pk=source.job_id)


def undone(source: Import, by: Actor) -> Job:
    job = run(actions.undo(job_of(source).pk, by=by))
    assert job.state == "done", job.problem
    return job


def told(job: Job) -> dict[int, tuple[str, str]]:
    """What came of each line."""
    return {key: (outcome, reason) for key, outcome, reason in queries.report(job)}


def tags(customer: Customer) -> set[str]:
    return set(CustomerTag.objects.filter(customer=customer).values_list("tag__name", flat=True))


def anna() -> Customer:
    """Somebody with a little of everything that a file may change."""
    found = make_customer("anna@example.com", "Anna")
    customers.add_address(found.pk, MILL, by=SYSTEM)
    customers.add_tags([found.pk], ["old"], by=SYSTEM)
    customers.set_note(found.pk, "Likes oak", by=SYSTEM)
    customers.set_fields(found.pk, {"custom.size": "10"}, by=SYSTEM)
    return Customer.objects.get(pk=found.pk)


def whole(customer: Customer) -> dict[str, object]:
    """Everything about a customer that an import may touch."""
    row = Customer.objects.get(pk=customer.pk)
    own = {name: value for name, value in vars(row).items() if name not in SPARED}
    return own | {
        "address": row.default_address and row.default_address.place,
        "addresses": Address.objects.filter(customer=row).count(),
        "tags": tags(row),
        "size": list(Metafield.objects.filter(customer=row).values_list("number", flat=True)),
    }


def test_overwritten_values_come_back(by: Actor) -> None:
    """Names, contacts, address, tags, consent and custom fields: all as before, each told with the job."""
    customer = anna()
    before = whole(customer)
    source = bring(ALL, by=by)
    assert outcomes(source) == {2: "changed"} and whole(customer) != before
    assert import_plans.plan(job_of(source)) == import_plans.ImportBackPlan(0, 1, 0, [])
    job = undone(source, by)
    assert (told(job), whole(customer)) == ({2: ("done", "")}, before)
    names = set(Event.objects.filter(job_id=job.pk, customer_id=customer.pk).values_list("name", flat=True))
    assert names == {
        *("customer.edited", "customer.note_changed", "customer.address_changed", "customer.tags_added"),
        *("customer.tags_removed", "customer.consent_changed", "customer.field_changed"),
    }
    assert [(e.state, e.source) for e in ConsentEntry.objects.filter(customer=customer).order_by("pk")] == [
        ("subscribed", "import"),
        ("not_subscribed", "undo"),
    ]


def test_filled_values_go(by: Actor) -> None:
    """What was empty is empty again: phone, email, birthday, address."""
    customer = customers.add(customers.NewCustomer("Bo", "Ek", phone="+4722334455"), by=SYSTEM)
    before = whole(customer)
    line = "Email,Phone,Address1,City,Country Code,Date of Birth,Tags\n"
    source = bring(line + "bo@example.com,+4722334455,Storgata 1,Oslo,NO,1980-01-02,x\n", fills_only=True)
    assert source.counts == {"changed": 1} and whole(customer)["addresses"] == 1
    undone(source, by)
    assert whole(customer) == before
    row = Customer.objects.get(pk=customer.pk)
    assert (row.email, row.email_key, row.default_address_id) == ("", None, None)


def test_who_was_added_goes_into_the_bin(by: Actor, cast: Cast) -> None:
    """Deleted as by hand, for thirty days; who ordered or agreed since stays and says why."""
    names = ("plain", "orders", "account", "agreed")
    text = "Email,First Name\n" + "".join(f"{name}@example.org,{name}\n" for name in names)
    source = bring(text, by=by)
    found = {each.first_name: each for each in Customer.objects.filter(email__endswith="@example.org")}
    make_order(found["orders"])
    Customer.objects.filter(pk=found["account"].pk).update(account_state=AccountState.ENABLED)
    customers.set_consent(
        found["agreed"].pk,
        Channel.EMAIL,
        Consent.SUBSCRIBED,
        level=OptIn.SINGLE,
        source="storefront",
        by=SYSTEM,
    )
    plan = import_plans.plan(job_of(source))
    assert (plan.binned, plan.put_back, sum(count for _words, count in plan.left_out)) == (1, 0, 3)
    job = undone(source, by)
    assert told(job) == {
        2: ("done", ""),
        3: ("skipped", "orders"),
        4: ("skipped", "has_account"),
        5: ("skipped", "decided_since"),
    }
    plain = Customer.objects.get(pk=found["plain"].pk)
    assert not plain.is_known and plain.bin_entry.deleted_by_id == by.id
    fact = Event.objects.get(job_id=job.pk, customer_id__isnull=False)
    assert (fact.name, fact.customer_id) == ("customer.deleted", plain.pk)


def test_what_changed_since_stays_and_is_named(by: Actor) -> None:
    """Field by field: the note was written anew, the address used; everything else goes back."""
    customer = anna()
    source = bring(ALL, by=by)
    customers.set_note(customer.pk, "Mine", by=SYSTEM)
    customers.set_fields(customer.pk, {"custom.size": "14"}, by=SYSTEM)
    customers.remove_tags([customer.pk], ["new"], by=SYSTEM)
    customers.add_tags([customer.pk], ["since"], by=SYSTEM)
    row = Customer.objects.get(pk=customer.pk)
    assert row.default_address
    customers.add_address(customer.pk, row.default_address.place, by=SYSTEM)
    assert import_plans.plan(job_of(source)).partly == 1
    job = undone(source, by)
    assert told(job) == {2: ("done", "stayed:note,address,custom.size")}
    row.refresh_from_db()
    assert (row.first_name, row.note, row.phone) == ("Anna", "Mine", None)
    assert row.default_address and row.default_address.city == "Oslo"
    assert (tags(row), whole(row)["size"]) == ({"old", "since"}, [14])


def test_nobody_is_subscribed_again(by: Actor) -> None:
    """The file's no ended a subscription; whoever then said no themselves stays out, the other comes back."""
    both = [make_customer(f"{name}@example.com", name) for name in ("one", "two")]
    for each in both:
        customers.set_consent(
            each.pk, Channel.EMAIL, Consent.SUBSCRIBED, level=OptIn.DOUBLE, source="storefront", by=SYSTEM
        )
    source = bring("Email,Accepts Email Marketing\none@example.com,no\ntwo@example.com,no\n", by=by)
    assert source.counts == {"changed": 2}
    customers.set_consent(
        both[1].pk, Channel.EMAIL, Consent.UNSUBSCRIBED, level=OptIn.UNKNOWN, source="unsubscribe",
        wording="One click", by=SYSTEM,
    )  # fmt: skip
    job = undone(source, by)
    assert told(job) == {2: ("done", ""), 3: ("skipped", "stayed:email_consent")}
    states = [Customer.objects.get(pk=each.pk).email_consent for each in both]
    assert states == ["subscribed", "unsubscribed"]
    entry = ConsentEntry.objects.filter(customer=both[0]).latest("pk")
    assert (entry.source, entry.level, entry.contact) == ("undo", "double", "one@example.com")
    assert entry.proof == {"undo_of_job": source.job_id}


def test_a_subscription_taken_up_since_stays(by: Actor) -> None:
    """The import subscribed, they left, they came back: their own last word stands."""
    customer = make_customer("cy@example.com", "Cy")
    source = bring("Email,Accepts Email Marketing\ncy@example.com,yes\n", by=by)
    for state in (Consent.UNSUBSCRIBED, Consent.SUBSCRIBED):
        customers.set_consent(
            customer.pk, Channel.EMAIL, state, level=OptIn.SINGLE, source="storefront", by=SYSTEM
        )
    assert told(undone(source, by)) == {2: ("skipped", "stayed:email_consent")}
    assert Customer.objects.get(pk=customer.pk).email_consent == "subscribed"


def test_a_number_that_is_somebody_elses_by_now_stays_away(by: Actor) -> None:
    customer = customers.add(
        customers.NewCustomer("Di", "Ek", email="di@example.com", phone="+4722334455"), by=SYSTEM
    )
    source = bring("Email,Phone\ndi@example.com,+4722334466\n", by=by)
    customers.add(customers.NewCustomer("Eva", "Ek", phone="+4722334455"), by=SYSTEM)
    assert told(undone(source, by)) == {2: ("skipped", "stayed:phone")}
    assert Customer.objects.get(pk=customer.pk).phone == "+4722334466"


def test_a_default_that_was_switched_is_switched_back(by: Actor) -> None:
    """The file's address was one of theirs already: it stays, and the former default is the default again."""
    customer = anna()
    other = customers.add_address(
        customer.pk, Place("Anna", "", "", "Storgata 1", "", "Oslo", "", "0155", "NO", ""), by=SYSTEM
    )
    line = "Email,Address1,City,Zip,Country Code\nanna@example.com,Storgata 1,Oslo,0155,NO\n"
    source = bring(line, by=by)
    assert Customer.objects.get(pk=customer.pk).default_address_id == other.pk
    assert told(undone(source, by)) == {2: ("done", "")}
    assert Customer.objects.get(pk=customer.pk).default_address_id == customer.default_address_id
    assert Address.objects.filter(customer=customer).count() == 2


def test_undone_twice_and_cut_off_between_chunks(by: Actor) -> None:
    """F04: a chunk done twice does nothing twice, the rest goes on, and a second undo is the same job."""
    anna()
    text = ALL + "new@example.com,,New,,,,,,,,,,yes,,\n"
    source = bring(text, by=by)
    job = actions.undo(job_of(source).pk, by=by)
    for _again in range(2):
        KINDS[job.kind].work(job, [2], by)
    assert ConsentEntry.objects.filter(source="undo").count() == 1
    facts = Event.objects.filter(job_id=job.pk, customer_id__isnull=False)
    assert facts.filter(name="customer.edited").count() == 1
    assert Customer.objects.with_email("new@example.com").exists()
    assert told(run(job)) == {2: ("done", ""), 3: ("done", "")}
    assert not Customer.objects.with_email("new@example.com").exists()
    assert facts.filter(name="customer.edited").count() == 1
    assert actions.undo(job_of(source).pk, by=by).pk == job.pk
    assert queries.way_back(job_of(source)).undone_by == job


def test_brought_in_again_after_the_undo(by: Actor) -> None:
    """The addresses are free at once, so the mended file can be sent."""
    source = bring("Email,First Name\nnew@example.com,Wrong\n", by=by)
    undone(source, by)
    assert bring("Email,First Name\nnew@example.com,Right\n", by=by).counts == {"added": 1}
    known = Customer.objects.known().get(email_key="new@example.com")
    assert known.first_name == "Right"


def test_who_was_forgotten_is_left_alone(by: Actor) -> None:
    """PR-02: what they were before is gone, so nothing can be put back."""
    source = bring("Email,First Name\nnew@example.com,New\n", by=by)
    Item.objects.filter(job_id=source.job_id).update(before=None)
    assert told(undone(source, by)) == {2: ("skipped", "gone")}


def test_guards(by: Actor, cast: Cast) -> None:
    """AC-01, AC-04: both powers are asked, at the beginning and as it works; thirty days, then no more."""
    source = bring("Email,First Name\nnew@example.com,New\n", by=by)
    job = job_of(source)
    with pytest.raises(NotAllowed):
        actions.undo(job.pk, by=cast.read_only.as_actor())
    begun = actions.undo(job.pk, by=by)
    with pytest.raises(NotAllowed):
        KINDS[begun.kind].work(begun, [2], cast.read_only.as_actor())
    begun.delete()
    assert job.ended_at
    Job.objects.filter(pk=job.pk).update(ended_at=job.ended_at - KEPT)
    with pytest.raises(CantUndo):
        actions.undo(job.pk, by=by)
    running.run(job.pk, by=SYSTEM)
    assert Customer.objects.with_email("new@example.com").exists()
