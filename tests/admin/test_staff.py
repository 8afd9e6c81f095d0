"""The pages about staff: list, inviting, one colleague, one's own account."""

import pytest

from clientela.post.models import Message
from clientela.staff import actions
from clientela.staff.models import User
from clientela.staff.roles import Role
from tests.cast import Cast, as_staff
from tests.staff.people import real

KARI = {"name": "Kari Nordmann", "email": "kari@example.com", "role": "support", "language": "nb"}


def test_the_list_says_who_lacks_a_second_factor(cast: Cast) -> None:
    """AC-05: seen at once."""
    real(app=False)
    page = as_staff(cast.manager).get("/admin/staff").content.decode()
    assert "Missing" in page and "None (demo)" in page
    assert "Invite a colleague" not in page
    assert "Invite a colleague" in as_staff(cast.owner).get("/admin/staff").content.decode()


def test_invites_and_shows_them(cast: Cast) -> None:
    client = as_staff(cast.owner)
    answer = client.post("/admin/staff/invite", KARI)
    kari = User.objects.get(email_key="kari@example.com")
    assert (answer.status_code, answer["Location"]) == (303, f"/admin/staff/{kari.pk}")
    page = client.get(answer["Location"]).content.decode()
    assert "Invited as Support" in page and "was invited as Support" in page and "Withdraw" in page
    assert client.post(f"/admin/staff/{kari.pk}/invite").status_code == 303
    answer = client.post(f"/admin/staff/{kari.pk}/withdraw")
    assert (answer.status_code, answer["Location"]) == (303, "/admin/staff")
    assert client.get(f"/admin/staff/{kari.pk}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"email": "owner@example.com"}, "has this email already"),
        ({"email": "no address"}, "name@example.com"),
        ({"name": " "}, "Fill this in"),
        ({"role": "king"}, "Choose one of these"),
        ({"language": "xx"}, "Choose one of these"),
    ],
)
def test_what_is_wrong_is_said_beside_it(cast: Cast, wrong: dict, words: str) -> None:
    """What was typed stays; nothing is sent."""
    answer = as_staff(cast.owner).post("/admin/staff/invite", {**KARI, **wrong})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Message.objects.exists()


def test_deeds_about_a_colleague(cast: Cast) -> None:
    client, path = as_staff(cast.owner), f"/admin/staff/{cast.support.pk}"
    assert client.post(f"{path}/role", {"role": "marketing"}).status_code == 303
    assert User.objects.get(pk=cast.support.pk).role == Role.MARKETING
    assert client.post(f"{path}/deactivate").status_code == 303
    assert "Switch on again" in client.get(path).content.decode()
    assert client.post(f"{path}/activate").status_code == 303
    page = client.get(path).content.decode()
    assert "from Support to Marketing" in page and "was switched off" in page and "switched on again" in page


def test_what_can_not_be_is_said_on_the_page(cast: Cast) -> None:
    """The only owner; oneself."""
    client = as_staff(cast.owner)
    for deed, data in (("role", {"role": "support"}), ("deactivate", {})):
        answer = client.post(f"/admin/staff/{cast.owner.pk}/{deed}", data)
        assert answer.status_code == 422 and "for yourself" in answer.content.decode()
    page = client.get(f"/admin/staff/{cast.owner.pk}").content.decode()
    assert "Your account" in page and "Switch off" not in page


def test_a_deed_sent_by_an_address_alone_shows_the_page(cast: Cast) -> None:
    """A restored tab: nothing is done."""
    client, path = as_staff(cast.owner), f"/admin/staff/{cast.support.pk}"
    for deed in ("role", "deactivate", "activate", "invite", "withdraw", "factors/clear", "sessions/end"):
        answer = client.get(f"{path}/{deed}")
        assert (answer.status_code, answer["Location"]) == (302, path)


def test_one_s_own_name_and_language(cast: Cast) -> None:
    """The admin speaks it from the next page on."""
    client = as_staff(cast.support)
    assert client.post("/admin/account", {"name": "Siri", "language": "nb"}).status_code == 303
    page = client.get("/admin/account").content.decode()
    assert 'lang="nb"' in page and "Siri" in page
    assert client.post("/admin/account", {"name": "", "language": "nb"}).status_code == 422
    assert client.post("/admin/account", {"name": "Siri", "language": "xx"}).status_code == 422


def test_letters_are_in_the_reader_s_language(cast: Cast) -> None:
    """Whoever caused it."""
    nora = real()
    User.objects.filter(pk=nora.pk).update(language="nb")
    actions.clear_factors(nora.pk, by=cast.owner.as_actor())
    assert Message.objects.get(to=nora.email).language == "nb"


def test_hostile_names_stay_words(cast: Cast) -> None:
    """WB-04: in the list, on the page, in the email."""
    name = "<img src=x onerror=alert(1)> {name}"
    user = actions.invite(
        email="x@example.com", name=name, role=Role.OWNER, language="en", by=cast.owner.as_actor()
    )
    client = as_staff(cast.owner)
    pages = client.get("/admin/staff").content + client.get(f"/admin/staff/{user.pk}").content
    assert b"<img" not in pages and b"&lt;img" in pages
    assert "<img" not in Message.objects.get(to="x@example.com").html
