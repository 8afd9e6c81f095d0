"""Staff invite customers: the pages."""

import csv
import io

from clientela.core.actor import SYSTEM
from clientela.customers.models import AccountState, Customer
from clientela.invitations import actions
from clientela.invitations.models import Invitation, Round
from clientela.jobs import running
from clientela.post.models import Message
from tests.cast import VISITOR, Cast, as_staff
from tests.invitations.guests import invite, last_token, settings

HERE = "/admin/invitations"


def test_one_customer_is_invited_in_three_steps(cast: Cast) -> None:
    """Write, look at exactly that, send; pressed twice it goes once."""
    client = as_staff(cast.support)
    base = f"/admin/customers/{cast.guest.pk}"
    assert f"{base}/invite" in client.get(base).content.decode()
    answer = client.post(f"{base}/invite", {"subject": "Come in", "message": "Hello **you**"})
    review = answer.headers["Location"]
    page = client.get(review).content.decode()
    assert "Come in" in page and cast.guest.email in page and "sandbox" in page
    made = Invitation.objects.get()
    body = client.get(f"/admin/messages/{made.message_id}/body").content.decode()
    assert "Hello <strong>you</strong>" in body and "••••••" in body
    assert 'value="Come in"' in client.get(f"{base}/invite?draft={made.pk}").content.decode()
    for _again in range(2):
        assert client.post(f"{review}/send").headers["Location"] == base
    assert Message.objects.filter(kind="account.invite").count() == 1
    shown = client.get(base).content.decode()
    assert "Good until" in shown and "Send the invitation again" in shown


def test_the_button_says_why_not(cast: Cast) -> None:
    """While accounts are disabled, or new ones closed, the profile says so."""
    client = as_staff(cast.support)
    settings(policy="disabled")
    page = client.get(f"/admin/customers/{cast.guest.pk}").content.decode()
    assert "Customer accounts are disabled" in page and "/invite" not in page
    settings(policy="optional", registration="closed")
    assert "New accounts are closed" in client.get(f"/admin/customers/{cast.guest.pk}").content.decode()
    assert client.post(f"/admin/customers/{cast.guest.pk}/invite", {}).status_code == 422
    assert "New accounts are closed" in client.get(HERE).content.decode()


def test_by_address_the_customer_is_added_in_the_same_step(cast: Cast) -> None:
    """A known address is that customer; a new one becomes one."""
    client = as_staff(cast.support)
    values = {"email": "fresh@example.com", "first_name": "Freya", "subject": "", "message": ""}
    answer = client.post(f"{HERE}/new", values)
    fresh = Customer.objects.get(email="fresh@example.com")
    assert answer.headers["Location"].startswith(f"/admin/customers/{fresh.pk}/invite/")
    client.post(f"{HERE}/new", {**values, "email": cast.guest.email.upper()})
    assert Invitation.objects.filter(customer=cast.guest).count() == 1
    assert client.post(f"{HERE}/new", {**values, "email": cast.ingrid.email}).status_code == 422


def test_many_are_invited_with_a_look_before(cast: Cast) -> None:
    """Picked in the list, with counts, an email to look at, progress, results and a file."""
    client = as_staff(cast.marketing)
    picked = {"scope": "picked", "customer": [cast.guest.pk, cast.ingrid.pk]}
    where = client.post(f"{HERE}/plan", picked).headers["Location"]
    assert "Have an account" in client.get(where).content.decode()
    words = {"subject": "Join", "message": "Dear all", "per_minute": "0", "remind_days": "5"}
    assert client.post(where, words).headers["Location"] == f"{where}/review"
    review = client.get(f"{where}/review").content.decode()
    assert "Invite 1 customer" in review
    assert "Dear all" in client.get(f"{where}/email").content.decode()
    for _again in range(2):
        assert client.post(f"{where}/start").headers["Location"] == where
    found = Round.objects.get()
    running.run(found.job_id or 0, by=SYSTEM)
    page = client.get(where).content.decode()
    assert "Gianni Rossi" in page and "Ingrid Hansen" in page
    assert "Ingrid Hansen" not in client.get(f"{where}?outcome=done").content.decode()
    text = client.get(f"{where}/results").getvalue().decode()
    rows = list(csv.reader(io.StringIO(text)))
    assert {(row[2], row[3], row[4]) for row in rows[1:]} == {
        (cast.guest.email, "done", ""),
        (cast.ingrid.email, "skipped", "Have an account"),
    }
    assert "Customers who were picked" in client.get(HERE).content.decode()


def test_nobody_picked_and_numbers_out_of_range(cast: Cast) -> None:
    """Said in words."""
    client = as_staff(cast.marketing)
    assert client.post(f"{HERE}/plan", {"scope": "picked"}).headers["Location"] == "/admin/customers"
    where = client.post(f"{HERE}/plan", {"scope": "everybody"}).headers["Location"]
    assert client.post(where, {"per_minute": "-1", "remind_days": "99"}).status_code == 422
    assert client.get(f"{HERE}/999999").status_code == 404


def test_a_name_that_is_a_formula_stays_text(cast: Cast) -> None:
    """IM-02: spreadsheets run nothing of it."""
    Customer.objects.filter(pk=cast.guest.pk).update(first_name="=1+1", last_name="")
    client = as_staff(cast.owner)
    where = client.post(f"{HERE}/plan", {"scope": "everybody"}).headers["Location"]
    client.post(f"{where}/start")
    running.run(Round.objects.get().job_id or 0, by=SYSTEM)
    text = client.get(f"{where}/results").getvalue().decode()
    assert "'=1+1" in text


def test_the_list_offers_the_boxes_to_who_may_invite(cast: Cast) -> None:
    """AC-01: others see no boxes."""
    assert 'name="customer"' in as_staff(cast.support).get("/admin/customers").content.decode()
    assert 'name="customer"' not in as_staff(cast.read_only).get("/admin/customers").content.decode()


def test_the_card_tells_a_declined_one(cast: Cast) -> None:
    """With the day; staff may ask again."""
    invite(cast.guest, cast.owner.as_actor())
    actions.decline(*last_token(), cast.guest.email, by=VISITOR)
    page = as_staff(cast.support).get(f"/admin/customers/{cast.guest.pk}").content.decode()
    assert str(AccountState.DECLINED.label) in page and "Send account invite" in page
