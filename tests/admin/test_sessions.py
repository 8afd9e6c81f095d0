"""Sessions listed and ended: one's own, and an owner's colleagues'."""

from clientela.journal.models import Event
from clientela.staff.models import Session
from tests.cast import PASSWORD, Cast, as_staff
from tests.staff.people import browser, real, session_in, whole

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def test_lists_device_network_and_last_use(cast: Cast) -> None:
    """SE-07: and marks this one."""
    client = browser()
    given = {"email": cast.owner.email, "password": PASSWORD}
    client.post("/admin/login", given, headers={"user-agent": FIREFOX})
    page = client.get("/admin/account/sessions").content.decode()
    assert "Firefox on Linux" in page and "127.0.0.1" in page and "This browser" in page


def test_ends_one_of_ones_own(cast: Cast) -> None:
    """SE-07: the other browser is out on its next request."""
    here, there = as_staff(cast.owner), as_staff(cast.owner)
    there_id = session_in(there).pk
    assert here.post(f"/admin/account/sessions/{there_id}/end").status_code == 303
    assert there.get("/admin").status_code == 302 and here.get("/admin").status_code == 200
    assert Event.objects.get(name="staff.sessions_ended").data == {"count": 1}


def test_ends_all_others(cast: Cast) -> None:
    """SE-07: this one stays."""
    here, there, elsewhere = (as_staff(cast.owner) for _each in range(3))
    here.post("/admin/account/sessions/others/end")
    assert here.get("/admin").status_code == 200
    assert {there.get("/admin").status_code, elsewhere.get("/admin").status_code} == {302}


def test_nobody_ends_another_s_by_its_number(cast: Cast) -> None:
    """SE-07, AC-02: on the own page only one's own are there; the manager may not end a colleague's."""
    theirs = as_staff(cast.owner)
    number = session_in(theirs).pk
    manager = as_staff(cast.manager)
    manager.post(f"/admin/account/sessions/{number}/end")
    assert manager.post(f"/admin/staff/{cast.owner.pk}/sessions/{number}/end").status_code == 403
    assert manager.post(f"/admin/staff/{cast.owner.pk}/sessions/end").status_code == 403
    assert theirs.get("/admin").status_code == 200
    assert "Where they are logged in" not in manager.get(f"/admin/staff/{cast.owner.pk}").content.decode()


def test_an_owner_ends_a_colleague_s(cast: Cast) -> None:
    """SE-07: one, or all of them."""
    owner, one, two = as_staff(cast.owner), as_staff(cast.support), as_staff(cast.support)
    owner.post(f"/admin/staff/{cast.support.pk}/sessions/{session_in(one).pk}/end")
    assert (one.get("/admin").status_code, two.get("/admin").status_code) == (302, 200)
    owner.post(f"/admin/staff/{cast.support.pk}/sessions/end")
    assert two.get("/admin").status_code == 302 and owner.get("/admin").status_code == 200


def test_half_signed_in_ones_are_not_listed(cast: Cast) -> None:
    """They open nothing, and end by themselves."""
    nora = real()
    browser().post("/admin/login", {"email": nora.email, "password": PASSWORD})
    page = whole(nora).get("/admin/account/sessions").content.decode()
    assert page.count("last seen") == 1 and Session.objects.filter(user=nora).count() == 2


def test_pages_are_never_stored(cast: Cast) -> None:
    """SE-08: nor those of signing in."""
    client = as_staff(cast.owner)
    for page in ("/admin/account", "/admin/account/sessions", "/admin/staff", "/admin/login", "/admin/prove"):
        assert client.get(page)["Cache-Control"] == "no-store", page
