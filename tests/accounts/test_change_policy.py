"""Changing the rules for customer accounts: what it does to whom is told first, then done, and taken back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clientela.accounts.actions import (
    NothingToTakeBack,
    PlanChanged,
    WouldStrand,
    change_accounts,
    ending,
    new_multipass_secret,
    plan_accounts,
    plan_taking_back,
    take_back,
)
from clientela.accounts.models import Account, AccountSettings, Link, Passkey, Policy, Session
from clientela.accounts.plan import Means, Plan, Weight, roughly, stranded
from clientela.core import seals
from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed, NotThere, SeveralRefused
from clientela.customers.actions import set_account_state
from clientela.customers.models import AccountState, Customer
from clientela.jobs import running
from clientela.jobs.models import Job
from clientela.journal.models import Event
from clientela.store.keys import NoSuchSetting
from clientela.store.models import Store
from tests.cast import Cast, actor_of

OFF = {"accounts.policy": "disabled"}
TOLD = "account.sessions_ended"


def signs_in(customer: Customer) -> Session:
    return Session.objects.create(customer=customer, token_hash=seals.token_hash(seals.new_token()))


def told(plan: Plan) -> dict[str, int]:
    return {effect.code: effect.count for effect in plan.effects}


def adds_passkey(customer: Customer) -> None:
    account = Account.objects.get(customer=customer)
    Passkey.objects.create(
        account=account, name="Phone", handle="8a4f9f2c-0000-4000-8000-000000000000",
        credential_id=f"id-{customer.pk}", public_key=b"x",
    )  # fmt: skip


def test_planning_changes_nothing(cast: Cast) -> None:
    """The dry run says who is signed in, whose account rests, and leaves all as it was."""
    signs_in(cast.ingrid)
    signs_in(cast.ingrid)
    signs_in(cast.stranger)
    plan = plan_accounts(OFF, by=cast.owner.as_actor())
    assert told(plan) == {"signed_out": 2, "browsers": 3, "closed": 2}
    assert str(plan.effects[0].sentence).startswith("2 customers are signed in and would be signed out")
    assert AccountSettings.current().policy == Policy.OPTIONAL
    assert Session.objects.alive().count() == 3 and not Event.objects.filter(name="accounts.changed").exists()


def test_turning_off_signs_everybody_out(cast: Cast) -> None:
    """Sessions end with the change, on each customer's timeline and counted in the log; nobody is signed in
    again when accounts come back."""
    signs_in(cast.ingrid)
    signs_in(cast.stranger)
    change_accounts(OFF, by=cast.owner.as_actor())
    assert not Session.objects.filter(ended_at=None).exists()
    fact = Event.objects.get(name="accounts.changed")
    assert fact.data["signed_out"] == 2 and fact.actor_id == cast.owner.pk
    assert (fact.data["before"], fact.data["after"]) == ({"policy": "optional"}, {"policy": "disabled"})
    assert Event.objects.filter(name="account.sessions_ended", customer_id=cast.ingrid.pk).exists()
    assert Event.objects.filter(name="settings.changed", data__key="accounts.policy").exists()
    change_accounts({"accounts.policy": "optional"}, by=SYSTEM)
    assert not Session.objects.alive().exists()


def test_what_was_shown_is_what_is_done(cast: Cast) -> None:
    """Somebody signed in meanwhile, or a colleague changed something: it is shown again."""
    plan = plan_accounts(OFF, by=SYSTEM)
    signs_in(cast.ingrid)
    with pytest.raises(PlanChanged):
        change_accounts(OFF, by=SYSTEM, seen=plan.digest)
    plan = plan_accounts(OFF, by=SYSTEM)
    change_accounts({"accounts.idle_days": "20"}, by=SYSTEM)
    with pytest.raises(PlanChanged):
        change_accounts(OFF, by=SYSTEM, seen=plan.digest)
    change_accounts(OFF, by=SYSTEM, seen=plan_accounts(OFF, by=SYSTEM).digest)
    assert AccountSettings.current().is_off


def test_a_busy_store_can_confirm() -> None:
    """Of many, about how many counts: the last digits never stand still."""
    assert [roughly(n) for n in (0, 7, 19, 20, 412, 413, 18_765)] == [0, 7, 19, 20, 400, 400, 10_000]


def test_only_who_may(cast: Cast) -> None:
    """AC-02: changing needs the power; looking needs another."""
    for verb in (lambda by: change_accounts(OFF, by=by), lambda by: new_multipass_secret(by=by)):
        with pytest.raises(NotAllowed):
            verb(cast.support.as_actor())
    with pytest.raises(NotAllowed):
        plan_accounts(OFF, by=actor_of(cast.ingrid))


def test_from_password_to_code(cast: Cast) -> None:
    """Only a password: by code from now on. A passkey stays good. Nobody is signed out."""
    adds_passkey(cast.stranger)
    session = signs_in(cast.ingrid)
    texts = {"accounts.methods": "code,passkey"}
    plan = plan_accounts(texts, by=SYSTEM)
    assert told(plan) == {"from_password": 1, "keeps": 1, "stay": 1}
    sentence = "1 customer has only a password and would sign in by code from now on."
    assert sentence in [str(effect.sentence) for effect in plan.effects]
    change_accounts(texts, by=SYSTEM)
    assert AccountSettings.current().methods == ["code", "passkey"]
    assert Session.objects.alive().filter(pk=session.pk).exists()
    assert Account.objects.get(customer=cast.ingrid).password, "the password is kept for the day it is of use"
    assert told(plan_accounts({"accounts.methods": "password,code,passkey"}, by=SYSTEM)) == {
        "again": 2,
        "stay": 1,
    }


def test_from_code_to_password(cast: Cast) -> None:
    """Who has no password chooses one behind a link."""
    Account.objects.filter(customer=cast.ingrid).update(password="")
    plan = plan_accounts({"accounts.methods": "password"}, by=SYSTEM)
    assert told(plan) == {"to_link": 1} and plan.effects[0].weight is Weight.WARNS


def test_nobody_is_left_without_a_way_in(cast: Cast) -> None:
    """With passkeys alone, who has none would be stranded: refused, and by whatever way it is asked for."""
    adds_passkey(cast.stranger)
    texts = {"accounts.methods": "passkey"}
    plan = plan_accounts(texts, by=SYSTEM)
    assert [(e.code, e.count) for e in plan.forbidden] == [("stranded", 1)]
    with pytest.raises(WouldStrand, match="1 customer would be left"):
        change_accounts(texts, by=SYSTEM)
    assert AccountSettings.current().methods == ["password", "code", "passkey"]


def test_passkeys_go_and_their_owners_have_the_code() -> None:
    """Code works for everyone with an email, so a passkey is never the last way while it is on."""
    only_passkey = {Means(True, False, True, False): 3}
    assert stranded(only_passkey, frozenset({"code", "passkey"}), frozenset({"code"})) == 0
    assert stranded(only_passkey, frozenset({"password", "passkey"}), frozenset({"password"})) == 0
    assert stranded(only_passkey, frozenset({"passkey"}), frozenset({"oidc"})) == 3
    nameless = {Means(False, False, True, False): 2}
    assert stranded(nameless, frozenset({"code", "passkey"}), frozenset({"code"})) == 2


def test_closing_registration_tells_of_invitations(cast: Cast) -> None:
    Link.objects.create(
        purpose="invitation", customer=cast.guest, email_key="guest@example.net", token_hash="x",
        expires_at="2099-01-01T00:00Z",
    )  # fmt: skip
    set_account_state(cast.guest.pk, AccountState.INVITED, by=SYSTEM)
    assert told(plan_accounts({"accounts.registration": "closed"}, by=SYSTEM)) == {
        "form_gone": 0,
        "invitations": 1,
    }
    by_invitation = told(plan_accounts({"accounts.registration": "invitation"}, by=SYSTEM))
    assert by_invitation == {"form_gone": 0, "invited": 1}


def test_requiring_accounts_says_what_it_costs(cast: Cast) -> None:
    """Deactivated customers could not order at all, guests could not pay."""
    set_account_state(cast.stranger.pk, AccountState.DEACTIVATED, by=SYSTEM)
    plan = plan_accounts({"accounts.policy": "required"}, by=SYSTEM)
    assert told(plan) == {"conversion": 0, "deactivated": 1, "need_account": 2}


def test_wrong_values_stand_beside_their_keys(cast: Cast) -> None:
    for texts in ({"accounts.policy": "maybe"}, {"accounts.methods": ""}, {"accounts.methods": "fax"}):
        for verb in (plan_accounts, change_accounts):
            with pytest.raises(SeveralRefused) as refused:
                verb(texts, by=SYSTEM)
            assert set(refused.value.by_field()) == set(texts)
    with pytest.raises(NoSuchSetting):
        change_accounts({"store.name": "Other"}, by=SYSTEM)
    assert Store.current().name != "Other"


def test_taking_back(cast: Cast) -> None:
    """What was replaced is put back, as a change of its own; what was changed again since isn't."""
    change_accounts({"accounts.policy": "required", "accounts.login_link": "false"}, by=SYSTEM)
    first = Event.objects.get(name="accounts.changed").pk
    change_accounts({"accounts.newsletter_form": "false"}, by=SYSTEM)
    plan = plan_taking_back(first, by=SYSTEM)
    assert plan.texts == {"accounts.policy": "optional", "accounts.login_link": "true"}
    take_back(first, by=cast.owner.as_actor(), seen=plan.digest)
    row = AccountSettings.current()
    assert (row.policy, row.login_link, row.newsletter_form) == ("optional", True, False)
    assert Event.objects.filter(name="accounts.changed").latest("id").data["takes_back"] == first
    with pytest.raises(NothingToTakeBack):
        take_back(first, by=SYSTEM)
    with pytest.raises(NotThere):
        take_back(Event.objects.filter(name="settings.changed").latest("id").pk, by=SYSTEM)


