"""Changing roles, switching off and on: who may, whom, and what ends."""

import threading

import pytest
from django.db import connections

from clientela.core.errors import NotAllowed
from clientela.core.scopes import Scope
from clientela.journal.models import Event
from clientela.staff import actions, queries
from clientela.staff.actions import LastOwner, NotOneself
from clientela.staff.models import User
from clientela.staff.roles import Role
from tests.cast import Cast, make_cast
from tests.staff.people import real, whole


def test_another_role_signs_out(cast: Cast) -> None:
    """SE-02, AC-04: what a browser could do ends with the role it could do it by."""
    client = whole(cast.support)
    actions.change_role(cast.support.pk, Role.READ_ONLY, by=cast.owner.as_actor())
    assert client.get("/admin").status_code == 302
    assert User.objects.get(pk=cast.support.pk).role == Role.READ_ONLY
    fact = Event.objects.get(name="staff.role_changed")
    assert fact.data == {"name": "Support", "before": "support", "after": "read_only"}
    assert (fact.subject_kind, fact.subject_id, fact.actor_id) == ("staff", cast.support.pk, cast.owner.pk)


def test_the_same_role_changes_nothing(cast: Cast) -> None:
    client = whole(cast.support)
    actions.change_role(cast.support.pk, Role.SUPPORT, by=cast.owner.as_actor())
    assert client.get("/admin").status_code == 200
    assert not Event.objects.filter(name="staff.role_changed").exists()


def test_the_last_owner_stays(cast: Cast) -> None:
    """Neither demoted nor switched off, by the command line neither; an invited owner is none yet."""
    from clientela.core.actor import SYSTEM

    actions.invite(email="new@example.com", name="New", role=Role.OWNER, language="en", by=SYSTEM)
    with pytest.raises(LastOwner):
        actions.change_role(cast.owner.pk, Role.MANAGER, by=SYSTEM)
    with pytest.raises(LastOwner):
        actions.deactivate(cast.owner.pk, by=SYSTEM)
    other = real()
    actions.deactivate(cast.owner.pk, by=other.as_actor())
    assert not User.objects.get(pk=cast.owner.pk).is_active


def test_nobody_changes_themselves(cast: Cast) -> None:
    """Two owners or not."""
    real()
    with pytest.raises(NotOneself):
        actions.change_role(cast.owner.pk, Role.MANAGER, by=cast.owner.as_actor())
    with pytest.raises(NotOneself):
        actions.deactivate(cast.owner.pk, by=cast.owner.as_actor())
    with pytest.raises(NotAllowed):
        actions.clear_factors(cast.owner.pk, by=cast.owner.as_actor())


def test_only_owners_may(cast: Cast) -> None:
    """AC-02: the manager neither."""
    for verb in (actions.deactivate, actions.activate, actions.clear_factors, actions.withdraw):
        with pytest.raises(NotAllowed):
            verb(cast.support.pk, by=cast.manager.as_actor())
    with pytest.raises(NotAllowed):
        actions.change_role(cast.support.pk, Role.OWNER, by=cast.manager.as_actor())


def test_switched_off_everything_ends(cast: Cast) -> None:
    """SE-05: sessions, links and API tokens, on the next request; a fact says how many."""
    client = whole(cast.manager)
    text = actions.create_token(name="Till", scopes=[Scope.READ_ORDERS], by=cast.manager.as_actor()).text
    assert queries.token_of(text, "127.0.0.1")
    actions.deactivate(cast.manager.pk, by=cast.owner.as_actor())
    assert client.get("/admin").status_code == 302 and queries.token_of(text, "127.0.0.1") is None
    fact = Event.objects.get(name="staff.deactivated")
    assert fact.data == {"name": "Manager", "sessions": 1, "tokens": 1}
    actions.activate(cast.manager.pk, by=cast.owner.as_actor())
    assert client.get("/admin").status_code == 302 and queries.token_of(text, "127.0.0.1") is None


def test_cleared_factors_are_set_up_anew(cast: Cast) -> None:
    """Whoever lost phone and codes: an owner clears them, sessions end, the password stays."""
    nora = real()
    client = whole(nora)
    actions.clear_factors(nora.pk, by=cast.owner.as_actor())
    assert client.get("/admin").status_code == 302
    assert list(queries.without_second_factor()) == [nora]


def test_who_lacks_a_second_factor(cast: Cast) -> None:
    """AC-05: active, joined, and not of the demo."""
    lacking = real(app=False)
    real(email="has@example.com")
    gone = real(email="gone@example.com", app=False)
    actions.deactivate(gone.pk, by=cast.owner.as_actor())
    by = cast.owner.as_actor()
    actions.invite(email="new@example.com", name="New", role=Role.OWNER, language="en", by=by)
    assert list(queries.without_second_factor()) == [lacking]


@pytest.mark.race
def test_two_owners_at_once_leave_one(real_db: None) -> None:
    """Each switches the other off at the same moment: one of them stays."""
    owner, other = make_cast().owner, real()
    start, won = threading.Barrier(2), []

    def switch_off(by: User, whom: User) -> None:
        try:
            start.wait(10)
            won.append(actions.deactivate(whom.pk, by=by.as_actor()))
        except LastOwner:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=switch_off, args=pair) for pair in ((owner, other), (other, owner))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1 and User.objects.filter(role=Role.OWNER, is_active=True).count() == 1
