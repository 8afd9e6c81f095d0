"""Bringing customers in from a file: what each line does, and what it never does."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed, Refused
from clientela.core.places import Place
from clientela.customers import actions as customers
from clientela.customers.doors import CustomerSettings
from clientela.customers.models import Consent, ConsentEntry, Customer, CustomerTag
from clientela.exchange import reports
from clientela.exchange.actions import importing
from clientela.exchange.models import Import, ImportLine, ImportPart
from clientela.exchange.online_retail import FileNotReadable
from clientela.exchange.wanted import email_key
from clientela.jobs import running
from clientela.jobs.models import Item, Job
from clientela.journal.models import Event
from clientela.segments import queries as segments
from tests.cast import Cast, make_customer
from tests.exchange.files import FIELD, OLD, bring, outcomes, received

pytestmark = pytest.mark.django_db


def found(email: str) -> Customer:
    return Customer.objects.get(email_key=email, deleted_at=None)


def tags(customer: Customer) -> set[str]:
    return set(CustomerTag.objects.filter(customer=customer).values_list("tag__name", flat=True))


def test_the_new_header() -> None:
    """Every column of the field's template lands where it belongs."""
    source = bring(
        f"{FIELD}\nNora,Lie,Nora@Example.com,yes,Lie AS,Storgata 1,B,Oslo,,NO,'0155,,'+4722334455,no,"
        '"vip, wool","Likes ""oak""",yes\n'
    )
    nora = found("nora@example.com")
    assert source.counts == {"added": 1}
    assert (nora.email, nora.phone, nora.note, nora.tax_exempt) == (
        *("Nora@Example.com", "+4722334455", 'Likes "oak"', True),
    )
    assert nora.default_address and nora.default_address.place == Place(
        "Nora", "Lie", "Lie AS", "Storgata 1", "B", "Oslo", "", "0155", "NO", ""
    )
    assert (nora.email_consent, nora.sms_consent, tags(nora)) == (
        *("subscribed", "not_subscribed", {"vip", "wool"}),
    )
    entry = ConsentEntry.objects.get(customer=nora)
    assert (entry.source, entry.level) == ("import", "unknown")
    assert not nora.email_verified_at and nora.account_state == "none"


def test_the_old_header() -> None:
    """FI-02: the header that is still about; names of provinces and countries are understood."""
    line = "Ed,Fox,ed@example.com,,1 Main St,,Austin,Texas,,United States,,73301,,no,12,3,,,no"
    source = bring(f"{OLD}\n{line}\n")
    assert source.counts == {"added": 1}
    place = found("ed@example.com").default_address
    assert place and (place.region, place.country, place.postcode) == ("TX", "US", "73301")


def test_each_bad_line_says_why_and_the_others_come_in() -> None:
    """FI-02: a result for every line, with the field it is about."""
    many = ",".join(f"t{number}" for number in range(251))
    lines = [
        "Email,First Name,Phone,Tax Exempt,Country Code,City,Note,Tags,Date of Birth",
        "good@example.com,Gro,,,,,,,",
        "not-an-address,Odd,,,,,,,",
        "a@example.com,A,123,,,,,,",
        "b@example.com,B,,maybe,,,,,",
        "c@example.com,C,,,ZZ,Oslo,,,",
        f"d@example.com,{'D' * 256},,,,,,,",
        f'e@example.com,E,,,,,"{"n" * 5001}",,',
        f'f@example.com,F,,,,,,"{many}",',
        "g@example.com,G,,,,,,,31.02.2020",
        ",,,,,,only a note,,",
        "h@example.com,H,+47 22 33 44 55,,,,,,",
        "i@example.com,I,+4722334455,,,,,,",
    ]
    source = bring("\n".join(lines))
    assert outcomes(source) == {
        2: "added",
        3: "email_not_valid@email",
        4: "phone_not_valid@phone",
        5: "not_valid@tax_exempt",
        6: "country_not_valid@country",
        7: "too_long@first_name",
        8: "too_long@note",
        9: "too_many_tags@tags",
        10: "not_valid@birthday",
        11: "nobody@email",
        12: "added",
        13: "phone_of_another@phone",
    }
    assert source.counts == {"added": 2, "refused": 10}
    job = Job.objects.get(pk=source.job_id)
    assert (job.done, job.failed, job.total) == (2, 10, 12)


