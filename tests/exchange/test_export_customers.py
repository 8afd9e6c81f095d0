"""Writing customers into a file: who is in it, who may fetch it, and for how long."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.core.places import Place
from clientela.customers import actions as customers
from clientela.customers.models import Customer, Source
from clientela.exchange.actions import exporting
from clientela.exchange.models import Export, ExportPart
from clientela.jobs import running
from clientela.jobs.models import Job
from clientela.journal.models import Event
from clientela.privacy.actions import delete
from clientela.segments import actions as segments
from clientela.staff.models import User
from clientela.staff.roles import Role
from tests.cast import Cast, as_staff, make_customer
from tests.exchange.files import bring, exported, rows

pytestmark = pytest.mark.django_db


def test_a_query_a_selection_and_columns_of_one_s_own() -> None:
    """The export is of exactly those whom the list showed."""
    anna, bo = make_customer("anna@example.com", "Anna"), make_customer("bo@example.com", "Bo")
    customers.add_tags([bo.pk], ["vip"], by=SYSTEM)
    _made, text = exported(["Email", "Tags"], query="customer_tags CONTAINS 'vip'")
    assert rows(text) == [["Email", "Tags"], ["bo@example.com", "vip"]]
    _made, text = exported(["First Name"], ids=[anna.pk])
    assert rows(text) == [["First Name"], ["Anna"]]
    with pytest.raises(Refused):
        exported(["Password"])


def test_the_set_is_frozen_and_who_was_deleted_is_left_out() -> None:
    """F29: newcomers aren't in the file, and nobody who is gone."""
    people = [make_customer(f"p{number}@example.com") for number in range(3)]
    chosen = segments.select(is_everybody=True, by=SYSTEM)
    made = exporting.export(chosen.pk, ["Email"], by=SYSTEM)
    fence = running._claim(made.job_id or 0)
    assert fence and running._chunk(fence)
    make_customer("late@example.com")
    delete([people[1].pk], by=SYSTEM)
    while running._chunk(fence):
        pass
    text = b"".join(exporting.fetch(made.pk, exporting.token_of(made), by=SYSTEM)).decode()
    assert rows(text) == [["Email"], ["p0@example.com"], ["p2@example.com"]]
    made.refresh_from_db()
    assert made.customers == 3


def test_parts_are_put_together_in_order_and_a_cut_off_one_is_written_again() -> None:
    """F04: more than one part; the worker dies in between."""
    Customer.objects.bulk_create([Customer(source=Source.STAFF, first_name=f"N{n:04d}") for n in range(1201)])
    made = exporting.export(segments.select(is_everybody=True, by=SYSTEM).pk, ["First Name"], by=SYSTEM)
    first = running._claim(made.job_id or 0)
    assert first and running._chunk(first)
    first.size = 1
    assert running._chunk(first)
    assert ExportPart.objects.filter(export=made, content__isnull=False).count() == 1
    with pytest.raises(exporting.NotReady):
        exporting.fetch(made.pk, exporting.token_of(made), by=SYSTEM)
    Job.objects.filter(pk=made.job_id).update(state=Job.State.QUEUED)
    running.run(made.job_id or 0, by=SYSTEM)
    text = b"".join(exporting.fetch(made.pk, exporting.token_of(made), by=SYSTEM)).decode()
    assert [line[0] for line in rows(text)[1:]] == [f"N{number:04d}" for number in range(1201)]


def test_who_may_not_see_addresses_or_notes_gets_empty_cells(cast: Cast) -> None:
    """AC-03: marketing exports, but sees neither."""
    place = Place("Ingrid", "Hansen", line1="Gate 1", city="Oslo", postcode="0155", country="NO")
    customers.add_address(cast.ingrid.pk, place, by=SYSTEM)
    customers.set_note(cast.ingrid.pk, "Planted", by=SYSTEM)
    names = ["Email", "Default Address City", "Note"]
    for user, seen in ((cast.manager, ["Oslo", "Planted"]), (cast.marketing, ["", ""])):
        _made, text = exported(names, ids=[cast.ingrid.pk], by=user.as_actor())
        assert rows(text)[1] == ["Ingrid.Hansen@example.com", *seen]