def test_taking_back_the_turning_off_tells_too(cast: Cast) -> None:
    signs_in(cast.ingrid)
    change_accounts(OFF, by=SYSTEM)
    plan = plan_taking_back(Event.objects.get(name="accounts.changed").pk, by=SYSTEM)
    assert told(plan) == {"opens": 2}


def test_shorter_sessions_are_counted(cast: Cast) -> None:
    session = signs_in(cast.ingrid)
    signs_in(cast.stranger)
    Session.objects.filter(pk=session.pk).update(seen_at=timezone.now() - timedelta(days=5))
    assert told(plan_accounts({"accounts.idle_days": "2"}, by=SYSTEM)) == {"shorter": 1}
    assert told(plan_accounts({"accounts.longest_days": "2"}, by=SYSTEM)) == {}


def test_a_new_secret_is_shown_once(cast: Cast) -> None:
    """MP: the former one is taken until it is emptied; neither stands in the log or in a plan."""
    first = new_multipass_secret(by=cast.owner.as_actor())
    second = new_multipass_secret(by=cast.owner.as_actor())
    row = AccountSettings.current()
    assert (row.secret("multipass_secret"), row.secret("multipass_former")) == (second, first)
    logged = str(list(Event.objects.filter(name="settings.changed").values_list("data", flat=True)))
    assert first not in logged and second not in logged


