"""Deleting a customer, the bin, and the accounts of a burst, as staff meet them."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from clientela.core.actor import SYSTEM
from clientela.customers.models import BinEntry, Customer
from clientela.jobs import running
from clientela.jobs.models import Job
from clientela.privacy import actions
from clientela.staff.models import Session
from tests.admin.scenes import make_draft, make_order
from tests.cast import Cast, as_staff, make_customer
from tests.privacy.burst import burst

BIN = "/admin/customers/bin"


def read(client: Client, path: str, status: int = 200) -> str:
    """The words of a page."""
    answer = client.get(path)
    assert answer.status_code == status, path
    return " ".join(answer.content.decode().split())


def where(customer: Customer) -> str:
    return f"/admin/customers/{customer.pk}"


def test_the_page_says_what_happens(cast: Cast) -> None:
    """Browsers, drafts and the thirty days; then the customer is in the bin."""
    owner = as_staff(cast.owner)
    assert f'href="{where(cast.stranger)}/delete"' in read(owner, where(cast.stranger))
    make_draft(cast.stranger)
    page = read(owner, f"{where(cast.stranger)}/delete")
    for words in ("Delete Sigrid Berg?", "1 draft order", "For 30 days", "Nobody can log in"):
        assert words in page
    answer = owner.post(f"{where(cast.stranger)}/delete", follow=True)
    assert answer.redirect_chain[0][0] == BIN
    page = " ".join(answer.content.decode().split())
    assert "Sigrid Berg was deleted." in page and "Owner" in page and "30 days left" in page
    assert owner.get(where(cast.stranger)).status_code == 404


def test_who_cannot_be_deleted(cast: Cast) -> None:
    """The page says why and what to do instead; a form sent all the same changes nothing."""
    make_order(cast.ingrid)
    owner = as_staff(cast.owner)
    page = read(owner, f"{where(cast.ingrid)}/delete")
    assert "be deleted</h1>" in page and "has orders" in page
    assert f"{where(cast.ingrid)}/account/deactivate" in page and '<form class="row"' not in page
    assert owner.post(f"{where(cast.ingrid)}/delete").status_code == 422
    assert Customer.objects.known().filter(pk=cast.ingrid.pk).exists()


def test_only_for_those_who_may(cast: Cast) -> None:
    """AC-02: neither entry, nor button, nor page."""
    actions.delete([cast.guest.pk], by=SYSTEM)
    for user in (cast.support, cast.marketing, cast.read_only):
        client = as_staff(user)
        page = read(client, where(cast.stranger))
        assert "Delete customer" not in page and BIN not in page
        read(client, BIN, 403)
        for path in (f"{where(cast.stranger)}/delete", f"{BIN}/{cast.guest.pk}/destroy"):
            assert client.get(path).status_code == client.post(path).status_code == 403
        assert client.post(f"{BIN}/{cast.guest.pk}/restore").status_code == 403
    assert BinEntry.objects.count() == 1


def test_put_back(cast: Cast) -> None:
    """With one press; the profile opens as it was."""
    actions.delete([cast.guest.pk], by=cast.manager.as_actor())
    owner = as_staff(cast.owner)
    assert "Manager" in read(owner, BIN)
    answer = owner.post(f"{BIN}/{cast.guest.pk}/restore", follow=True)
    assert answer.redirect_chain[0][0] == where(cast.guest)
    page = answer.content.decode()
    assert "Gianni Rossi was put back." in page and "Customer deleted" in page and "Customer put back" in page
    assert "The bin is empty" in read(owner, BIN)
    assert owner.post(f"{BIN}/{cast.guest.pk}/restore").status_code == 404


def test_put_back_refused_leads_to_the_holder(cast: Cast) -> None:
    """The address was taken meanwhile: the page says so and links to whoever has it."""
    actions.delete([cast.guest.pk], by=SYSTEM)
    holder = make_customer(cast.guest.email)
    answer = as_staff(cast.owner).post(f"{BIN}/{cast.guest.pk}/restore")
    page = answer.content.decode()
    assert answer.status_code == 422 and f'href="{where(holder)}"' in page
    assert "Another customer has this email address by now." in page
    assert BinEntry.objects.exists()


@pytest.mark.parametrize("page", ["delete", "destroy", "burst"])
def test_dangerous_deeds_ask_for_a_fresh_proof(cast: Cast, page: str) -> None:
    """AC-05: looking is free; doing needs a proof of the last minutes."""
    actions.delete([cast.guest.pk], by=SYSTEM)
    attempt, _made = burst(cast, 2)
    path = {
        "delete": f"{where(cast.stranger)}/delete",
        "destroy": f"{BIN}/{cast.guest.pk}/destroy",
        "burst": f"/admin/activity/bursts/block/{attempt}/delete",
    }[page]
    owner = as_staff(cast.owner)
    Session.objects.update(proved_at=F("proved_at") - timedelta(minutes=6))
    read(owner, path)
    assert 'name="kept"' in owner.post(path).content.decode()
    assert BinEntry.objects.count() == 1 and not Job.objects.exists()


def test_delete_now(cast: Cast) -> None:
    """Asked once more, then nothing of them is left in the bin."""
    actions.delete([cast.guest.pk], by=SYSTEM)
    owner = as_staff(cast.owner)
    assert "Nobody can undo this." in read(owner, f"{BIN}/{cast.guest.pk}/destroy")
    assert (
        "The personal data was destroyed."
        in owner.post(f"{BIN}/{cast.guest.pk}/destroy", follow=True).content.decode()
    )
    cast.guest.refresh_from_db()
    assert cast.guest.first_name == "" and owner.post(f"{BIN}/{cast.guest.pk}/destroy").status_code == 404


def test_the_accounts_of_a_burst(cast: Cast) -> None:
    """Counted first, each other with its reason; done as a job, and taken back."""
    attempt, made = burst(cast, 3)
    make_order(made[0])
    path = f"/admin/activity/bursts/block/{attempt}"
    owner = as_staff(cast.owner)
    assert f'href="{path}/delete"' in read(owner, path)
    page = read(owner, f"{path}/delete")
    assert "Delete 2 accounts from 203.0.113.0/24?" in page and "Have orders: 1" in page
    assert owner.post(f"{path}/delete").status_code == 303
    job = Job.objects.get()
    running.run(job.pk, by=SYSTEM)
    page = read(owner, "/admin/activity")
    assert "2 accounts deleted" in page and f"/admin/activity/bursts/{job.pk}/restore" in page
    assert "None of them can be deleted." in read(owner, f"{path}/delete")
    assert owner.post(f"/admin/activity/bursts/{job.pk}/restore").status_code == 303
    running.run(Job.objects.latest("pk").pk, by=SYSTEM)
    assert Customer.objects.known().filter(pk__in=[one.pk for one in made]).count() == 3
    assert f"/admin/activity/bursts/{job.pk}/restore" not in read(owner, "/admin/activity")
    answer = owner.post(f"/admin/activity/bursts/{job.pk}/restore", follow=True)
    assert "They were put back already" in answer.content.decode()
    assert "Delete these accounts" not in read(as_staff(cast.manager), "/admin/activity")


def test_the_bin_asks_as_little_for_many(cast: Cast, django_assert_max_num_queries) -> None:
    """Fifty a page, in as many statements as one."""
    ids = [make_customer(f"n{number}@example.com").pk for number in range(52)]
    actions.delete(ids, by=cast.owner.as_actor())
    owner = as_staff(cast.owner)
    with django_assert_max_num_queries(12):
        page = read(owner, BIN)
    assert page.count("/restore") == 50 and "after=" in page
