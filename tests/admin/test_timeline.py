"""The timeline of a profile: comments that can be mended for a while, mentions, sifting, emails that move."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clientela.customers import actions
from clientela.customers.models import Comment, ConsentEntry, Customer
from clientela.post.models import Message
from clientela.staff.actions.mentioning import mentioned
from clientela.staff.models import Notice, User
from clientela.staff.roles import Role
from tests.admin.scenes import message
from tests.cast import Cast, as_staff


@pytest.fixture
def client(cast: Cast) -> Client:
    return as_staff(cast.owner)


def path(customer: Customer, rest: str = "") -> str:
    return f"/admin/customers/{customer.pk}{rest}"


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def commented(cast: Cast, text: str = "Called today") -> Comment:
    return actions.comment(cast.ingrid.pk, text, by=cast.owner.as_actor())


def test_ones_own_comment_is_mended(client: Client, cast: Cast) -> None:
    comment = commented(cast)
    address = path(cast.ingrid, f"/comments/{comment.pk}/edit")
    assert address in page(client, path(cast.ingrid)) and "Called today" in page(client, address)
    assert client.post(address, {"text": "Called on Monday"}).status_code == 303
    shown = page(client, path(cast.ingrid))
    assert "Called on Monday" in shown and "edited" in shown and "Called today" not in shown


def test_an_empty_comment_is_said_beside_the_field(client: Client, cast: Cast) -> None:
    comment = commented(cast)
    answer = client.post(path(cast.ingrid, f"/comments/{comment.pk}/edit"), {"text": " "})
    assert answer.status_code == 422
    assert Comment.objects.get(pk=comment.pk).text == "Called today"


def test_taken_back_leaves_a_trace(client: Client, cast: Cast) -> None:
    comment = commented(cast)
    assert client.post(path(cast.ingrid, f"/comments/{comment.pk}/delete")).status_code == 303
    shown = page(client, path(cast.ingrid))
    assert "Called today" not in shown and "Comment deleted" in shown


def test_only_for_five_minutes_and_only_ones_own(cast: Cast, client: Client) -> None:
    """AC-02: neither a colleague nor later."""
    comment = commented(cast)
    other = as_staff(cast.support)
    for rest in ("edit", "delete"):
        assert other.post(path(cast.ingrid, f"/comments/{comment.pk}/{rest}"), {"text": "x"}).status_code in (
            400, 404, 409, 422,
        )  # fmt: skip
    Comment.objects.update(written_at=timezone.now() - timedelta(minutes=6))
    client.post(path(cast.ingrid, f"/comments/{comment.pk}/edit"), {"text": "x"})
    client.post(path(cast.ingrid, f"/comments/{comment.pk}/delete"))
    assert Comment.objects.get().text == "Called today"
    assert f"/comments/{comment.pk}/edit" not in page(client, path(cast.ingrid))


def test_who_is_mentioned_is_told(client: Client, cast: Cast) -> None:
    """Once, in the admin; reading is a button, never opening the page."""
    comment = commented(cast, f"Please look, @{cast.support.name}")
    actions.edit_comment(
        cast.ingrid.pk, comment.pk, f"Please look today, @{cast.support.name}", by=cast.owner.as_actor()
    )
    notice = Notice.objects.get()
    assert notice.user_id == cast.support.pk and notice.customer_id == cast.ingrid.pk
    other = as_staff(cast.support)
    for _ in range(2):
        shown = page(other, "/admin/notices")
        assert "Please look" in shown and cast.owner.name in shown and "New" in shown
    assert "1 new mention" in page(other, "/admin")
    other.post("/admin/notices/read")
    assert "1 new mention" not in page(other, "/admin")
    assert "Nobody mentioned you" in page(client, "/admin/notices")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("@Solveig, look", ["Solveig Berg"]),
        ("@solveig and @marit.", ["Marit Lien", "Solveig Berg"]),
        ("@Kari", []),
        ("@Kari Holm and @Kari Vik-Nes", ["Kari Holm", "Kari Vik-Nes"]),
        ("@Solveigs plan, @Marit-Anne", []),
        ("write to kari@marit.example", []),
        ("@Solveig Berg and @Solveig", ["Solveig Berg"]),
    ],
)
def test_a_first_name_alone_is_enough_where_one_has_it(db: None, text: str, told: list[str]) -> None:
    for number, name in enumerate(("Solveig Berg", "Marit Lien", "Kari Holm", "Kari Vik-Nes", "")):
        address = f"{number}@example.com"
        User.objects.create(email=address, email_key=address, name=name, password="!", role=Role.SUPPORT)
    assert sorted(user.name for user in mentioned(text)) == told


def test_sifted_by_kind(client: Client, cast: Cast) -> None:
    commented(cast)
    message(cast.ingrid, "Your order")
    comments = page(client, path(cast.ingrid, "?kind=comments"))
    emails = page(client, path(cast.ingrid, "?kind=emails"))
    assert "Called today" in comments and "Your order" not in comments
    assert "Your order" in emails and "Called today" not in emails
    assert client.get(path(cast.ingrid, "?kind=nonsense")).status_code == 200


def test_an_email_on_its_way_moves_by_itself(client: Client, cast: Cast) -> None:
    """The lines ask again while something moves, and stop when nothing does."""
    sent = message(cast.ingrid)
    Message.objects.filter(pk=sent.pk).update(state="queued")
    lines = path(cast.ingrid, "/timeline")
    assert "hx-get" in page(client, lines) and "on its way" in page(client, lines)
    Message.objects.filter(pk=sent.pk).update(state="failed", problem="no_mailbox", error="550 No such user")
    shown = page(client, lines)
    assert "hx-get" not in shown and "could not be delivered" in shown
    assert "There is no mailbox with this address." in shown and "550 No such user" in shown


def test_ten_thousand_facts_cost_what_ten_do(
    client: Client, cast: Cast, django_assert_max_num_queries
) -> None:
    """Keyset: the same statements, however long the timeline."""
    from clientela.core.actor import SYSTEM
    from clientela.customers.events import TagsAdded
    from clientela.journal.actions import Entry, record_each

    record_each([Entry(TagsAdded(["x"]), cast.ingrid.pk) for _ in range(10_000)], by=SYSTEM)
    with django_assert_max_num_queries(12):
        client.get(path(cast.ingrid, "/timeline"))


def test_consent_asks_how_staff_know(client: Client, cast: Cast) -> None:
    """The reason stands in the ledger; without one nothing is written."""
    answer = client.post(path(cast.ingrid, "/consent"), {"channel": "email", "subscribed": "on"})
    assert answer.status_code == 422 and not ConsentEntry.objects.filter(customer=cast.ingrid).exists()
    client.post(
        path(cast.ingrid, "/consent"), {"channel": "email", "subscribed": "on", "reason": "by phone on 3 May"}
    )
    assert "by phone on 3 May" in page(client, path(cast.ingrid, "/consents"))


def test_why_an_email_failed_stands_openly(client: Client, cast: Cast) -> None:
    """In plain words beside the sentence; the server's own are under *Details*."""
    found = message(cast.ingrid)
    Message.objects.filter(pk=found.pk).update(
        state="failed", problem="no_mailbox", error="550 5.1.1 no such user"
    )
    shown = page(client, path(cast.ingrid))
    before, _summary, inside = shown.partition("<summary>Details")
    assert "There is no mailbox with this address." in before and "550 5.1.1" not in before
    assert "550 5.1.1 no such user" in inside