def test_thousands_are_signed_out_at_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is signed in when the change is done, by as many statements as for one; a job tells it on the
    timelines, under the moment of the change."""
    monkeypatch.setattr(ending, "AT_ONCE", 4)
    people = Customer.objects.bulk_create(
        Customer(email=f"{number}@example.com", email_key=f"{number}@example.com", account_state="enabled")
        for number in range(8)
    )
    for customer in [*people, *people[:4]]:
        signs_in(customer)
    with CaptureQueriesContext(connection) as statements:
        change_accounts(OFF, by=SYSTEM)
    assert sum('UPDATE "accounts_session"' in one["sql"] for one in statements) == 1
    assert sum("journal_event" in one["sql"] for one in statements) == 3, "settings, job and accounts"
    assert not Session.objects.filter(ended_at=None).exists()
    changed, told = Event.objects.get(name="accounts.changed"), Event.objects.filter(name=TOLD)
    assert changed.data["signed_out"] == 12 and not told.exists()
    job = Job.objects.get(kind=ending.TELLING)
    running.run(job.pk, by=SYSTEM)
    found = {event.customer_id: (event.data["count"], event.at) for event in told}
    assert found == {one.pk: (2 if one in people[:4] else 1, changed.at) for one in people}
    job.refresh_from_db()
    assert (job.state, job.done, job.skipped) == (Job.State.DONE, 8, 0)
