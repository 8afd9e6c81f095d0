"""Changing the password, and ending sessions."""

import pytest
from django.contrib.auth.hashers import check_password
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientela.accounts import actions, passwords, queries
from clientela.accounts.passwords import PasswordTooLong, PasswordWeak
from clientela.core import hashing
from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed, TooMany
from clientela.journal.models import Event
from tests.accounts.people import GOOD, account_of, mails
from tests.cast import PASSWORD, VISITOR, Cast, actor_of

pytestmark = pytest.mark.django_db


def sign_in(cast: Cast) -> str:
    return actions.sign_in(cast.ingrid.email, PASSWORD, agent="", by=VISITOR)[1]


def change(cast: Cast, current: str = PASSWORD, new: str = GOOD) -> str:
    return actions.change_password(cast.ingrid.pk, current, new, agent="", by=actor_of(cast.ingrid))


def test_needs_the_current_one_and_ends_other_sessions(cast: Cast) -> None:
    """PW-05, SE-02, SE-05: other browsers are out, this one has a new token, a notice goes out."""
    here, elsewhere = sign_in(cast), sign_in(cast)
    fresh = change(cast)
    assert queries.session_of(fresh)
    assert queries.session_of(here) is None and queries.session_of(elsewhere) is None
    (notice,) = mails()
    assert notice.kind == "account.password_changed" and "/account/recover" in notice.text
    assert Event.objects.get(name="account.password_changed").data == {"how": "change"}


def test_a_wrong_current_password_changes_nothing(cast: Cast) -> None:
    """PW-05: refused, five times a quarter of an hour at most, and told on the timeline."""
    before = account_of(cast.ingrid.email).password
    for _time in range(5):
        with pytest.raises(actions.WrongPassword):
            change(cast, "guess")
    with pytest.raises(TooMany):
        change(cast)
    assert account_of(cast.ingrid.email).password == before and not mails()


@pytest.mark.parametrize(
    ("new", "problem"),
    [("short", PasswordWeak), ("IngridHansen1", PasswordWeak), ("é" * 600, PasswordTooLong)],
)
def test_the_new_one_is_judged(new: str, problem: type[Exception], cast: Cast) -> None:
    """PW-02 to PW-04."""
    with pytest.raises(problem):
        change(cast, new=new)


def test_only_the_customer(cast: Cast) -> None:
    """PW-06: neither staff nor another customer sets a password."""
    for actor in (cast.owner.as_actor(), actor_of(cast.stranger), VISITOR):
        with pytest.raises(NotAllowed):
            actions.change_password(cast.ingrid.pk, PASSWORD, GOOD, agent="", by=actor)


def test_signing_out_is_final(cast: Cast) -> None:
    """SE-04: a copy of the cookie is worthless; signing out twice is nothing new."""
    token = sign_in(cast)
    actions.sign_out(token, by=actor_of(cast.ingrid))
    actions.sign_out(token, by=actor_of(cast.ingrid))
    assert queries.session_of(token) is None
    assert Event.objects.filter(name="account.signed_out", customer_id=cast.ingrid.pk).count() == 1


def test_ending_all_sessions_but_one(cast: Cast) -> None:
    """SE-05, SE-07: by the customer or by staff who edit customers; others may not."""
    here, elsewhere = sign_in(cast), sign_in(cast)
    assert actions.end_sessions(cast.ingrid.pk, except_token=here, by=actor_of(cast.ingrid)) == 1
    assert queries.session_of(here) and queries.session_of(elsewhere) is None
    with pytest.raises(NotAllowed):
        actions.end_sessions(cast.ingrid.pk, by=actor_of(cast.stranger))
    assert actions.end_sessions(cast.ingrid.pk, by=cast.manager.as_actor()) == 1
    assert actions.end_sessions(cast.ingrid.pk, by=SYSTEM) == 0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=("C",)), min_size=8, max_size=128))
def test_any_text_is_verified_as_it_was_set(text: str) -> None:
    """PW-02: what was set fits, and nothing with one letter more, less or other does."""
    kept = passwords.hashed(text)
    assert check_password(hashing.normal(text), kept)
    assert not check_password(hashing.normal(text + " "), kept)
    assert not check_password(hashing.normal(text[:-1]), kept)
