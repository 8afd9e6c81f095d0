"""Pages about mail: what became of an email, senders, held addresses, and a customer's new address."""

import re

import pytest
from django.utils import timezone

from clientela.core.actor import SYSTEM
from clientela.customers.models import Consent
from clientela.post import actions
from clientela.post.models import Message, Sender, Suppression
from clientela.post.queries import held
from clientela.staff.roles import Role
from clientela.store.actions import change_settings
from tests.admin.scenes import message
from tests.cast import Cast, as_staff

State = Message.State


@pytest.fixture
def client(cast: Cast):
    return as_staff(cast.owner)


def text(client, address: str) -> str:
    return re.sub(r"\s+", " ", client.get(address).content.decode())


@pytest.mark.parametrize("state", [state for state in State if state != State.DRAFT])
def test_every_state_has_its_words(client, cast: Cast, state: State) -> None:
    """Not by colour alone: a word of its own for each."""
    found = message(cast.ingrid)
    Message.objects.filter(pk=found.pk).update(
        state=state, error="550 5.1.1 No such user", problem="no_mailbox"
    )
    page = text(client, f"/admin/messages/{found.pk}")
    assert str(state.label) in page and "550 5.1.1 No such user" in page
    assert "Send again to the customer" in page and "Send to yourself" in page
    told = (
        "Nobody knows whether it arrived"
        if state == State.UNKNOWN
        else "There is no mailbox with this address"
    )
    assert told in page


def test_a_message_tells_by_whom_it_went_and_how_often(client, cast: Cast) -> None:
    found = message(cast.ingrid)
    Message.objects.filter(pk=found.pk).update(
        state=State.DELIVERED,
        provider="postmark",
        provider_id="pm-77",
        attempts=3,
        reported_at=timezone.now(),
    )
    page = text(client, f"/admin/messages/{found.pk}")
    assert "Postmark" in page and "pm-77" in page and "<dd>3</dd>" in page and "Delivered" in page


def test_who_wrote_an_email_may_read_it(cast: Cast) -> None:
    """AC-03: without the power to see addresses, only one's own."""
    user = next(user for user in cast.staff() if user.role == Role.MARKETING)
    found, marketing = message(cast.ingrid), as_staff(user)
    for rest in ("", "/body"):
        assert marketing.get(f"/admin/messages/{found.pk}{rest}").status_code == 404
    Message.objects.filter(pk=found.pk).update(staff_id=user.pk)
    for rest in ("", "/body"):
        assert marketing.get(f"/admin/messages/{found.pk}{rest}").status_code == 200


def test_a_held_address_is_told_and_let_go(client, cast: Cast) -> None:
    """Staff see why, and send again to the address with one press."""
    actions.hold(cast.ingrid.email, Suppression.Reason.BOUNCED, words="550 unknown", by=SYSTEM)
    profile = f"/admin/customers/{cast.ingrid.pk}"
    page = text(client, profile)
    assert "Emails to this address are held back" in page and "550 unknown" in page
    assert "Send again to this address" in page
    row = Suppression.objects.get()
    answer = client.post(f"/admin/settings/held/{row.pk}/release", {"back": profile})
    assert answer.headers["Location"] == profile and held(cast.ingrid.email) is None
    assert "Emails to the address are sent again" in text(client, profile)
    assert client.post(f"/admin/settings/held/{row.pk}/release").status_code == 404


def test_an_address_is_held_by_hand_and_found(client, cast: Cast) -> None:
    assert "No address is held back" in text(client, "/admin/settings/held")
    given = {"email": "Ann.Berg@Example.com", "words": "asked by phone"}
    assert client.post("/admin/settings/held/add", given).status_code == 303
    assert client.post("/admin/settings/held/add", given).status_code == 303
    assert Suppression.objects.count() == 1
    assert "asked by phone" in text(client, "/admin/settings/held?q=ann")
    assert "No held address begins so" in text(client, "/admin/settings/held?q=%25")
    wrong = client.post("/admin/settings/held/add", {"email": "a@x.example, evil@x.example"})
    assert wrong.status_code == 422 and Suppression.objects.count() == 1


def test_letting_go_leads_nowhere_else(client, cast: Cast) -> None:
    """WB-07."""
    actions.hold("a@example.com", Suppression.Reason.STAFF, by=SYSTEM)
    row = Suppression.objects.get()
    answer = client.post(f"/admin/settings/held/{row.pk}/release", {"back": "https://evil.example/"})
    assert answer.headers["Location"] == "/admin"


def link_to(address: str) -> str:
    """The path of the newest link that was mailed to an address."""
    from clientela.post.actions.delivering import outgoing

    found = re.search(r"/admin/senders/\S+", outgoing(Message.objects.filter(to=address).latest("pk")).text)
    assert found
    return found[0]


def test_a_sender_is_proved_by_a_link_to_that_very_address(client, cast: Cast) -> None:
    """TP-05, LK-03, LK-04, LK-06: looking uses nothing up; the button does, once."""
    given = {"email": "help@holm.example", "name": "Holm helps"}
    assert client.post("/admin/settings/senders/add", given).status_code == 303
    path = link_to("help@holm.example")
    for _ in range(5):
        answer = client.get(path)
        assert path.rpartition("/")[2] not in answer.headers["Location"]
        page = text(client, answer.headers["Location"])
        assert "Send emails from help@holm.example?" in page
        assert client.head(path).status_code == 303
    assert not Sender.objects.get().verified_at
    confirm = f"/admin/senders/{Sender.objects.get().pk}"
    assert client.post(confirm).headers["Location"] == "/admin/settings/senders"
    assert Sender.objects.get().verified_at and "Proved" in text(client, "/admin/settings/senders")
    client.get(path)
    client.post(confirm)
    assert "This link has expired" in text(client, "/admin/settings/senders")


