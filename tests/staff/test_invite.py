"""Inviting a colleague: the link, joining, again, withdrawn."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from clientela.core.actor import Actor, Kind
from clientela.core.emails import EmailNotValid
from clientela.core.errors import NotAllowed, NotThere, TooMany
from clientela.journal.models import Event
from clientela.post.models import Message
from clientela.staff import actions
from clientela.staff.actions.people import AlreadyJoined, EmailTaken, SwitchedOff
from clientela.staff.models import Link, Session, User
from clientela.staff.roles import Role
from tests.cast import Cast
from tests.staff.people import browser, kinds, last_mail, link_to

GOOD = "seven-quiet-harbours-99"
EMAIL = "kari@example.com"


@pytest.fixture
def owner(cast: Cast) -> Actor:
    return cast.owner.as_actor("127.0.0.1")


@pytest.fixture
def kari(owner: Actor) -> User:
    """Invited, not yet joined."""
    return actions.invite(email=EMAIL, name="Kari", role=Role.SUPPORT, language="nb", by=owner)


def join(path: str, password: str = GOOD):
    """Open the link, and choose a password."""
    client = browser()
    client.get(path)
    return client, client.post("/admin/join", {"password": password})


def test_gets_a_link_in_their_own_language(kari: User) -> None:
    """The mail goes to staff alone, in Norwegian here, and the outbox shows no secret."""
    mail = last_mail(EMAIL)
    assert mail.kind == "staff.invitation" and mail.language == "nb" and mail.customer_id is None
    path = link_to(EMAIL)
    token = path.rpartition("/")[2]
    assert path.startswith(f"/admin/join/{kari.pk}/") and len(token) >= 43
    with connection.cursor() as cursor:
        for table in ("staff_link", "staff_user", "post_message", "journal_event"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{token}%"])
            assert cursor.fetchone() == (0,), table


def test_joins_and_is_led_to_a_second_factor(kari: User) -> None:
    """AC-05: the password opens nothing yet."""
    client, answer = join(link_to(EMAIL))
    assert (answer.status_code, answer["Location"]) == (303, "/admin/account/factors")
    assert not Session.objects.get(user=kari).is_whole
    for page in ("/admin", "/admin/customers", "/admin/account", "/admin/staff"):
        answer = client.get(page)
        assert (answer.status_code, answer["Location"]) == (302, "/admin/account/factors"), page


def test_looking_spends_nothing(kari: User) -> None:
    """LK-04: GET and HEAD as often as scanners like; the token leaves the address at once (LK-06)."""
    path = link_to(EMAIL)
    for _time in range(5):
        answer = browser().get(path)
        assert (answer.status_code, answer["Location"]) == (303, "/admin/join")
        assert answer["Referrer-Policy"] == "no-referrer"
        browser().head(path)
    assert join(path)[1].status_code == 303


def test_counts_once(kari: User) -> None:
    """LK-03: the second time it is over, and the password stays."""
    path = link_to(EMAIL)
    join(path)
    assert join(path, "another-quiet-harbour-77")[1].status_code == 410


def test_a_weak_password_spends_nothing(kari: User) -> None:
    """At least eight characters, hard to guess, none of what is known of the person."""
    path = link_to(EMAIL)
    for weak in ("short", "password1", "kari1234", "12345678", "x" * 1100):
        assert join(path, weak)[1].status_code == 422, weak
    assert join(path)[1].status_code == 303


@pytest.mark.parametrize(
    ("age", "status"), [(timedelta(days=6, hours=23), 303), (timedelta(days=7, minutes=1), 410)]
)
def test_lasts_seven_days(kari: User, age: timedelta, status: int) -> None:
    """LK-02: by the database's clock."""
    Link.objects.update(expires_at=F("expires_at") - age)
    assert join(link_to(EMAIL))[1].status_code == status


def test_a_newer_one_kills_the_older(kari: User, owner: Actor) -> None:
    """LK-03."""
    older = link_to(EMAIL)
    actions.invite_again(kari.pk, by=owner)
    assert join(older)[1].status_code == 410
    assert join(link_to(EMAIL))[1].status_code == 303