def test_who_may_not_export(cast: Cast) -> None:
    """AC-02: support and readers."""
    chosen = segments.select(is_everybody=True, by=SYSTEM)
    for user in (cast.support, cast.read_only):
        with pytest.raises(NotAllowed):
            exporting.export(chosen.pk, by=user.as_actor())


def test_a_withdrawn_power_stops_the_job(cast: Cast) -> None:
    """AC-04, F28: checked again for each part."""
    owner = cast.manager.as_actor()
    made = exporting.export(segments.select(is_everybody=True, by=owner).pk, by=owner)
    fence = running._claim(made.job_id or 0)
    assert fence and running._chunk(fence)
    User.objects.filter(pk=cast.manager.pk).update(role=Role.READ_ONLY)
    Job.objects.filter(pk=made.job_id).update(state=Job.State.QUEUED)
    running.run(made.job_id or 0, by=SYSTEM)
    assert Job.objects.get(pk=made.job_id).state == "failed"
    assert not ExportPart.objects.filter(content__isnull=False).exists()


def test_only_its_maker_fetches_it_for_a_week_by_its_signed_address(cast: Cast) -> None:
    """FI-04: login, right, owner, signature and time; each download is on the log."""
    made, _text = exported(by=cast.manager.as_actor())
    path = f"/admin/exports/{made.pk}/{exporting.token_of(made)}"
    answer = as_staff(cast.manager).post(path)
    assert answer.status_code == 200 and b"guest@example.net" in answer.getvalue()
    assert answer["Content-Disposition"].startswith("attachment") and answer["Cache-Control"] == "no-store"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert as_staff(cast.owner).post(path).status_code == 404
    assert as_staff(cast.support).post(path).status_code == 403
    assert as_staff(cast.manager).post(path[:-1]).status_code == 404
    fetched = Event.objects.filter(name="customers.export_fetched", actor_id=cast.manager.pk)
    assert fetched.count() == 2 and Event.objects.filter(name="customers.export_began").count() == 1
    Export.objects.update(made_at=timezone.now() - timedelta(days=7))
    made.refresh_from_db()
    late = f"/admin/exports/{made.pk}/{exporting.token_of(made)}"
    assert as_staff(cast.manager).post(late).status_code == 400
    assert exporting.sweep(by=SYSTEM) == 1 and not ExportPart.objects.exists()
    assert Export.objects.get().gone_at and exporting.sweep(by=SYSTEM) == 0


def test_it_lies_sealed_and_goes_when_somebody_in_it_is_forgotten() -> None:
    """FI-04, PR-02: no name can be read at rest; nothing of a forgotten person stays in a file."""
    anna, bo = make_customer("anna@example.com", "Planted"), make_customer("bo@example.com")
    mine, _text = exported(ids=[anna.pk])
    other, _text = exported(ids=[bo.pk])
    content = ExportPart.objects.get(export=mine).content
    assert content is not None and b"Planted" not in bytes(content)
    source = bring("Email,First Name\nanna@example.com,Other\nbo@example.com,Bo\n")
    waiting = bring("Email\nanna@example.com\n", dry=True)
    delete([anna.pk], by=SYSTEM, for_good=True)
    assert list(Export.objects.filter(gone_at=None)) == [other]
    assert list(source.rows.values_list("line", flat=True)) == [3]
    waiting.refresh_from_db()
    assert waiting.gone_at and not waiting.rows.exists()
    job = Job.objects.get(pk=source.job_id)
    assert dict(job.items.values_list("key", "before"))[2] is None


def test_a_selection_that_is_gone() -> None:
    with pytest.raises(NotThere):
        exporting.export(1, by=SYSTEM)