def test_overwrite_and_fill() -> None:
    """Overwriting puts the file's values, filling only what is empty; an empty cell removes nothing."""
    text = "Email,First Name,Last Name,Note,Tags\nanna@example.com,Anne,Lie,,b\n"
    anna = make_customer("anna@example.com", "Anna")
    customers.set_note(anna.pk, "Kept", by=SYSTEM)
    customers.add_tags([anna.pk], ["a"], by=SYSTEM)
    assert bring(text, fills_only=True).counts == {"changed": 1}
    anna.refresh_from_db()
    assert (anna.name, anna.note, tags(anna)) == ("Anna Lie", "Kept", {"a"})
    source = bring(text)
    anna.refresh_from_db()
    assert (anna.name, anna.note, tags(anna), anna.name_key) == ("Anne Lie", "Kept", {"b"}, "lie anne")
    item = Item.objects.get(job_id=source.job_id)
    assert item.before == {
        "id": anna.pk,
        "values": {"first_name": "Anna"},
        "made": {"values": {"first_name": "Anne"}},
        "tags_on": ["b"],
        "tags_off": ["a"],
    }
    fact = Event.objects.get(customer_id=anna.pk, job_id=source.job_id, name="customer.edited")
    assert fact.data["fields"] == ["first_name"]
    assert bring(text).counts == bring(text, fills_only=True).counts == {"unchanged": 1}


def test_the_last_of_several_lines_counts() -> None:
    """Duplicates inside one file, however the address is written."""
    text = "Email,First Name\nanna@example.com,One\nbo@example.com,Bo\nANNA@example.com,Two\n"
    assert outcomes(bring(text)) == {2: "replaced:4", 3: "added", 4: "added"}
    assert found("anna@example.com").first_name == "Two"
    assert bring(text).counts == {"replaced": 1, "unchanged": 2}


def test_matched_by_email_then_by_phone_then_by_the_very_name() -> None:
    """A phone number leads to its customer, unless the file says that it is somebody else's."""
    bo = customers.add(customers.NewCustomer("Bo", "Ek", phone="+4722334455"), by=SYSTEM)
    assert bring("Email,First Name,Phone\n,Bo Emil,+47 22 33 44 55\n").counts == {"changed": 1}
    source = bring("Email,First Name,Phone\nbo@example.com,Bo,+4722334455\n")
    bo.refresh_from_db()
    assert source.counts == {"changed": 1} and bo.email_key == "bo@example.com"
    source = bring("Email,First Name,Phone\nother@example.com,Bo,+4722334455\n")
    assert outcomes(source) == {2: "phone_of_another@phone"}
    assert bring("First Name,Last Name\nKari,Moe\n").counts == {"added": 1}
    assert bring("First Name,Last Name\nKari,Moe\n").counts == {"unchanged": 1}


def test_consent_obeys_the_ledger() -> None:
    """FI-02: nobody who left is subscribed again, and nobody without permission."""
    anna = make_customer("anna@example.com")
    head = "Email,Accepts Email Marketing\nanna@example.com"
    yes, no = f"{head},yes\n", f"{head},no\n"
    assert bring(yes, has_permission=False).counts == {"unchanged": 1}
    assert bring(yes, fills_only=True).counts == {"changed": 1}
    assert bring(no, fills_only=True).counts == {"unchanged": 1}
    assert bring(no).counts == {"changed": 1}
    anna.refresh_from_db()
    assert anna.email_consent == "unsubscribed"
    assert bring(yes).counts == bring(no).counts == {"unchanged": 1}
    dated = "Email,Email Marketing: Status,Email Marketing: Updated At\nanna@example.com,subscribed,%s\n"
    assert bring(dated % "2019-05-04T10:00:00Z").counts == {"unchanged": 1}
    newest = ConsentEntry.objects.filter(customer=anna).latest("at").at
    ConsentEntry.objects.filter(customer=anna).update(at="2020-01-01T00:00:00Z")
    assert bring(dated % newest.isoformat()).counts == {"changed": 1}
    assert bring(dated % "2999-01-01").counts == {"refused": 1}
    anna.refresh_from_db()
    assert anna.email_consent == "subscribed"


def test_a_new_customer_without_permission_is_not_subscribed() -> None:
    bring("Email,Accepts Marketing\nnew@example.com,yes\n", has_permission=False)
    assert found("new@example.com").email_consent == Consent.NOT_SUBSCRIBED


