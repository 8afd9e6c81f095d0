"""Six-digit codes from the mailbox, whether somebody registers or signs in by them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from clientela.accounts import actions
from clientela.accounts.models import Challenge, Session
from clientela.customers.models import Customer
from tests.accounts import test_code_sign_in, test_register
from tests.accounts.people import last_code, later, wrong

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Door:
    """A way in by a code: asking for it, and typing it."""

    begin: Callable[..., Challenge]
    finish: Callable[..., tuple[Customer, str]]


DOORS = {
    "register": Door(test_register.begin, test_register.finish),
    "sign_in": Door(test_code_sign_in.begin, test_code_sign_in.finish),
}


@pytest.fixture(params=DOORS)
def door(request: pytest.FixtureRequest) -> Door:
    return DOORS[request.param]


def test_five_tries(door: Door, db: None) -> None:
    """CD-03: the sixth guess finds a dead code, though it were right; the right one counts as a try, too."""
    challenge = door.begin()
    code = last_code()
    for _time in range(5):
        with pytest.raises(actions.CodeNotValid):
            door.finish(challenge, wrong(code))
    with pytest.raises(actions.CodeOver):
        door.finish(challenge, code)
    assert Challenge.objects.get().tries == 5 and not Customer.objects.exists()


def test_used_once(door: Door, db: None) -> None:
    """CD-04: the second use of a right code is refused."""
    challenge = door.begin()
    door.finish(challenge)
    with pytest.raises(actions.CodeOver):
        door.finish(challenge)
    assert Session.objects.count() == 1


@pytest.mark.parametrize(("seconds", "good"), [(599, True), (601, False)])
def test_ten_minutes(door: Door, seconds: int, good: bool, db: None) -> None:
    """CD-05: good at 9:59, over at 10:01, by the database's clock."""
    challenge = door.begin()
    later(challenge, timedelta(seconds=seconds))
    if good:
        assert door.finish(challenge)[0].email == "nora@example.com"
    else:
        with pytest.raises(actions.CodeOver):
            door.finish(challenge)
