"""The doors by which staff bring customers in, and their switches."""

import pytest

from clientela.accounts.doors import doors
from clientela.core.actor import SYSTEM
from clientela.customers import actions
from clientela.customers.actions import NewCustomer
from clientela.customers.doors import AddingClosed, CustomerSettings, ImportClosed
from clientela.customers.keeping import Taken
from clientela.customers.models import Customer
from clientela.exchange.accounts import import_accounts
from clientela.exchange.online_retail import import_orders
from clientela.store.actions import change_settings
from tests.cast import Cast, as_staff

pytestmark = pytest.mark.django_db
PAGE = "/admin/settings/customers"


def close(*names: str) -> None:
    change_settings({f"customers.{name}": "false" for name in names}, by=SYSTEM)


def test_the_page_switches_both(cast: Cast) -> None:
    """Found from the list of open doors; default on; whoever may only look can't switch."""
    owner = as_staff(cast.owner)
    listed = owner.get("/admin/settings/accounts").content.decode()
    assert f"{PAGE}#setting-by_hand" in listed and f"{PAGE}#setting-imports" in listed
    page = owner.get(PAGE)
    assert 'id="setting-imports"' in page.content.decode()
    version = CustomerSettings.current().version
    done = owner.post(PAGE, {"version": version, "by_hand": "on"})
    assert done["Location"] == PAGE
    now = {door.name: door.is_open for door in doors() if door.name in {"staff", "import"}}
    assert now == {"staff": True, "import": False}
    assert as_staff(cast.read_only).post(PAGE, {"version": version + 1}).status_code == 403


def test_staff_add_nobody_while_it_is_closed(cast: Cast) -> None:
    """By the form and by inviting a new address; whoever is there is found and invited still."""
    owner, count = as_staff(cast.owner), Customer.objects.count()
    close("by_hand")
    with pytest.raises(AddingClosed):
        actions.add(NewCustomer(email="new@example.com"), by=cast.owner.as_actor())
    with pytest.raises(Taken):
        actions.add(NewCustomer(email=cast.guest.email), by=cast.owner.as_actor())
    assert "is switched off" in owner.get("/admin/customers/new").content.decode()
    page = owner.post("/admin/customers/new", {"first_name": "New", "address-country": "GB"})
    assert page.status_code == 422 and "is switched off under Settings" in page.content.decode()
    page = owner.post("/admin/invitations/new", {"email": "new@example.com"})
    assert page.status_code == 422 and "is switched off under Settings" in page.content.decode()
    assert owner.post("/admin/invitations/new", {"email": cast.guest.email}).status_code == 303
    assert Customer.objects.count() == count


def test_no_file_is_brought_in_while_it_is_closed(tmp_path, db: None) -> None:
    """Refused before the file is read or a report begun."""
    close("imports")
    file, report = tmp_path / "people.csv", tmp_path / "report.csv"
    file.write_text("email\nnora@example.com\n")
    with pytest.raises(ImportClosed):
        import_accounts(file, report, lambda _done, _total: None, by=SYSTEM)
    with pytest.raises(ImportClosed):
        import_orders(file, "GBP", by=SYSTEM)
    assert not report.exists() and not Customer.objects.exists()