def test_a_default_address_is_changed_in_place() -> None:
    """The parts that the file has are put, the others stay; where the same one is there, it is chosen."""
    anna = make_customer("anna@example.com", "Anna", "Lie")
    kept = customers.add_address(anna.pk, Place("Anna", "Lie", line1="Gate 1", city="Oslo",
                                                postcode="0155", country="NO"), by=SYSTEM)  # fmt: skip
    text = "Email,Address1,City,Zip,Country Code\nanna@example.com,Gate 2,Oslo,0155,NO\n"
    assert bring(text, fills_only=True).counts == {"unchanged": 1}
    source = bring(text)
    kept.refresh_from_db()
    assert (kept.line1, kept.first_name, anna.addresses.count()) == ("Gate 2", "Anna", 1)
    assert Item.objects.get(job_id=source.job_id).before["address"]["line1"] == "Gate 1"
    other = customers.add_address(anna.pk, Place("Anna", "Lie", line1="Gate 3", city="Oslo",
                                                 postcode="0155", country="NO"), by=SYSTEM)  # fmt: skip
    bring(text.replace("Gate 2", "Gate 3"))
    anna.refresh_from_db()
    assert (anna.default_address_id, anna.addresses.count()) == (other.pk, 2)


def test_an_address_of_the_military_post_is_put_right_or_refused() -> None:
    """The same rules as at every other door."""
    head = "Email,First Name,Last Name,Address1,City,Province Code,Zip,Country Code"
    source = bring(f"{head}\na@example.com,Jo,Ray,PSC 3 BOX 4120,apo,Armed Forces Europe,09021,Germany\n"
                   "b@example.com,Bo,Ray,PSC 3,APO,AE,09021,US\n")  # fmt: skip
    place = found("a@example.com").default_address
    assert place and (place.city, place.region, place.country) == ("APO", "AE", "US")
    assert outcomes(source)[3] == "address_not_valid@line1"


def test_tags_for_all_and_a_segment_of_the_import() -> None:
    """A tag on everybody, and the segment that asks for it."""
    make_customer("there@example.com")
    text = "Email,Tags\nthere@example.com,\nnew@example.com,wool\n"
    source = bring(text, tags=["Fair 2026"], makes_segment=True)
    assert tags(found("new@example.com")) == {"Fair 2026", "wool"}
    assert source.segment_id and segments.count(segments.find(source.segment_id).query) == 2
    assert bring(text, tags=["fair 2026"]).counts == {"unchanged": 2}
    unnamed = bring("Email\nthird@example.com\n", makes_segment=True)
    assert unnamed.tags[0].startswith("import 2") and unnamed.segment_id
    assert segments.count(segments.find(unnamed.segment_id).query) == 1


def test_tags_for_all_count_as_well() -> None:
    """Nobody comes in with more than 250 tags, those of the whole import among them."""
    own = "|".join(f"t{number}" for number in range(250)).replace("|", ",")
    source = bring(f'Email,Tags\nnew@example.com,"{own}"\nfew@example.com,wool\n', tags=["Fair"])
    assert outcomes(source) == {2: "too_many_tags@tags", 3: "added"}
    assert outcomes(bring(f'Email,Tags\nnew@example.com,"{own}"\n', tags=["T1"])) == {2: "added"}


def test_the_dry_run_says_the_same_and_changes_nothing() -> None:
    """FI-02: preview, then apply."""
    make_customer("there@example.com", "Tor")
    text = "Email,First Name\nthere@example.com,Thor\nnew@example.com,Ny\nbad,X\n"
    before = Customer.objects.count(), Event.objects.filter(customer_id__isnull=False).count()
    source = bring(text, dry=True)
    assert source.dry_counts == {"changed": 1, "added": 1, "refused": 1} and not source.counts
    assert (Customer.objects.count(), Event.objects.filter(customer_id__isnull=False).count()) == before
    job = importing.bring_in(source.pk, by=SYSTEM)
    running.run(job.pk, by=SYSTEM)
    source.refresh_from_db()
    assert source.counts == source.dry_counts
    assert not ImportPart.objects.filter(source=source).exists()
    with pytest.raises(importing.ImportBegun):
        importing.bring_in(source.pk, by=SYSTEM)


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1252", ";"), ("latin-1", "|")],
)
def test_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    """FI-01: as programs write CSV, with their line ends and quotes."""
    text = 'Email,First Name,Note\r\naase@example.com,Åse,"two\r\nlines"\r\n'
    bring(text.replace(",", delimiter).encode(encoding))
    aase = found("aase@example.com")
    assert (aase.first_name, aase.note) == ("Åse", "two\nlines")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04xlsx", b"Email\n\0\0", b"\n\n"])
def test_what_is_no_csv_is_refused(content: bytes) -> None:
    """FI-01: nothing is kept of it."""
    with pytest.raises(FileNotReadable):
        received(content)
    assert not Import.objects.exists() and not ImportPart.objects.exists()


