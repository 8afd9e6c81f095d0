"""A file with bad lines is brought in, mended and sent again; and an export is fetched. At both widths."""

import re
import secrets
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from clientela.customers.models import Customer
from tests.journeys import slow, steps
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey
Visit = Callable[..., Visitor]
LONG = slow.patience(30_000)


def send(page: Page, file: Path) -> None:
    """Choose a file and look at what it would change."""
    page.get_by_label("CSV file").set_input_files(file)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Columns")).to_be_visible()
    expect(page.get_by_label("Place", exact=True)).to_have_value("")
    page.get_by_label("Place", exact=True).select_option(label="City")
    page.get_by_role("button", name="See what would change").click()
    expect(page.get_by_text("Would be added", exact=True)).to_be_visible(timeout=LONG)


def test_bad_lines_are_mended_and_sent_again(visit: Visit, tmp_path: Path) -> None:
    mark = secrets.token_hex(4)
    file = tmp_path / "fair.csv"
    file.write_text(
        "First name,E-mail,Place,Country code\n"
        f"Nora,nora.{mark}@example.com,Oslo,NO\nBo,bo.{mark}(at)example.com,Bergen,NO\n"
    )
    staff = visit()
    steps.staff_in(staff, "owner")
    page = staff.open("/admin/customers/import")
    staff.check()
    send(page, file)
    expect(page.get_by_text("This isn't an email address.")).to_be_visible()
    staff.check()
    page.locator("main").get_by_role("button", name="Import customers").click()
    expect(page.get_by_role("link", name="Only the lines to mend")).to_be_visible(timeout=LONG)
    expect(page.get_by_text("What became of the file.")).to_be_visible()
    assert Customer.objects.filter(email_key=f"nora.{mark}@example.com").exists()
    with page.expect_download() as download:
        page.get_by_role("link", name="Only the lines to mend").click()
    mended = tmp_path / "mended.csv"
    mended.write_text(Path(download.value.path()).read_text().replace("(at)", "@"))

    page = staff.open("/admin/customers/import")
    send(page, mended)
    page.locator("main").get_by_role("button", name="Import customers").click()
    expect(page.get_by_text("What became of the file.")).to_be_visible()
    expect(page.get_by_role("link", name="Report of every line")).to_be_visible(timeout=LONG)
    expect(page.get_by_role("link", name="Only the lines to mend")).to_have_count(0)
    staff.check()
    assert Customer.objects.get(email_key=f"bo.{mark}@example.com").default_address
    assert Customer.objects.get(email_key=f"nora.{mark}@example.com").first_name == "Nora"


def test_an_export_is_written_and_fetched(visit: Visit) -> None:
    staff = visit()
    steps.staff_in(staff, "owner")
    page = staff.open("/admin/exports/new")
    staff.check()
    page.locator("main").get_by_role("button", name="Export").click()
    expect(page).to_have_url(re.compile("/admin/exports$"))
    expect(page.get_by_role("button", name="Download").first).to_be_visible(timeout=LONG)
    staff.check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").first.click()
    assert Path(download.value.path()).read_text().startswith("Customer ID,First Name,Last Name,Email,")
