"""Many at once: threads with connections of their own against committed data."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from clientela.accounts import actions, passwords
from clientela.accounts.actions import codes
from clientela.accounts.models import Account, Challenge, Session
from clientela.core import seals
from clientela.core.errors import Refused, TooMany
from clientela.customers.models import Customer
from clientela.gate.models import Counter
from tests.accounts.people import BROWSER, GOOD, from_network, last_code, last_link, mails
from tests.cast import VISITOR, make_customer

# One after the other: the database doesn't take so many connections twice.
pytestmark = [pytest.mark.race, pytest.mark.xdist_group("crowd")]


def at_once(number: int, act: Callable[[int], Any]) -> list[Any]:
    """What each of so many gives (or is refused with) when all act at the same time."""
    barrier = Barrier(number)

    def one(index: int) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(60)
            return act(index)
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def begin(email: str) -> Challenge:
    return actions.begin_registration(email, "Nora", "Lie", GOOD, browser=BROWSER, by=VISITOR)


def finish(challenge_id: Any, code: str) -> Any:
    return actions.finish_registration(challenge_id, code, browser=BROWSER, agent="", by=VISITOR)


def test_sixteen_registrations_make_one_customer(real_db: None) -> None:
    """CD-04, EN-04: sixteen open codes of one address, proved at once: one customer, one account."""
    made = []
    for _number in range(16):
        one, code = begin_apart("Nora@example.com")
        made.append((one, code))
    done = at_once(16, lambda index: finish(*made[index]))
    assert Customer.objects.count() == 1 and Account.objects.count() == 1
    winners = [result for result in done if isinstance(result, tuple)]
    assert winners and {customer.pk for customer, _token in winners} == {Customer.objects.get().pk}
    assert Session.objects.filter(ended_at=None).count() == 1


def begin_apart(email: str) -> tuple[Any, str]:
    """An open challenge beside others of the same address, each as if it were the newest."""
    one = begin(email)
    code = codes.new_code()
    Challenge.objects.update(ended_at=None)
    Challenge.objects.filter(pk=one.pk).update(code_mac=codes.code_mac(one.pk, code))
    Counter.objects.all().delete()
    return one.pk, code


def test_the_right_code_32_times_is_one_session(real_db: None) -> None:
    """CD-03, CD-04: at most five look, exactly one gets in."""
    challenge = begin("nora@example.com")
    code = last_code()
    done = at_once(32, lambda _index: finish(challenge.pk, code))
    assert sum(isinstance(result, tuple) for result in done) == 1
    assert Session.objects.count() == 1


def test_64_wrong_codes_are_compared_five_times(real_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """CD-03: the counter rises before the comparison."""
    challenge = begin("nora@example.com")
    wrong, compared = f"{(int(last_code()) + 1) % 1_000_000:06d}", []
    same = seals.same
    monkeypatch.setattr(seals, "same", lambda *given: (compared.append(1), same(*given))[1])
    done = at_once(64, lambda _index: finish(challenge.pk, wrong))
    assert len(compared) == 5 and not any(isinstance(result, tuple) for result in done)


def test_a_hundred_sign_ins_hash_five_times(real_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """RL-01: the limit is counted before the hash, so a hundred at once can't overshoot."""
    make_customer("nora@example.com", account=True)
    hashed, fits = [], passwords.fits
    monkeypatch.setattr(passwords, "fits", lambda *given: (hashed.append(1), fits(*given))[1])

    def guess(_index: int) -> Any:
        return actions.sign_in("nora@example.com", "guess", agent="", by=VISITOR)

    done = [result for _time in range(4) for result in at_once(25, guess)]
    assert len(hashed) == 5
    assert sum(isinstance(result, TooMany) for result in done) == 95


def test_a_reset_link_works_once(real_db: None) -> None:
    """LK-03: one link used sixteen times at once sets one password."""
    make_customer("nora@example.com", account=True)
    actions.request_reset("nora@example.com", by=VISITOR)
    customer_id, token = last_link()

    def use(index: int) -> Any:
        by = from_network(f"198.51.100.{index}")
        return actions.finish_reset(customer_id, token, f"{GOOD}-{index}", by=by)

    done = at_once(16, use)
    assert sum(isinstance(result, Customer) for result in done) == 1
    assert len(mails("account.password_changed")) == 1
    assert Account.objects.get().password_set_at < timezone.now()
