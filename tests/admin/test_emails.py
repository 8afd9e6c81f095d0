"""Staff write to a customer: form, look, send; and send an email again."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from clientela.customers.models import Customer
from clientela.messaging.actions import compose
from clientela.post.models import Message, Sender
from tests.admin.scenes import message
from tests.cast import Cast, as_staff


@pytest.fixture
def client(cast: Cast) -> Client:
    return as_staff(cast.owner)


def written(client: Client, cast: Cast) -> Message:
    answer = client.post(
        f"/admin/customers/{cast.ingrid.pk}/email", {"subject": "Hello", "message": "Dear **Ingrid**"}
    )
    assert answer.status_code == 303
    draft = Message.objects.get(state="draft")
    assert answer.headers["Location"] == f"/admin/customers/{cast.ingrid.pk}/email/{draft.pk}"
    return draft


def test_written_looked_at_sent_once(client: Client, cast: Cast) -> None:
    """What the review frames is what is queued; two clicks are one email."""
    draft = written(client, cast)
    address = f"/admin/customers/{cast.ingrid.pk}/email/{draft.pk}"
    review = client.get(address).content.decode()
    assert cast.ingrid.email in review and f"/admin/messages/{draft.pk}/body" in review
    assert "<strong>Ingrid</strong>" in client.get(f"/admin/messages/{draft.pk}/body").content.decode()
    for _ in range(2):
        assert client.post(f"{address}/send").status_code == 303
    assert Message.objects.get().state == "queued"
    assert client.get(address).status_code == 303
    assert "“Hello”" in client.get(f"/admin/customers/{cast.ingrid.pk}").content.decode()


def test_going_back_keeps_what_was_written(client: Client, cast: Cast) -> None:
    draft = written(client, cast)
    form = client.get(f"/admin/customers/{cast.ingrid.pk}/email?draft={draft.pk}").content.decode()
    assert "Dear **Ingrid**" in form and 'value="Hello"' in form
    other = as_staff(cast.support).get(f"/admin/customers/{cast.ingrid.pk}/email?draft={draft.pk}")
    assert "Dear **Ingrid**" not in other.content.decode()


def test_a_mistake_stands_beside_its_field_and_loses_nothing(client: Client, cast: Cast) -> None:
    answer = client.post(
        f"/admin/customers/{cast.ingrid.pk}/email", {"subject": "", "message": "Dear Ingrid"}
    )
    assert answer.status_code == 422 and "Dear Ingrid" in answer.content.decode()
    Customer.objects.filter(pk=cast.ingrid.pk).update(email="", email_key=None)
    answer = client.post(
        f"/admin/customers/{cast.ingrid.pk}/email", {"subject": "x", "message": "Dear Ingrid"}
    )
    assert answer.status_code == 422 and not Message.objects.exists()


def test_a_colleagues_draft_is_not_there(client: Client, cast: Cast) -> None:
    draft = written(client, cast)
    address = f"/admin/customers/{cast.ingrid.pk}/email/{draft.pk}"
    other = as_staff(cast.support)
    assert other.get(address).status_code == 404 and other.post(f"{address}/send").status_code == 404
    assert client.get(f"/admin/customers/{cast.guest.pk}/email/{draft.pk}").status_code == 404


def test_again_to_the_customer_and_to_oneself(client: Client, cast: Cast) -> None:
    first = message(cast.ingrid)
    for to, address in (("customer", cast.ingrid.email), ("me", cast.owner.email)):
        assert client.post(f"/admin/messages/{first.pk}/again", {"to": to}).status_code == 303
        assert Message.objects.filter(again_of=first.pk, to=address).count() == 1


def test_what_cant_be_repeated_says_so(client: Client, cast: Cast) -> None:
    code = message(cast.ingrid, html="<p>xsecret-code-0011aabbx</p>")
    answer = client.post(f"/admin/messages/{code.pk}/again", {"to": "customer"}, follow=True)
    assert answer.status_code == 200 and Message.objects.count() == 1


def test_pressed_twice_it_goes_again_once(client: Client, cast: Cast) -> None:
    """The page has a key of its own each time it is drawn."""
    first = message(cast.ingrid)

    def drawn() -> str:
        page = client.get(f"/admin/messages/{first.pk}").content.decode()
        keys = re.findall(r'name="key" value="([^"]+)"', page)
        assert len(keys) == 2 and len(set(keys)) == 1
        return keys[0]

    key = drawn()
    for _ in range(2):
        answer = client.post(f"/admin/messages/{first.pk}/again", {"to": "customer", "key": key})
        assert answer.status_code == 303
    assert Message.objects.filter(again_of=first.pk).count() == 1
    client.post(f"/admin/messages/{first.pk}/again", {"to": "customer", "key": drawn()})
    assert Message.objects.filter(again_of=first.pk).count() == 2


def test_a_sender_taken_out_meanwhile_is_said_and_the_draft_kept(client: Client, cast: Cast) -> None:
    """TP-05: mail comes from proved addresses alone, also where it was written before."""
    sender = Sender.objects.create(
        email="help@holm.example", key="help@holm.example", verified_at=timezone.now()
    )
    draft = compose(
        cast.ingrid.pk, subject="Hello", text="Dear Ingrid", by=cast.owner.as_actor(), sender_id=sender.pk
    )
    sender.delete()
    address = f"/admin/customers/{cast.ingrid.pk}/email/{draft.pk}"
    answer = client.post(f"{address}/send", follow=True)
    assert answer.redirect_chain == [(address, 303)]
    assert "no longer sends from" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"