def test_who_may_not_see_addresses_reads_what_they_sent(cast: Cast) -> None:
    """AC-03: their own emails, none of others."""
    mine, theirs = message(cast.ingrid), message(cast.ingrid)
    Message.objects.filter(pk=mine.pk).update(staff_id=cast.marketing.pk)
    Message.objects.filter(pk=theirs.pk).update(staff_id=cast.owner.pk)
    own = as_staff(cast.marketing)
    shown = page(own, path(cast.ingrid))
    assert f'href="/admin/messages/{mine.pk}"' in shown and f'href="/admin/messages/{theirs.pk}"' not in shown
    assert own.get(f"/admin/messages/{mine.pk}").status_code == 200
    assert own.get(f"/admin/messages/{theirs.pk}").status_code == 404
    everything = page(as_staff(cast.support), path(cast.ingrid))
    assert f'href="/admin/messages/{theirs.pk}"' in everything


def test_who_wrote_an_email_stands_beside_it(client: Client, cast: Cast) -> None:
    """And whether it was sent again; what goes out by itself has nobody."""
    first, again = message(cast.ingrid), message(cast.ingrid, "Once more")
    assert "sent again by" not in page(client, path(cast.ingrid))
    Message.objects.filter(pk=first.pk).update(staff_id=cast.support.pk)
    Message.objects.filter(pk=again.pk).update(staff_id=cast.support.pk, again_of=first.pk)
    shown = page(client, path(cast.ingrid))
    assert f"· {cast.support.name}</span>" in shown and f"sent again by {cast.support.name}" in shown


def test_colleagues_are_offered_to_whoever_types_an_at(client: Client, cast: Cast) -> None:
    """Everybody else who may sign in, in the new comment and in one that is mended."""
    comment = commented(cast)
    for address in (path(cast.ingrid), path(cast.ingrid, f"/comments/{comment.pk}/edit")):
        shown = page(client, address)
        assert f'value="{cast.support.name}"' in shown and f'value="{cast.owner.name}"' not in shown
