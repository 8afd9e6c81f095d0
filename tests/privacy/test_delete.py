"""Deleting customers: who can be, and what is gone at once."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clientela.accounts import actions as accounts
from clientela.accounts import queries as signed_in
from clientela.accounts.actions.intake import take_in_accounts
from clientela.accounts.models import Account, Identity, Link, Provider, Session
from clientela.checkout import actions as checkout
from clientela.checkout.models import Checkout
from clientela.checkout.refusals import StepMissing
from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.customers import actions as customers
from clientela.customers import queries
from clientela.customers.actions.intake import Intake, take_in
from clientela.customers.models import BinEntry, Customer, Hold, Source
from clientela.invitations.models import Invitation
from clientela.jobs import running
from clientela.jobs.models import Item, Job
from clientela.journal.models import Event
from clientela.messaging.actions import compose
from clientela.orders.models import Draft, Order, Refund
from clientela.post.actions import deliver
from clientela.post.models import MailboxMessage, Message
from clientela.privacy import actions, rules
from clientela.privacy import queries as bin_
from clientela.privacy.rules import Reason
from tests.accounts.people import GOOD, last_link
from tests.admin.scenes import make_draft, make_order
from tests.cast import PASSWORD, VISITOR, Cast, actor_of, as_customer, make_cast, make_customer
from tests.checkout.goods import BATH, ready, stock_shelf
from tests.customers.at_once import at_once
from tests.invitations.guests import invite
from tests.privacy.burst import burst


def delete(*theirs: Customer) -> list[Reason]:
    """What becomes of each, where the system deletes them."""
    outcome = actions.delete([one.pk for one in theirs], by=SYSTEM)
    return [outcome[one.pk] for one in theirs]


def test_gone_at_once_from_everywhere(cast: Cast) -> None:
    """From list, search, counts and profile; the fact is on the log, with who did it."""
    assert queries.total().number == 3
    assert actions.delete([cast.guest.pk], by=cast.owner.as_actor()) == {cast.guest.pk: Reason.NOTHING}
    assert queries.total().number == 2 and queries.total("Rossi").number == 0
    assert cast.guest.pk not in {row.pk for row in queries.customers("", "-added").rows}
    assert queries.customers("guest@example.net", "-added").rows == []
    assert not queries.names([cast.guest.pk]) and queries.few_found("gianni") == []
    with pytest.raises(NotThere):
        queries.find(cast.guest.pk)
    fact = Event.objects.get(name="customer.deleted")
    assert (fact.customer_id, fact.actor_id, fact.data) == (cast.guest.pk, cast.owner.pk, {"for_good": False})
    entry = BinEntry.objects.get()
    assert (entry.customer_id, entry.deleted_by_id) == (cast.guest.pk, cast.owner.pk)
    assert (entry.purge_at - Customer.objects.get(pk=cast.guest.pk).deleted_at).days in {29, 30}


def test_only_those_who_may(cast: Cast) -> None:
    """AC-02: the power is a right of its own; a customer can't, not even themselves."""
    for who in (cast.support, cast.marketing, cast.read_only):
        for verb in (actions.delete, actions.restore, actions.destroy):
            with pytest.raises(NotAllowed):
                verb([cast.guest.pk], by=who.as_actor())
    with pytest.raises(NotAllowed):
        actions.delete([cast.ingrid.pk], by=actor_of(cast.ingrid))
    with pytest.raises(NotAllowed):
        actions.empty_bin(by=cast.owner.as_actor())
    assert Customer.objects.known().count() == 3


def _order(customer: Customer) -> None:
    make_order(customer)


def _refund(customer: Customer) -> None:
    Refund.objects.create(customer=customer, amount=100, currency="EUR", outside_id="C1")


def _erasure(customer: Customer) -> None:
    Hold.objects.create(customer=customer, kind=Hold.Kind.ERASURE)


def _merge(customer: Customer) -> None:
    Hold.objects.create(customer=customer, kind=Hold.Kind.MERGE)


def _placing(customer: Customer) -> None:
    Checkout.objects.create(customer=customer, state=Checkout.State.PLACING)


def _paying(customer: Customer) -> None:
    Draft.objects.filter(pk=make_draft(customer).pk).update(state=Draft.State.PAYING)


def _gone(customer: Customer) -> None:
    delete(customer)


SCENES: dict[Reason, list[Callable[[Customer], None]]] = {
    Reason.ORDERS: [_order, _refund],
    Reason.ERASURE: [_erasure],
    Reason.MERGE: [_merge],
    Reason.BUYING: [_placing, _paying],
    Reason.GONE: [_gone],
}


