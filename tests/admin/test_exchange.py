"""The pages of files of customers: sending, trying out, bringing in, fetching."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clientela.bulk import queries as bulk
from clientela.bulk.actions import undo
from clientela.core.actor import SYSTEM, Actor
from clientela.core.errors import NotAllowed
from clientela.core.powers import Power
from clientela.customers import actions as customers
from clientela.customers.models import Customer
from clientela.exchange.models import Export, Import
from clientela.jobs import running
from clientela.jobs.models import Job
from clientela.segments import actions as segments
from clientela.segments.models import Segment
from tests.cast import Cast, as_staff, make_customer
from tests.exchange.files import bring, rows

pytestmark = pytest.mark.django_db
HERE = "/admin/customers/import"
TEXT = "Name,Email,Accepts Email Marketing,Town\nAnna,anna@example.com,yes,Oslo\nBo,bad,no,Bergen\n"


def send(browser: Client, text: str = TEXT) -> Import:
    file = SimpleUploadedFile("../../Fair <1>.csv", text.encode())
    answer = browser.post(HERE, {"file": file})
    assert answer.status_code == 303
    found = Import.objects.latest("pk")
    assert answer["Location"] == f"/admin/imports/{found.pk}"
    return found


def run(job_id: int | None) -> None:
    running.run(job_id or 0, by=SYSTEM)


def test_from_the_file_to_the_report(cast: Cast) -> None:
    """FI-02: mapping, dry run, import, and the lines to mend as a file that can be sent again."""
    browser = as_staff(cast.owner)
    found = send(browser)
    page = browser.get(f"/admin/imports/{found.pk}").content.decode()
    assert "Fair &lt;1&gt;.csv" in page and "Anna · Bo" in page
    form = {"column_0": "first_name", "column_1": "email", "column_2": "email_yes", "column_3": ""}
    wrong = browser.post(f"/admin/imports/{found.pk}", {**form, "column_3": "email", "manner": "fill"})
    assert wrong.status_code == 422 and b"Another column holds this already." in wrong.content
    nobody = {**form, "column_0": "", "column_1": "", "manner": "fill"}
    assert browser.post(f"/admin/imports/{found.pk}", nobody).status_code == 422
    form |= {"manner": "overwrite", "tags": "fair", "makes_segment": "on"}
    assert browser.post(f"/admin/imports/{found.pk}", form).status_code == 303
    assert b"every 3s" in browser.get(f"/admin/imports/{found.pk}").content
    found.refresh_from_db()
    run(found.dry_job_id)
    page = browser.get(f"/admin/imports/{found.pk}").content.decode()
    assert "Would be added" in page and "This isn&#x27;t an email address." in page
    assert not Customer.objects.filter(email_key="anna@example.com").exists()
    assert browser.post(f"/admin/imports/{found.pk}/start").status_code == 303
    found.refresh_from_db()
    run(found.job_id)
    assert "See the segment" in browser.get(f"/admin/imports/{found.pk}").content.decode()
    anna = Customer.objects.get(email_key="anna@example.com")
    assert anna.email_consent == "not_subscribed" and Segment.objects.get().name.startswith("Import of")
    report = browser.get(f"/admin/imports/{found.pk}/report?only=refused").getvalue().decode()
    assert rows(report)[1] == [
        *("Bo", "bad", "no", "Bergen", "3", "Not brought in", "Email: This isn't an email address."),
    ]
    mended = send(browser, report.replace(",bad,", ",bo@example.com,"))
    assert mended.places == {"email": 1, "email_yes": 2, "region_name": 3} or mended.places["email"] == 1
    whole = browser.get(f"/admin/imports/{found.pk}/report").getvalue().decode()
    assert [line[-2] for line in rows(whole)] == ["Result", "Added", "Not brought in"]
    assert browser.post(f"/admin/imports/{found.pk}/start").status_code == 303
    assert browser.post(f"/admin/imports/{found.pk}", form).status_code == 422


def test_what_is_no_csv_is_said_beside_the_field(cast: Cast) -> None:
    browser = as_staff(cast.owner)
    answer = browser.post(HERE, {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 more")})
    assert answer.status_code == 422 and b"This is a spreadsheet." in answer.content
    assert browser.post(HERE, {}).status_code == 422
    large = SimpleUploadedFile("a.csv", b"Email\n" + b"a" * (15 * 1024 * 1024 + 65_000))
    assert b"larger than 15 MB" in browser.post(HERE, {"file": large}).content
    assert not Import.objects.exists()


def test_an_export_of_a_selection_and_of_a_segment(cast: Cast) -> None:
    """AC-05: who proved a while ago who they are is asked again before anything leaves."""
    browser, owner = as_staff(cast.owner), cast.owner.as_actor()
    make_customer("vip@example.com")
    saved = segments.save("Everybody", "customer_countries IS NULL", by=owner)
    picked = segments.select(ids=[cast.ingrid.pk], by=owner)
    others = segments.select(ids=[cast.guest.pk], by=cast.manager.as_actor())
    page = browser.get(f"/admin/exports/new?selection={picked.pk}")
    assert b"1 customer is selected." in page.content
    assert browser.get(f"/admin/exports/new?selection={others.pk}").status_code == 404
    assert browser.get("/admin/exports/new?selection=x").status_code == 404
    form = {"how": "chosen", "columns": ["Email"]}
    assert browser.post(f"/admin/exports/new?selection={picked.pk}", form).status_code == 303
    assert browser.post("/admin/exports/new", {"who": str(saved.pk), "how": "field"}).status_code == 303
    empty = browser.post("/admin/exports/new", {"who": "everybody", "how": "chosen"})
    assert empty.status_code == 422 and b"Choose at least one column." in empty.content
    one, all_of_them = Export.objects.order_by("pk")
    run(one.job_id)
    run(all_of_them.job_id)
    one.refresh_from_db()
    assert (one.customers, one.columns) == (1, ["Email"])
    page = browser.get("/admin/exports").content.decode()
    assert f"/admin/exports/{one.pk}/" in page
    assert "/remove" not in as_staff(cast.manager).get("/admin/exports").content.decode()
    assert browser.post(f"/admin/exports/{one.pk}/remove").status_code == 303
    one.refresh_from_db()
    assert one.gone_at


def test_an_export_asks_for_a_proof(cast: Cast) -> None:
    """AC-05: a session that is older is asked first."""
    from clientela.staff.models import Session

    browser = as_staff(cast.owner)
    Session.objects.update(proved_at="2020-01-01T00:00:00Z")
    browser.post("/admin/exports/new", {"who": "everybody", "how": "field"})
    assert not Export.objects.exists()


def test_an_import_is_looked_at_and_undone(cast: Cast) -> None:
    """What would go, come back and stay is shown first; the button is for those with both powers."""
    make_customer("anna@example.com", "Anna")
    source = bring("Email,First Name\nanna@example.com,Anne\nnew@example.com,New\n")
    here, owner = f"/admin/jobs/{source.job_id}", as_staff(cast.owner)
    assert f"{here}/undo" in owner.get(here).content.decode()
    assert f"{here}/undo" in owner.get(f"/admin/imports/{source.pk}").content.decode()
    assert "Undo the import" in owner.get(f"{here}/undo").content.decode()
    plan = owner.get(f"{here}/undo/plan").content.decode()
    assert "1 customer whom the import added goes into the bin" in plan
    assert "1 customer whom it changed is put back." in plan
    back = owner.post(f"{here}/undo")
    assert back.status_code == 303 and owner.post(f"{here}/undo")["Location"] == back["Location"]
    customers.set_note(Customer.objects.get(email_key="anna@example.com").pk, "x", by=SYSTEM)
    running.run(int(back["Location"].rsplit("/", 1)[1]), by=SYSTEM)
    report = owner.get(f"{back['Location']}/report.csv").getvalue().decode()
    assert report == "line,outcome,reason\r\n2,done,\r\n3,done,\r\n"
    assert "This was undone." in owner.get(here).content.decode()
    assert (
        owner.get(f"{here}/undo")["Location"] == here and owner.get(f"{here}/undo/plan")["Location"] == here
    )
    assert Customer.objects.known().get(email_key="anna@example.com").first_name == "Anna"


def test_what_stayed_is_said_in_words(cast: Cast) -> None:
    make_customer("anna@example.com", "Anna")
    source = bring("Email,First Name,Note\nanna@example.com,Anne,From the fair\n")
    customers.set_note(Customer.objects.get(email_key="anna@example.com").pk, "Mine", by=SYSTEM)
    owner = as_staff(cast.owner)
    back = owner.post(f"/admin/jobs/{source.job_id}/undo")["Location"]
    running.run(int(back.rsplit("/", 1)[1]), by=SYSTEM)
    assert "Changed since, so this stays: Note" in owner.get(back).content.decode()


def test_undoing_an_import_takes_both_powers(cast: Cast) -> None:
    """AC-02: who may delete but not import, or the other way round, has neither the button nor the deed."""
    source = bring("Email,First Name\nnew@example.com,New\n")
    here = f"/admin/jobs/{source.job_id}"
    for lacking in (Power.CUSTOMERS_IMPORT, Power.CUSTOMERS_DELETE):
        weak = Actor(cast.owner.as_actor().kind, cast.owner.pk, powers=frozenset({*Power} - {lacking}))
        assert not bulk.can_undo(Job.objects.get(pk=source.job_id), by=weak)
        with pytest.raises(NotAllowed):
            undo(source.job_id or 0, by=weak)
    manager = as_staff(cast.read_only)
    assert manager.post(f"{here}/undo").status_code in {403, 404}
    assert not Job.objects.filter(kind="customers.import_back").exists()
