"""Signing in with a password."""

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from clientela.accounts import actions, passwords
from clientela.accounts.models import Account, AccountSettings, Session
from clientela.accounts.queries import session_of
from clientela.core import hashing
from clientela.core.errors import TooMany
from clientela.core.seals import token_hash
from clientela.customers.models import Customer
from clientela.gate.models import Counter
from clientela.journal.models import Event
from tests.accounts.people import STATES, account_of, address, count_hashes, customer_of, from_network, shapes
from tests.cast import PASSWORD, VISITOR, Cast, make_customer

pytestmark = pytest.mark.django_db


def sign_in(
    email: str, password: str = PASSWORD, ip: str = "127.0.0.1", device: str = ""
) -> tuple[Customer, str]:
    return actions.sign_in(email, password, agent="Browser/1", device=device, by=from_network(ip))


def test_signs_in_with_any_spelling_of_the_address(cast: Cast) -> None:
    """SE-01: the token is nowhere in the database, only its digest."""
    customer, token = sign_in(" ingrid.HANSEN@Example.com ")
    assert customer == cast.ingrid
    session = session_of(token)
    assert session and session.customer == cast.ingrid and session.agent == "Browser/1"
    assert Session.objects.get().token_hash == token_hash(token) != token
    assert Event.objects.filter(name="account.signed_in", customer_id=customer.pk).count() == 1
    assert account_of("ingrid.hansen@example.com").last_sign_in_at


def test_a_new_session_each_time_and_the_old_one_dead(cast: Cast) -> None:
    """SE-02: the token is new at every sign-in, and the one this browser had is dead."""
    _customer, first = sign_in(cast.ingrid.email)
    _customer, second = actions.sign_in(cast.ingrid.email, PASSWORD, agent="", replaces=first, by=VISITOR)
    assert first != second and session_of(first) is None and session_of(second)


def test_the_hash_is_strong_and_made_anew_when_parameters_change(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PW-01: Argon2id, 19 MiB, two passes, one lane; a weaker hash is replaced at the next sign-in."""
    monkeypatch.setattr(hashing.Argon2idHasher, "time_cost", 1)
    Account.objects.update(password=make_password(PASSWORD))
    monkeypatch.undo()
    assert "t=1" in account_of(cast.ingrid.email).password
    sign_in(cast.ingrid.email)
    strong = account_of(cast.ingrid.email).password
    assert "argon2id" in strong and "m=19456,t=2,p=1" in strong
    assert check_password(PASSWORD, strong)


def test_too_long_is_refused_before_hashing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """PW-03: a megabyte of password is never hashed."""
    monkeypatch.setattr(passwords, "make_password", pytest.fail)
    monkeypatch.setattr(passwords, "check_password", pytest.fail)
    with pytest.raises(passwords.PasswordTooLong):
        sign_in(cast.ingrid.email, "x" * 1_000_000)


def test_every_state_costs_the_same(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """PW-08, EN-02: one hash, the same statements, the same refusal, whatever is known of the address."""
    hashes = count_hashes(monkeypatch)
    work = {}
    for state in STATES:
        email = address(state)
        hashes.clear()
        with CaptureQueriesContext(connection) as queries, pytest.raises(actions.SignInNotPossible) as no:
            sign_in(email, "not-the-password")
        work[state] = (len(hashes), shapes(queries), str(no.value))
    assert len(set(work.values())) == 1, work
    assert work["unknown"][0] == 1 and len(work["unknown"][1]) < 12


@pytest.mark.parametrize("state", ["none", "invited", "deactivated"])
def test_only_an_active_account_signs_in(state: str, db: None) -> None:
    """PW-08: the right password of a closed account is refused like a wrong one."""
    email = address(state)
    if state != "deactivated":
        Account.objects.create(customer=customer_of(email), password=make_password(PASSWORD))
    with pytest.raises(actions.SignInNotPossible):
        sign_in(email)
    assert Event.objects.get(name="account.sign_in_refused").data == {"reason": "closed"}


@pytest.mark.parametrize("state", STATES)
def test_the_limit_counts_every_address(state: str, db: None) -> None:
    """EN-03: the sixth try within a quarter of an hour is refused, for known and unknown alike."""
    email = address(state)
    for _time in range(5):
        with pytest.raises(actions.SignInNotPossible):
            sign_in(email, "not-the-password")
    with pytest.raises(TooMany):
        sign_in(email, "not-the-password")


def test_strangers_cannot_lock_the_owner_out(cast: Cast) -> None:
    """RL-03: after the cap a known device still signs in, an unknown one waits."""
    for number in range(20):
        with pytest.raises(actions.SignInNotPossible):
            sign_in(cast.ingrid.email, "guess", ip=f"198.51.100.{number}")
    with pytest.raises(TooMany):
        sign_in(cast.ingrid.email, ip="203.0.113.5")
    device = actions.known_device("ingrid.hansen@example.com")
    assert sign_in(cast.ingrid.email, ip="203.0.113.5", device=device)[0] == cast.ingrid


def test_a_device_is_known_for_its_own_address_only(cast: Cast) -> None:
    """RL-03: the cookie of one account opens nothing for another, nor does a made-up one."""
    other = actions.known_device("stranger@example.org")
    for device in (other, "x.y", "."):
        for number in range(20):
            with pytest.raises((actions.SignInNotPossible, TooMany)):
                sign_in(cast.ingrid.email, "guess", ip=f"198.51.100.{number}", device=device)
        with pytest.raises(TooMany):
            sign_in(cast.ingrid.email, ip="203.0.113.5", device=device)


def test_a_success_clears_only_its_own_counter(cast: Cast) -> None:
    """RL-07: signing in with one's own account washes neither the account's, nor the network's counter."""
    with pytest.raises(actions.SignInNotPossible):
        sign_in(cast.ingrid.email, "guess")
    sign_in(cast.ingrid.email)
    left = {key.partition(":")[0]: count for key, count in Counter.objects.values_list("key", "count")}
    assert left == {
        "sign_in.everyone": 2,
        "sign_in.network": 2,
        "sign_in.account": 2,
        "sign_in.account_network": 0,
    }


def test_without_accounts_nobody_signs_in(cast: Cast) -> None:
    """Where the store has no accounts, open sessions are worth nothing and there is no way in."""
    _customer, token = sign_in(cast.ingrid.email)
    AccountSettings.objects.update(policy="disabled")
    assert session_of(token) is None
    with pytest.raises(actions.AccountsOff):
        sign_in(cast.ingrid.email)


def test_a_customer_in_the_bin_is_a_stranger(db: None) -> None:
    """PW-08: a deleted customer's password opens nothing."""
    customer = make_customer("gone@example.com", account=True)
    _customer, token = sign_in(customer.email)
    Customer.objects.filter(pk=customer.pk).update(deleted_at=Now())
    assert session_of(token) is None
    with pytest.raises(actions.SignInNotPossible):
        sign_in(customer.email)