@pytest.mark.parametrize(
    ("reason", "scene"), [(reason, scene) for reason, scenes in SCENES.items() for scene in scenes]
)
def test_who_cannot_be_deleted_says_why(
    cast: Cast, reason: Reason, scene: Callable[[Customer], None]
) -> None:
    """Each case has its reason, a sentence and what to do instead; the others of a set go all the same."""
    scene(cast.guest)
    before = Customer.objects.get(pk=cast.guest.pk).version
    assert rules.reason_of(cast.guest.pk) is reason
    assert delete(cast.guest, cast.stranger) == [reason, Reason.NOTHING]
    assert Customer.objects.get(pk=cast.guest.pk).version == before
    rule = rules.rule_of(reason)
    assert reason is Reason.GONE or (rule and rule.sentence and rule.instead)


def test_every_reason_is_told_and_counted(cast: Cast) -> None:
    """What a dialog counts is what deleting then does."""
    assert {rule.reason for rule in rules.RULES} | {Reason.NOTHING, Reason.GONE} == set(Reason)
    assert set(rules.TITLES) == set(Reason)
    make_order(cast.ingrid)
    _erasure(cast.stranger)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        counts = bin_.deletable(Customer.objects.known())
    assert counts == {Reason.NOTHING: 1, Reason.ORDERS: 1, Reason.ERASURE: 1} and len(asked) == 1
    outcome = delete(cast.ingrid, cast.stranger, cast.guest)
    assert outcome == [Reason.ORDERS, Reason.ERASURE, Reason.NOTHING]


def test_many_cost_as_many_statements_as_one(cast: Cast) -> None:
    """A handful of statements, however many are deleted."""
    new = [Intake(f"n{number}@example.com", "2026-01-01T00:00:00Z", Source.IMPORT) for number in range(40)]
    ids = sorted(take_in(new, by=SYSTEM).values())
    take_in_accounts(dict.fromkeys(ids, "2026-01-01T00:00:00Z"), by=SYSTEM)
    with CaptureQueriesContext(connection) as one:
        actions.delete(ids[:1], by=SYSTEM)
    with CaptureQueriesContext(connection) as many:
        actions.delete(ids[1:], by=SYSTEM)
    assert len(many) == len(one) < 40
    assert queries.total().number == 3


def test_old_browsers_links_and_codes_are_dead(cast: Cast) -> None:
    """SE-05, LK-03: nothing that was open for them opens anything, nor once they are put back."""
    browser, them = as_customer(cast.ingrid), cast.ingrid
    accounts.request_reset(them.email, by=VISITOR)
    link = last_link()
    assert browser.get("/account/profile").status_code == 200
    delete(them)
    for _round in range(2):
        assert browser.get("/account/profile").status_code != 200
        assert signed_in.open_reset(*link) is None
        with pytest.raises(Refused):
            accounts.finish_reset(*link, f"{GOOD}-new", by=VISITOR)
        assert not Session.objects.filter(ended_at=None).exists()
        assert not Link.objects.filter(used_at=None, ended_at=None).exists()
        actions.restore([them.pk], by=SYSTEM)


def test_the_address_is_free_at_once(cast: Cast) -> None:
    """Somebody registers with it, by whatever door, and is another customer."""
    provider = Provider.objects.create(name="Harbour ID", issuer="https://127.0.0.1:1", client_id="store")
    account = Account.objects.get(customer=cast.ingrid)
    Identity.objects.create(account=account, provider=provider, subject="7")
    delete(cast.ingrid)
    again = make_customer(cast.ingrid.email.upper(), "Ingrid", account=True)
    assert again.pk != cast.ingrid.pk
    Identity.objects.create(account=again.account, provider=provider, subject="7")
    found, made = customers.find_or_add(cast.ingrid.email, source=Source.ORDER, by=VISITOR)
    assert (found.pk, made) == (again.pk, False)


def test_what_waits_is_not_sent(cast: Cast) -> None:
    """Invitations and emails to them end; what a colleague was writing is gone."""
    owner = cast.owner.as_actor()
    invite(cast.guest, owner)
    compose(cast.guest.pk, subject="Hello", text="Dear Gianni", by=owner)
    accounts.request_reset(cast.ingrid.email, by=VISITOR)
    delete(cast.guest, cast.ingrid)
    assert not Invitation.objects.open().exists()
    assert not Message.objects.filter(state__in=["draft", "queued"]).exists()
    for message in Message.objects.all():
        deliver(message.pk, by=SYSTEM)
    assert not MailboxMessage.objects.exists()