def test_sending_again_spares_the_mailbox(kari: User, owner: Actor) -> None:
    """RL-06: three in a quarter of an hour, whoever asks."""
    actions.invite_again(kari.pk, by=owner)
    actions.invite_again(kari.pk, by=owner)
    with pytest.raises(TooMany):
        actions.invite_again(kari.pk, by=owner)
    assert Message.objects.filter(to=EMAIL).count() == 3
    assert join(link_to(EMAIL))[1].status_code == 303


def test_withdrawn_it_leads_nowhere(kari: User, owner: Actor) -> None:
    """LK-03: nothing stays but the facts."""
    path = link_to(EMAIL)
    actions.withdraw(kari.pk, by=owner)
    assert join(path)[1].status_code == 410
    assert not User.objects.filter(pk=kari.pk).exists()
    names = Event.objects.filter(subject_kind="staff", subject_id=kari.pk).order_by("pk")
    assert [event.name for event in names] == ["staff.invited", "staff.invitation_withdrawn"]


def test_whoever_joined_is_not_withdrawn(kari: User, owner: Actor) -> None:
    """They are switched off instead."""
    join(link_to(EMAIL))
    for verb in (actions.withdraw, actions.invite_again):
        with pytest.raises(AlreadyJoined):
            verb(kari.pk, by=owner)
    with pytest.raises(NotThere):
        actions.withdraw(10**9, by=owner)


def test_switched_off_it_leads_nowhere(kari: User, owner: Actor) -> None:
    """SE-05."""
    path = link_to(EMAIL)
    actions.deactivate(kari.pk, by=owner)
    assert join(path)[1].status_code == 410


def test_an_address_is_asked_once(kari: User, owner: Actor) -> None:
    """EN-04: in whatever spelling."""
    for again in ("KARI@example.com", " kari@EXAMPLE.com "):
        with pytest.raises(EmailTaken):
            actions.invite(email=again, name="Kari", role=Role.SUPPORT, language="en", by=owner)
    with pytest.raises(EmailNotValid):
        actions.invite(email="a@x.com, b@x.com", name="Two", role=Role.SUPPORT, language="en", by=owner)
    assert kinds(EMAIL) == ["staff.invitation"]


def test_only_owners_invite(cast: Cast) -> None:
    """AC-02: nobody else, and no token."""
    robot = Actor(Kind.TOKEN, 1)
    for by in (cast.manager.as_actor(), cast.support.as_actor(), robot):
        with pytest.raises(NotAllowed):
            actions.invite(email=EMAIL, name="Kari", role=Role.OWNER, language="en", by=by)


def test_the_invited_can_not_sign_in_before(kari: User) -> None:
    """EN-01: as if nobody were there."""
    for password in ("", "!", GOOD):
        answer = browser().post("/admin/login", {"email": EMAIL, "password": password})
        assert answer.status_code == 422 and "staff" not in answer.cookies


def test_a_link_of_another_person_is_no_link(kari: User, owner: Actor, cast: Cast) -> None:
    """LK-01: token and person belong together."""
    other = actions.invite(email="per@example.com", name="Per", role=Role.OWNER, language="en", by=owner)
    token = link_to(EMAIL).rpartition("/")[2]
    assert join(f"/admin/join/{other.pk}/{token}")[1].status_code == 410
    client = browser()
    client.get(f"/admin/reset/{kari.pk}/{token}")
    assert client.post("/admin/reset", {"password": GOOD}).status_code == 410


def test_nobody_switched_off_is_sent_a_dead_link(kari: User, owner: Actor) -> None:
    """Switched on again, they can be invited anew."""
    actions.deactivate(kari.pk, by=owner)
    with pytest.raises(SwitchedOff):
        actions.invite_again(kari.pk, by=owner)
    actions.activate(kari.pk, by=owner)
    actions.invite_again(kari.pk, by=owner)
    assert kinds(EMAIL) == ["staff.invitation"] * 2
