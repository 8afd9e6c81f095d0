"""Codes of apps, and recovery codes."""

import threading

import pytest
from django.db import connection, connections

from clientela.core.actor import visitor
from clientela.core.errors import TooMany
from clientela.journal.models import Event
from clientela.staff import recovery, totp
from clientela.staff.actions import NotProved, Proof
from clientela.staff.actions.factors import add_app, new_recovery_codes
from clientela.staff.actions.proving import second_factor
from clientela.staff.models import App, RecoveryCode, User
from tests.staff.people import SECRET, code, kinds, real, session_in, unused, whole

BY = visitor("127.0.0.1")


@pytest.fixture
def nora(db: None) -> User:
    return real()


def test_the_secret_is_sealed(nora: User) -> None:
    """SE-01: a look into the database gives no codes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM staff_app a WHERE a::text LIKE %s", [f"%{SECRET}%"])
        assert cursor.fetchone() == (0,)
    assert totp.known(nora.pk, nora.apps.get().secret) == SECRET


def test_a_sealed_secret_of_another_opens_nothing(nora: User) -> None:
    """Bound to its person: copied to another's row it is no key."""
    other = real(email="other@example.com", app=False)
    App.objects.create(user=other, name="Copied", secret=nora.apps.get().secret)
    with pytest.raises(NotProved):
        second_factor(other, Proof(code=code()), by=BY)


@pytest.mark.parametrize(("step", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_one_step_off_is_fine(nora: User, step: int, good: bool) -> None:
    """Clocks differ by half a minute, no more."""
    if good:
        assert second_factor(nora, Proof(code=code(step)), by=BY) == "app"
    else:
        with pytest.raises(NotProved):
            second_factor(nora, Proof(code=code(step)), by=BY)


def test_a_code_counts_once(nora: User) -> None:
    """Neither it nor an older one can be used after it."""
    second_factor(nora, Proof(code=code()), by=BY)
    for step in (0, -1):
        with pytest.raises(NotProved):
            second_factor(nora, Proof(code=code(step)), by=BY)


def test_guessing_is_braked_before_anything_is_compared(nora: User) -> None:
    """RL-01: the eleventh try within a quarter of an hour is refused, the right one too."""
    for _time in range(10):
        with pytest.raises(NotProved):
            second_factor(nora, Proof(code="000000"), by=BY)
    with pytest.raises(TooMany):
        second_factor(nora, Proof(code=code()), by=BY)


def test_right_codes_use_no_budget_up(nora: User) -> None:
    """RL-07: only wrong ones count."""
    for _time in range(15):
        unused(nora)
        second_factor(nora, Proof(code=code()), by=BY)


def test_recovery_codes_are_kept_as_digests(nora: User) -> None:
    """LK-01: ten of 59 bits, none of them in the database; new ones end the older."""
    codes = new_recovery_codes(nora.pk, by=nora.as_actor())
    assert len(set(codes)) == 10 and {len(each) for each in codes} == {14}
    with connection.cursor() as cursor:
        for each in codes:
            cursor.execute(
                "SELECT count(*) FROM staff_recovery_code c WHERE c::text LIKE %s",
                [f"%{recovery.plain(each)}%"],
            )
            assert cursor.fetchone() == (0,)
    new_recovery_codes(nora.pk, by=nora.as_actor())
    with pytest.raises(NotProved):
        second_factor(nora, Proof(code=codes[0]), by=BY)
    assert RecoveryCode.objects.filter(user=nora).count() == 10


def test_a_recovery_code_counts_once_however_it_is_typed(nora: User) -> None:
    """Capitals and spaces are no mistake; an email and a fact tell of it."""
    codes = new_recovery_codes(nora.pk, by=nora.as_actor())
    typed = codes[0].upper().replace("-", " ")
    assert second_factor(nora, Proof(code=typed), by=BY) == "recovery"
    with pytest.raises(NotProved):
        second_factor(nora, Proof(code=codes[0]), by=BY)
    assert kinds(nora.email)[-1] == "staff.recovery_used"
    assert Event.objects.get(name="staff.recovery_code_used").data == {"left": 9}


def test_a_recovery_code_of_another_is_worthless(nora: User) -> None:
    """LK-01: bound to its person."""
    codes = new_recovery_codes(nora.pk, by=nora.as_actor())
    with pytest.raises(NotProved):
        second_factor(real(email="other@example.com"), Proof(code=codes[0]), by=BY)


@pytest.mark.parametrize("typed", ["", " ", "12345", "1234567", "١٢٣٤٥٦", "abcd", "-" * 40, "\x00" * 6])
def test_anything_else_is_no_code(nora: User, typed: str) -> None:
    """Digits of other scripts neither."""
    with pytest.raises(NotProved):
        second_factor(nora, Proof(code=typed), by=BY)


@pytest.mark.parametrize("typed", ["١٢٣٤٥٦", "\u202e12345", "\U0001f600"])
def test_a_first_code_of_other_letters_is_no_code(nora: User, typed: str) -> None:
    """AP-07: adding an app says so, as for any wrong code."""
    offer = totp.offer(nora.pk, nora.email, "Store")
    session = session_in(whole(nora))
    with pytest.raises(NotProved):
        add_app(session, offer.sealed, typed, "", by=nora.as_actor())


@pytest.mark.race
def test_at_once_a_code_lets_one_in(real_db: None) -> None:
    """LK-03: eight at the same moment with the same code, and one is in."""
    user, shown, won = real(), code(), []

    def attempt() -> None:
        try:
            won.append(second_factor(user, Proof(code=shown), by=BY))
        except (NotProved, TooMany):
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=attempt) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won == ["app"]