def test_an_open_checkout_begins_with_the_contact_again(cast: Cast) -> None:
    """A guest who was at the checkout goes on as somebody new; nothing of who was deleted is left."""
    shelf = stock_shelf()
    open_one, token = ready(shelf, email="nora@example.com")
    nora = open_one.customer
    assert nora and delete(nora) == [Reason.NOTHING]
    open_one.refresh_from_db()
    assert (open_one.customer_id, open_one.email, open_one.address) == (None, "", {})
    with pytest.raises(StepMissing):
        checkout.place(open_one.pk, by=VISITOR)
    with pytest.raises(StepMissing):
        checkout.give_address(token, BATH, by=VISITOR)
    other, _token = ready(shelf, email="nora@example.com")
    order = checkout.place(other.pk, by=VISITOR)
    assert order.customer_id not in {None, nora.pk}


def test_two_at_once_delete_once(real_db: None) -> None:
    """One deletes, the other finds them gone; the log tells it once."""
    cast = make_cast()
    ids = [cast.guest.pk, cast.stranger.pk, cast.ingrid.pk]
    found = at_once(
        [lambda: actions.delete(ids, by=SYSTEM), lambda: actions.delete(ids[::-1], by=SYSTEM)] * 3
    )
    assert all(isinstance(outcome, dict) for outcome in found), found
    for pk in ids:
        reasons = sorted(outcome[pk] for outcome in found)  # type: ignore[index]
        assert reasons == [Reason.NOTHING, *[Reason.GONE] * 5]
    assert Event.objects.filter(name="customer.deleted").count() == 3


def test_deleting_while_an_order_is_placed(real_db: None) -> None:
    """Either the order is there and the customer too, or they are deleted and the order isn't theirs."""
    shelf = stock_shelf(mugs=None)
    for number in range(8):
        open_one, _token = ready(shelf, email=f"buyer{number}@example.com")
        buyer = open_one.customer
        assert buyer
        pk, key = buyer.pk, open_one.pk
        placed, outcome = at_once(
            [lambda key=key: checkout.place(key, by=VISITOR), lambda pk=pk: actions.delete([pk], by=SYSTEM)]
        )
        is_known = Customer.objects.known().filter(pk=pk).exists()
        assert isinstance(outcome, dict), outcome
        assert is_known is bool(outcome[pk]) and is_known is Order.objects.filter(customer=pk).exists()
        assert isinstance(placed, Order) is is_known, placed
        assert is_known or isinstance(placed, Refused), placed


def test_deleting_while_somebody_comes_back(real_db: None) -> None:
    """Whoever types the address at the same moment finds the customer, or is a new one; never an error."""
    for number in range(8):
        one = make_customer(f"back{number}@example.com")
        email = one.email
        found, outcome = at_once(
            [
                lambda email=email: customers.find_or_add(email, source=Source.ORDER, by=VISITOR),
                lambda pk=one.pk: actions.delete([pk], by=SYSTEM),
            ]
        )
        assert outcome == {one.pk: Reason.NOTHING} and isinstance(found, tuple), (found, outcome)
        assert Customer.objects.known().filter(email_key=email).count() == int(found[0].pk != one.pk)


def test_the_accounts_of_a_burst(cast: Cast) -> None:
    """A job with a reason for each that stays; taken back by putting its customers back, once."""
    attempt, made = burst(cast, 4)
    make_order(made[0])
    owner = cast.owner.as_actor()
    job = actions.delete_burst(attempt, "block", by=owner)
    running.run(job.pk, by=SYSTEM)
    job.refresh_from_db()
    assert (job.state, job.done, job.skipped) == (Job.State.DONE, 3, 1)
    assert Item.objects.get(job=job, key=made[0].pk).reason == "orders"
    assert bin_.deletions(5) == [(job, True)]
    make_customer(made[1].email)
    back = actions.restore_deleted(job.pk, by=owner)
    running.run(back.pk, by=SYSTEM)
    back.refresh_from_db()
    assert (back.done, back.skipped) == (2, 1) and bin_.deletions(5) == [(job, False)]
    with pytest.raises(Refused):
        actions.restore_deleted(job.pk, by=owner)
    with pytest.raises(NotThere):
        actions.delete_burst(0, "block", by=owner)
    with pytest.raises(NotAllowed):
        actions.delete_burst(attempt, "block", by=cast.support.as_actor())


def test_they_cannot_sign_in(cast: Cast) -> None:
    """PW-08: a deleted account answers as an unknown one does."""
    delete(cast.ingrid)
    answers = []
    for email in (cast.ingrid.email, "nobody@example.com"):
        with pytest.raises(Refused) as refused:
            accounts.sign_in(email, PASSWORD, agent="", by=VISITOR)
        answers.append((refused.value.code, str(refused.value.sentence)))
    assert answers[0] == answers[1]