def test_a_newer_link_ends_the_older(client, cast: Cast) -> None:
    """LK-03."""
    given = {"email": "help@holm.example", "name": ""}
    client.post("/admin/settings/senders/add", given)
    older = link_to("help@holm.example")
    client.post("/admin/settings/senders/add", given)
    client.get(older)
    client.post(f"/admin/senders/{Sender.objects.get().pk}")
    assert not Sender.objects.get().verified_at


def test_a_link_alone_proves_nothing(client, cast: Cast) -> None:
    """LK-04: bound to the browser that opened it, and to staff who may change settings."""
    client.post("/admin/settings/senders/add", {"email": "help@holm.example", "name": ""})
    path, pk = link_to("help@holm.example"), Sender.objects.get().pk
    support = as_staff(cast.support)
    assert support.get(path).status_code == 403
    assert as_staff(cast.manager).post(f"/admin/senders/{pk}").status_code == 404
    client.get(path)
    assert client.post(f"/admin/senders/{pk + 1}").status_code == 404
    assert not Sender.objects.get().verified_at


def test_an_address_gets_few_links(client, cast: Cast) -> None:
    """RL-06: nobody's mailbox is flooded."""
    given = {"email": "help@holm.example", "name": ""}
    statuses = [client.post("/admin/settings/senders/add", given).status_code for _ in range(5)]
    assert 422 in statuses and Message.objects.filter(to="help@holm.example").count() <= 3


def test_a_sender_is_removed(client, cast: Cast) -> None:
    sender, _token = actions.add_sender("help@holm.example", "", by=SYSTEM)
    assert client.post(f"/admin/settings/senders/{sender.pk}/remove").status_code == 303
    assert not Sender.objects.exists()


def edit(cast: Cast, **typed: str) -> dict[str, str]:
    customer = cast.ingrid
    same = {"first_name": customer.first_name, "last_name": customer.last_name, "email": customer.email}
    return same | {"phone": customer.phone or "", "language": customer.language} | typed


def test_staff_change_the_address(client, cast: Cast) -> None:
    """EM-03: both addresses are told; consent was for the old one."""
    cast.ingrid.email_consent = Consent.SUBSCRIBED
    cast.ingrid.save()
    old, path = cast.ingrid.email, f"/admin/customers/{cast.ingrid.pk}/edit"
    assert "The customer agreed that news goes to the new address" in text(client, path)
    assert client.post(path, edit(cast, email="new@example.com", first_name="Inga")).status_code == 303
    cast.ingrid.refresh_from_db()
    assert (cast.ingrid.email, cast.ingrid.first_name) == ("new@example.com", "Inga")
    assert cast.ingrid.email_consent == Consent.NOT_SUBSCRIBED
    told = Message.objects.filter(kind="account.email_changed").values_list("to", flat=True)
    assert set(told) == {old, "new@example.com"}


def test_consent_stays_where_the_customer_said_so(client, cast: Cast) -> None:
    cast.ingrid.email_consent = Consent.SUBSCRIBED
    cast.ingrid.save()
    typed = edit(cast, email="new@example.com", keeps_consent="on")
    client.post(f"/admin/customers/{cast.ingrid.pk}/edit", typed)
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.email_consent == Consent.SUBSCRIBED


@pytest.mark.parametrize("email", ["", "nonsense", "a@x.example, b@x.example", "GUEST"])
def test_an_address_that_cannot_be_changes_nothing(client, cast: Cast, email: str) -> None:
    """EN-04: neither the address nor what was typed beside it."""
    email = cast.guest.email if email == "GUEST" else email
    before = cast.ingrid.email
    answer = client.post(
        f"/admin/customers/{cast.ingrid.pk}/edit", edit(cast, email=email, first_name="Inga")
    )
    cast.ingrid.refresh_from_db()
    assert answer.status_code == 422 and (cast.ingrid.email, cast.ingrid.first_name != "Inga") == (
        before,
        True,
    )


def test_a_colleagues_address_is_not_overwritten(client, cast: Cast) -> None:
    """F23."""
    typed = edit(cast, email="mine@example.com", seen_email=cast.ingrid.email)
    client.post(f"/admin/customers/{cast.ingrid.pk}/edit", edit(cast, email="theirs@example.com"))
    answer = client.post(f"/admin/customers/{cast.ingrid.pk}/edit", typed)
    assert answer.status_code == 422 and "theirs@example.com" in answer.content.decode()
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.email == "theirs@example.com"


def test_the_settings_tell_where_reports_go(client, cast: Cast) -> None:
    """The secret never leaves; the address says where it belongs."""
    assert "/hooks/mail/" not in text(client, "/admin/settings/mail")
    given = {"store.mail_via": "postmark", "store.mail_key": "k", "store.mail_webhook_secret": "hush-4711"}
    change_settings(given, by=SYSTEM)
    page = text(client, "/admin/settings/mail")
    assert "http://clientela:SECRET@localhost:8000/hooks/mail/postmark" in page and "hush-4711" not in page
    change_settings({"store.mail_via": "mailgun"}, by=SYSTEM)
    assert "http://localhost:8000/hooks/mail/mailgun" in text(client, "/admin/settings/mail")
