"""Colleagues see who has the same page open, and no longer once they left."""

from datetime import timedelta

import pytest
from django.db.models.functions import Now

from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed
from clientela.staff import actions
from clientela.staff.models import Presence, Session
from clientela.staff.queries import Colleague, others_here
from tests.admin.scenes import make_order
from tests.cast import Cast, actor_of, as_staff

VIEW, EDIT = Presence.Mode.VIEW, Presence.Mode.EDIT


def test_each_sees_the_other_and_not_themself(cast: Cast) -> None:
    owner, support = cast.owner.as_actor(), cast.support.as_actor()
    actions.be_here("customer", 7, VIEW, by=owner)
    actions.be_here("customer", 7, VIEW, by=support)
    assert others_here("customer", 7, owner) == [Colleague("Support", False)]
    assert others_here("customer", 7, support) == [Colleague("Owner", False)]
    assert others_here("customer", 8, owner) == [] and others_here("order", 7, owner) == []


def test_editing_goes_before_looking(cast: Cast) -> None:
    """Somebody with both pages open is editing; those who edit stand first."""
    owner = cast.owner.as_actor()
    actions.be_here("customer", 7, VIEW, by=cast.manager.as_actor())
    for mode in (VIEW, EDIT):
        actions.be_here("customer", 7, mode, by=cast.support.as_actor())
    assert others_here("customer", 7, owner) == [Colleague("Support", True), Colleague("Manager", False)]


def test_who_saved_and_looks_again_is_no_longer_editing(cast: Cast) -> None:
    """Only the page in sight asks: the form that was left falls behind."""
    for mode in (VIEW, EDIT):
        actions.be_here("customer", 7, mode, by=cast.support.as_actor())
    Presence.objects.filter(mode=EDIT).update(seen_at=Now() - timedelta(seconds=10))
    assert others_here("customer", 7, cast.owner.as_actor()) == [Colleague("Support", False)]


def test_asked_again_it_is_one_row_and_newer(cast: Cast) -> None:
    actions.be_here("customer", 7, VIEW, by=cast.owner.as_actor())
    Presence.objects.update(seen_at=Now() - timedelta(minutes=1))
    assert others_here("customer", 7, cast.support.as_actor()) == []
    actions.be_here("customer", 7, VIEW, by=cast.owner.as_actor())
    assert Presence.objects.count() == 1 and len(others_here("customer", 7, cast.support.as_actor())) == 1


def test_nobody_but_staff_is_counted(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        actions.be_here("customer", 7, VIEW, by=actor_of(cast.ingrid))


def test_those_switched_off_are_gone_and_old_rows_are_swept(cast: Cast) -> None:
    actions.be_here("customer", 7, VIEW, by=cast.support.as_actor())
    cast.support.is_active = False
    cast.support.save()
    assert others_here("customer", 7, cast.owner.as_actor()) == []
    actions.sweep(by=SYSTEM)
    assert Presence.objects.count() == 1
    Presence.objects.update(seen_at=Now() - timedelta(hours=2))
    actions.sweep(by=SYSTEM)
    assert not Presence.objects.exists()


def test_profile_and_order_tell_of_colleagues(cast: Cast) -> None:
    number = make_order(cast.ingrid).number
    owner, support = as_staff(cast.owner), as_staff(cast.support)
    for page in (f"/admin/customers/{cast.ingrid.pk}", f"/admin/orders/{number}"):
        assert f'hx-post="{page}/presence"' in owner.get(page).content.decode()
        assert owner.post(f"{page}/presence", {"mode": "view"}).status_code == 204
        told = support.post(f"{page}/presence", {"mode": "edit"}).content.decode()
        assert "Owner has this open" in told
        assert "Support is editing" in owner.post(f"{page}/presence", {"mode": "view"}).content.decode()


def test_the_same_colleagues_are_not_drawn_again(cast: Cast) -> None:
    """A screen reader isn't told every five seconds what it said already."""
    page = f"/admin/customers/{cast.ingrid.pk}/presence"
    owner, support = as_staff(cast.owner), as_staff(cast.support)
    owner.post(page, {"mode": "view"})
    assert 'name="drawn" value="Owner:False"' in support.post(page, {"mode": "view"}).content.decode()
    assert support.post(page, {"mode": "view", "drawn": "Owner:False"}).status_code == 204
    Presence.objects.filter(user=cast.owner).delete()
    gone = support.post(page, {"mode": "view", "drawn": "Owner:False"})
    assert gone.status_code == 200 and "has this open" not in gone.content.decode()


def test_more_than_three_are_counted(cast: Cast) -> None:
    page = f"/admin/customers/{cast.ingrid.pk}/presence"
    for user in cast.staff():
        as_staff(user).post(page, {"mode": "view"})
    told = as_staff(cast.owner).post(page, {"mode": "view"}).content.decode()
    assert told.count("has this open") == 3 and "and 1 more" in told


def test_two_statements_are_enough(cast: Cast, django_assert_max_num_queries) -> None:
    """One to write, one to read, besides who is signed in; asked by everybody every five seconds."""
    client, page = as_staff(cast.owner), f"/admin/customers/{cast.ingrid.pk}/presence"
    client.post(page, {"mode": "view"})
    with django_assert_max_num_queries(4):
        client.post(page, {"mode": "view"})


def test_asking_by_itself_keeps_nobody_signed_in(cast: Cast) -> None:
    """SE-04: a browser that nobody uses is signed out in time, though its pages go on asking."""
    client, page = as_staff(cast.owner), f"/admin/customers/{cast.ingrid.pk}/presence"
    Session.objects.update(seen_at=Now() - timedelta(minutes=20))
    before = Session.objects.get().seen_at
    assert client.post(page, {"mode": "view"}, headers={"X-By-Itself": "yes"}).status_code == 204
    assert Session.objects.get().seen_at == before
    client.get(f"/admin/customers/{cast.ingrid.pk}")
    assert Session.objects.get().seen_at > before
