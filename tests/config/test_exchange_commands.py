"""The command line for customers as files, segments and jobs."""

from pathlib import Path

import pytest

from clientela.core.actor import SYSTEM
from clientela.customers.models import Customer
from clientela.jobs import actions as jobs
from clientela.jobs.models import Job
from clientela.segments import actions as segments
from tests.cast import make_customer
from tests.config.test_commands import clientela, said
from tests.exchange.files import bring

pytestmark = pytest.mark.django_db
TEXT = "Email,First Name,Accepts Marketing\nanna@example.com,Anna,yes\nbad,Bo,no\n"


def file(folder: Path, text: str = TEXT) -> str:
    made = folder / "customers.csv"
    made.write_text(text)
    return str(made)


def test_an_import_tried_out_done_and_done_again(tmp_path: Path) -> None:
    """FI-02: the same actions as the page."""
    name, report = file(tmp_path), tmp_path / "report.csv"
    tried = clientela("import-customers", name, "--dry-run")
    assert tried.exit_code == 0 and "1 customers would be added" in tried.output
    assert not Customer.objects.exists()
    done = clientela(
        *("import-customers", name, "--tag", "fair", "--segment", "--permission", "--report", str(report))
    )
    assert "2 lines: 1 customers added, 0 changed." in done.output
    assert "0 are so already, 1 can't be brought in." in done.output
    assert "This isn't an email address." in report.read_text()
    assert report.stat().st_mode & 0o777 == 0o600
    assert Customer.objects.get().email_consent == "subscribed"
    again = clientela("import-customers", name, "--tag", "fair", "--fill")
    assert "Nothing changes." in again.output
    listed = clientela("segments", "list")
    assert "Import of customers.csv: customer_tags CONTAINS 'fair'" in listed.output
    assert "There is no file" in said(clientela("import-customers", str(tmp_path / "none.csv")))
    (tmp_path / "sheet.xlsx").write_bytes(b"PK\x03\x04")
    assert "This is a spreadsheet." in said(clientela("import-customers", str(tmp_path / "sheet.xlsx")))


def test_an_export_of_all_of_a_query_and_of_a_saved_segment(tmp_path: Path) -> None:
    make_customer("anna@example.com", "Anna")
    bo = make_customer("bo@example.com", "Bo")
    from clientela.customers import actions as customers

    customers.add_tags([bo.pk], ["vip"], by=SYSTEM)
    segments.save("VIPs", "customer_tags CONTAINS 'vip'", by=SYSTEM)
    every, some, saved = (str(tmp_path / f"{number}.csv") for number in range(3))
    assert "2 customers" in clientela("export-customers", every).output
    clientela("export-customers", some, "--segment", "customer_tags CONTAINS 'vip'", "--column", "Email")
    clientela("export-customers", saved, "--segment", "VIPs", "--column", "Email")
    assert Path(some).read_text() == Path(saved).read_text() == "Email\nbo@example.com\n"
    assert Path(every).stat().st_mode & 0o777 == 0o600
    assert "there already" in said(clientela("export-customers", every))
    assert clientela("export-customers", str(tmp_path / "x.csv"), "--segment", "nonsense = 1").exit_code == 1


def test_segments_count_prints_the_number_alone() -> None:
    make_customer("anna@example.com")
    assert clientela("segments", "count", "number_of_orders = 0").output == "1\n"
    assert clientela("segments", "count", "number_of_ordes = 0").exit_code == 1


def test_jobs_are_listed_paused_resumed_and_cancelled() -> None:
    chosen = segments.select(is_everybody=True, by=SYSTEM)
    from clientela.exchange.actions import exporting

    made = exporting.export(chosen.pk, by=SYSTEM)
    number = str(made.job_id)
    for shown in (clientela("jobs"), clientela("jobs", "list")):
        assert f"{number}  Exporting customers: queued, 0 of 0 (0%)" in shown.output
    for verb, state in (("pause", "paused"), ("resume", "queued"), ("cancel", "cancelled")):
        assert f"Job {number} is {state}." in clientela("jobs", verb, number).output
    assert Job.objects.get().state == "cancelled"
    assert "already ended" in said(clientela("jobs", "pause", number))
    with pytest.raises(jobs.JobOver):
        jobs.resume(made.job_id or 0, by=SYSTEM)


def test_an_import_is_undone() -> None:
    """By the number of its job; asked twice it is one undo."""
    source = bring("Email,First Name\nnew@example.com,New\n")
    for _again in range(2):
        said_so = clientela("jobs", "undo", str(source.job_id)).output
        made = Job.objects.get(kind="customers.import_back")
        assert said_so == f"Job {made.pk} takes it back.\n"
