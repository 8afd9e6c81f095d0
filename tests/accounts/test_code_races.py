"""A code to sign in, tried many times at once."""

from typing import Any

import pytest

from clientela.accounts import actions
from clientela.accounts.actions import codes
from clientela.accounts.models import Account, Challenge, Session
from clientela.core import seals
from clientela.customers.models import Customer
from clientela.gate.models import Counter
from tests.accounts.people import BROWSER, from_network, last_code
from tests.accounts.test_races import at_once
from tests.cast import VISITOR, make_customer

# One after the other: the database doesn't take so many connections twice.
pytestmark = [pytest.mark.race, pytest.mark.xdist_group("crowd")]


def begin(email: str) -> Challenge:
    return actions.begin_code_sign_in(email, browser=BROWSER, by=VISITOR)


def finish(challenge_id: Any, code: str, ip: str = "127.0.0.1") -> Any:
    by = from_network(ip)
    return actions.finish_code_sign_in(challenge_id, code, browser=BROWSER, agent="", by=by)


def test_64_wrong_codes_are_compared_five_times(real_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """CD-03: the counter rises before the comparison."""
    make_customer("nora@example.com", account=True)
    challenge = begin("nora@example.com")
    wrong, compared, same = f"{(int(last_code()) + 1) % 1_000_000:06d}", [], seals.same
    monkeypatch.setattr(seals, "same", lambda *given: (compared.append(1), same(*given))[1])
    done = at_once(64, lambda index: finish(challenge.pk, wrong, f"198.51.100.{index}"))
    assert len(compared) == 5 and not any(isinstance(result, tuple) for result in done)


def test_the_right_code_32_times_is_one_session(real_db: None) -> None:
    """CD-04: exactly one gets in."""
    make_customer("nora@example.com", account=True)
    challenge = begin("nora@example.com")
    code = last_code()
    done = at_once(32, lambda index: finish(challenge.pk, code, f"198.51.100.{index}"))
    assert sum(isinstance(result, tuple) for result in done) == 1
    assert Session.objects.count() == 1


def test_sixteen_new_ones_make_one_customer(real_db: None) -> None:
    """EN-04: open codes of one new address in spellings of it, proved at once: one customer, one account."""
    made = []
    for number in range(16):
        one = begin("Nora@example.com" if number % 2 else "nora@EXAMPLE.com ")
        Challenge.objects.update(ended_at=None)
        Challenge.objects.filter(pk=one.pk).update(code_mac=codes.code_mac(one.pk, "123456"))
        Counter.objects.all().delete()
        made.append(one.pk)
    done = at_once(16, lambda index: finish(made[index], "123456"))
    assert all(isinstance(result, tuple) for result in done)
    assert Customer.objects.count() == Account.objects.count() == 1