def test_a_file_lies_sealed() -> None:
    """FI-04: at rest neither name nor address can be read."""
    source = received("Email\nsecret.person@example.com\n")
    assert b"secret" not in bytes(ImportPart.objects.get(source=source).content)


def test_who_may_not_import(cast: Cast) -> None:
    """AC-02: owner and manager alone; closed stores take nobody in."""
    for user in (cast.support, cast.marketing, cast.read_only):
        with pytest.raises(NotAllowed):
            received("Email\na@example.com\n", by=user.as_actor())
    CustomerSettings.objects.update_or_create(pk=1, defaults={"imports": False})
    with pytest.raises(Refused):
        received("Email\na@example.com\n", by=cast.owner.as_actor())


def test_a_chunk_cut_off_is_done_again_and_nothing_twice() -> None:
    """F04: the worker dies between chunks; the next attempt goes on where it stood."""
    text = "Email\n" + "".join(f"p{number}@example.com\n" for number in range(30))
    source = received(text)
    importing.arrange(source.pk, by=SYSTEM)
    job = importing.bring_in(source.pk, by=SYSTEM)
    first = running._claim(job.pk)
    assert first
    first.size = 10
    assert running._chunk(first) and running._chunk(first)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    second = running._claim(job.pk)
    assert second and not running._chunk(first)
    while running._chunk(second):
        pass
    source.refresh_from_db()
    assert source.counts == {"added": 30}
    assert Customer.objects.filter(email_key__startswith="p").count() == 30
    created = Event.objects.filter(name="customer.created")
    assert created.count() == 30


def test_ten_thousand_take_as_many_statements_as_ten() -> None:
    """Statements over sets: added, changed and left as they are."""

    def text(count: int, name: str) -> str:
        lines = (f"p{number}@example.com,{name},Gate {number},Oslo,NO,a" for number in range(count))
        return "Email,First Name,Address1,City,Country Code,Tags\n" + "\n".join(lines)

    def statements(content: str) -> int:
        source = received(content)
        importing.arrange(source.pk, by=SYSTEM)
        job = importing.bring_in(source.pk, by=SYSTEM)
        fence = running._claim(job.pk)
        assert fence
        fence.size = 20_000
        with CaptureQueriesContext(connection) as seen:
            assert running._chunk(fence) and running._chunk(fence)
        return len(seen)

    few = [statements(text(10, name)) for name in ("A", "B", "B")]
    Customer.objects.all().delete()
    many = [statements(text(10_000, name)) for name in ("A", "B", "B")]
    assert all(more <= less + 6 for more, less in zip(many, few, strict=True)), (few, many)


@pytest.mark.parametrize(
    "text", ["Anna.B+x@Example.com", "a@EXAMPLE.no", "o'neill@example.com", "x@xn--bcher-kva.example"]
)
def test_the_quick_key_is_the_key(text: str) -> None:
    from clientela.core import emails

    assert email_key(text) == emails.canonical(text)


def test_old_files_are_emptied() -> None:
    """FI-04: by the clock."""
    source = bring("Email\na@example.com\n")
    waiting = received("Email\nb@example.com\n")
    assert importing.sweep(by=SYSTEM) == 0
    Import.objects.update(made_at="2020-01-01T00:00:00Z")
    assert importing.sweep(by=SYSTEM) == 2
    assert not ImportLine.objects.filter(source=source).exists() and not waiting.parts.exists()


def test_an_address_that_does_not_fit_is_taken_and_noted() -> None:
    """A wrong province or postcode is said, before and after; the customer comes in with it all the same."""
    text = (
        "Email,Address1,City,Province Code,Country Code,Zip\n"
        "a@example.com,1 Main St,Austin,TX,US,73301\n"
        "b@example.com,1 Main St,Austin,XX,US,7330\n"
        "c@example.com,Storgata 1,Oslo,Oslo,NO,155\n"
        "d@example.com,1 Main St,Austin,TX,US,10001\n"
    )
    told = {2: "added", 3: "added:region,postcode", 4: "added:postcode", 5: "added:postcode"}
    for dry in (True, False):
        source = bring(text, dry=dry)
        assert outcomes(source) == told
        assert (source.dry_counts if dry else source.counts) == {"added": 4, "noted": 3}
        assert "3 addresses don't fit their country; they are taken all the same." in reports.sentences(
            source
        )
    assert found("b@example.com").default_address.postcode == "7330"  # type: ignore[union-attr]
    report = b"".join(reports.csv_lines(source)).decode()
    assert "State or province, Postcode: doesn't fit the country, taken as it is" in report
    assert bring(text).counts == {"unchanged": 4}
