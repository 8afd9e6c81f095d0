"""Fifty at once, by the pages' own actions: one address in many spellings, one code, one link."""

from typing import Any

import pytest

from clientela.accounts import actions
from clientela.accounts.actions import codes
from clientela.accounts.models import Account, Challenge, Link, Session
from clientela.core.errors import Busy, Refused, TooMany
from clientela.customers.models import Customer
from clientela.gate import slots
from clientela.gate.models import Counter
from tests.accounts.people import GOOD, from_network, last_code, last_link, mails
from tests.accounts.test_races import at_once
from tests.cast import VISITOR, make_customer

# One after the other: the database doesn't take so many connections twice.
pytestmark = [pytest.mark.race, pytest.mark.xdist_group("crowd")]
FIFTY = 50
# One mailbox: case, surrounding space, the domain in letters, composed and decomposed, and as its A-label.
SPELLINGS = (
    "nora@bücher.example",
    "NORA@BÜCHER.EXAMPLE",
    " Nora@Bücher.Example ",
    "nora@xn--bcher-kva.example",
    "Nora@XN--BCHER-KVA.example",
)


def begin(index: int) -> Any:
    return actions.begin_registration(
        SPELLINGS[index % len(SPELLINGS)],
        "Nora",
        "Lie",
        GOOD,
        browser=f"browser-{index}",
        by=from_network(f"198.51.100.{index}"),
    )


def finish(challenge: Challenge, index: int) -> Any:
    by = from_network(f"198.51.100.{index}")
    return actions.finish_registration(challenge.pk, "123456", browser=f"browser-{index}", agent="", by=by)


def test_fifty_registrations_of_one_address_make_one_customer(
    real_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """EN-04, F26: begun at once and finished at once in every spelling; no error but plain refusals."""
    monkeypatch.setattr(slots, "WAIT_SECONDS", 60.0)
    begun = at_once(FIFTY, begin)
    refused = [one for one in begun if isinstance(one, Refused)]
    assert all(isinstance(one, Busy) for one in refused), refused
    assert Customer.objects.count() == 0 and len(mails("account.code")) <= 3
    # Those whom the full line turned away try again, one by one.
    made = [begin(index) if isinstance(one, Refused) else one for index, one in enumerate(begun)]
    Challenge.objects.update(ended_at=None)
    for one in made:
        Challenge.objects.filter(pk=one.pk).update(code_mac=codes.code_mac(one.pk, "123456"))
    Counter.objects.all().delete()
    done = at_once(FIFTY, lambda index: finish(made[index], index))
    odd = [one for one in done if not isinstance(one, tuple | actions.CodeOver | TooMany)]
    assert odd == []
    assert Customer.objects.count() == Account.objects.count() == 1
    assert {customer.pk for customer, _token in (one for one in done if isinstance(one, tuple))} == {
        Customer.objects.get().pk
    }
    assert Session.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("right", [True, False])
def test_a_code_tried_in_fifty_requests(real_db: None, right: bool) -> None:
    """CD-03, CD-04: at most five tries count, and the right code lets one in."""
    challenge = begin(0)
    code = last_code() if right else f"{(int(last_code()) + 1) % 1_000_000:06d}"

    def use(index: int) -> Any:
        by = from_network(f"203.0.113.{index}")
        return actions.finish_registration(challenge.pk, code, browser="browser-0", agent="", by=by)

    done = at_once(FIFTY, use)
    accepted = [one for one in done if isinstance(one, tuple)]
    assert len(accepted) == (1 if right else 0)
    assert Challenge.objects.get().tries <= 5
    assert Customer.objects.count() == Session.objects.count() == len(accepted)


def test_a_reset_link_in_fifty_requests(real_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """LK-03: one of them sets the password; the others read that the link is over, or wait."""
    monkeypatch.setattr(slots, "WAIT_SECONDS", 60.0)
    make_customer("nora@example.com", account=True)
    actions.request_reset("nora@example.com", by=VISITOR)
    customer_id, token = last_link()

    def use(index: int) -> Any:
        by = from_network(f"203.0.113.{index}")
        return actions.finish_reset(customer_id, token, f"{GOOD}-{index}", by=by)

    done = at_once(FIFTY, use)
    assert sum(isinstance(one, Customer) for one in done) == 1
    assert all(isinstance(one, Customer | actions.LinkOver | Busy) for one in done)
    assert len(mails("account.password_changed")) == 1


def test_an_unlock_link_in_fifty_requests(real_db: None) -> None:
    """LK-03: used once."""
    customer = make_customer("nora@example.com", account=True)
    from clientela.core.actor import SYSTEM

    actions.send_unlock(customer.pk, by=SYSTEM)
    from tests.accounts.test_unlock import link_of

    customer_id, token = link_of()
    done = at_once(
        FIFTY, lambda index: actions.unlock(customer_id, token, by=from_network(f"203.0.113.{index}"))
    )
    assert sum(isinstance(one, Customer) for one in done) == 1
    assert Link.objects.get().used_at
